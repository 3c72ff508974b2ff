"""入驻: new, moved, unchanged, crossing and unsure rows."""

from datetime import date

import pytest

from jiangxin.documents.intake import Status
from jiangxin.organisations.models import Enterprise, Park, ParkAlias, Tenancy
from jiangxin.registers.tests.tables import (
    decide,
    merged,
    questions,
    reasons,
    received,
    tally,
    undone,
)
from tests.cast import LONG_AGO, credit_code

HEADER = ["企业名称", "信用代码", "园区", "地址", "入驻日期", "离园日期"]


def line(name="", n=None, park="", since="", until="", address=""):
    return [name, credit_code(n) if n else "", park, address, since, until]


@pytest.fixture
def far(cast):
    park = Park.open("远方科技园", Park.Kind.HIGH_TECH, "西岭区", by=cast.zhou)
    park.join(cast.park_union, by=cast.zhou, on=LONG_AGO)
    return park


@pytest.fixture
def free(cast):
    """An enterprise that stands in no park yet."""
    one = Enterprise.register("自由公司", credit_code(20), "non_public", by=cast.zhou)
    one.join(cast.park_union, by=cast.zhou, on=LONG_AGO)
    return one


def table(cast, *rows, under=None, by=None):
    return received("tenancies", HEADER, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast, far, free):
    before = list(Tenancy.objects.order_by("id").values())
    register = table(
        cast,
        line("自由公司", park="远方科技园", since="2024-01-01"),
        line("精工公司", park="临江智造园"),
        line("", 2, park="远方科技园", since="2025-03-01"),
        line("云仓公司", 3, park="临江智造"),
        line("查无此家", park="远方科技园"),
    )
    assert tally(register) == (1, 0, 1, 2, 1)
    assert reasons(register, 6) == "登记里没有这家企业"
    register = decide(register, 4, "moved", "move", by=cast.li)
    register = decide(register, 5, "park", str(cast.park.pk), by=cast.li)
    assert tally(register) == (1, 1, 2, 0, 1)
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    assert free.park(date(2024, 1, 1)) == far
    assert cast.hengli.park(date(2025, 2, 28)) == cast.park
    assert cast.hengli.park() == far
    assert tally(
        table(cast, line("", 2, park="远方科技园"), line("自由公司", park="远方科技园"))
    ) == (
        0,
        0,
        2,
        0,
        0,
    )
    undone(register, by=cast.li)
    assert list(Tenancy.objects.order_by("id").values()) == before


def test_left_out_for_all_alike(cast, far):
    rows = [line("精工公司", park="远方科技园"), line("恒力公司", park="远方科技园")]
    register = decide(table(cast, *rows), 2, "moved", "leave", by=cast.li)
    assert tally(register) == (0, 0, 0, 0, 0) and register.left_out == 2


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2019-01-01", "", "和这一行对不上"),
        ("2020-01-01", "", "和这一行对不上"),
        ("2019-01-01", "2020-06-01", "和这一行对不上"),
        ("2090-01-01", "", "还没有到"),
        ("2024-05-01", "2024-05-01", "离园日期不晚于入驻日期"),
    ],
)
def test_days_that_cross(cast, far, since, until, says):
    register = table(cast, line("精工公司", park="远方科技园", since=since, until=until))
    assert tally(register) == (0, 0, 0, 0, 1)
    assert says in reasons(register, 2)


def test_what_is_over_before_may_be_told_late(cast, far):
    register = table(
        cast, line("精工公司", park="远方科技园", since="2018-01-01", until="2019-01-01")
    )
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    assert cast.jinggong.park(date(2018, 5, 1)) == far and cast.jinggong.park() == cast.park


def test_by_address_and_by_an_alias_that_is_kept(cast, far, free):
    ParkAlias.learn(far, "上海市云山路88号", ParkAlias.Kind.ADDRESS, by=cast.zhou)
    register = table(cast, line("自由公司", address="云山路88号3幢"))
    assert tally(register) == (1, 0, 0, 0, 0)
    assert "按地址" in register.rows.get().says[0]
    register = table(cast, line("自由公司", address="云山路888号"))
    assert tally(register) == (0, 0, 0, 1, 0)
    assert questions(register, 2)["park"]["options"][0][2].endswith("同一条路")
    register = decide(register, 2, "park", str(far.pk), by=cast.li, keep=True)
    merged(register, by=cast.li)
    assert ParkAlias.objects.get(text="云山路888号").park == far


def test_only_where_the_union_decides(cast, far):
    Enterprise.register("无主公司", credit_code(21), "non_public", by=cast.zhou)
    rows = [line("恒力公司", park="远方科技园"), line("无主公司", park="远方科技园")]
    register = table(cast, *rows, under=cast.jinggong_union, by=cast.zhao)
    assert tally(register) == (0, 0, 0, 0, 2)
    assert reasons(register, 2) == reasons(register, 3) == "这家企业不归这家工会决定"
    control = table(cast, line("恒力公司", park="远方科技园"), under=cast.hengli_union, by=cast.sun)
    assert tally(control) == (0, 0, 0, 1, 0)
