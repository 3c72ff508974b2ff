"""企业: new, changed, unchanged, refused and unsure rows; decided, merged, taken back."""

from datetime import timedelta

import pytest

from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.organisations.models import (
    Affiliation,
    Change,
    Enterprise,
    FormerName,
    Park,
    ParkAlias,
    Tenancy,
)
from jiangxin.people.models import Person
from jiangxin.registers.tests.tables import (
    again,
    decide,
    merged,
    questions,
    reasons,
    received,
    row,
    tally,
    undone,
)
from tests.cast import LONG_AGO, credit_code

HEADER = ["企业名称", "统一社会信用代码", "所有制", "地址", "园区", "入驻日期", "隶属工会"]
BUREAU, PARK_UNION = "东湾区总工会", "临江智造园联合工会"


def line(name, n, park="临江智造园", since="2024-05-01", union="", ownership="非公", address=""):
    return [name, credit_code(n), ownership, address, park, since, union]


def table(cast, *rows, under=None, by=None):
    return received(
        "enterprises", HEADER, rows, under=under or cast.bureau, by=by or cast.li
    )  # fmt: skip


def counts():
    return Enterprise.objects.count(), Tenancy.objects.count(), Affiliation.objects.count()


def test_a_story_of_every_kind_of_row(cast):
    before = counts()
    register = table(
        cast,
        line("甲公司", 11, union=PARK_UNION),
        line("精工公司", 1, since="", address="申富路1号"),
        line("恒力公司", 2, since="", ownership=""),
        line("丙公司", 13, ownership="不知道"),
        line("精工机械公司", 1),
        line("丁公司", 14, park="临江智造"),
    )
    assert register.status == Status.PREVIEWED
    assert tally(register) == (1, 0, 1, 1, 3)
    assert "第 6 行" in reasons(register, 3)
    assert "所有制写的是「不知道」" in reasons(register, 5)
    assert [option[1] for option in questions(register, 7)["park"]["options"]][0] == "临江智造园"
    register = decide(register, 7, "park", str(cast.park.pk), by=cast.li, keep=True)
    assert tally(register) == (2, 0, 1, 0, 3)
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    new = Enterprise.objects.get(name="甲公司")
    assert new.park() == cast.park and new.own_union() == cast.park_union
    assert str(new.tenancies.get().since) == "2024-05-01"
    assert ParkAlias.objects.get().text == "临江智造"
    assert Change.objects.about(new).get() == register.change
    assert register.change in Change.objects.about(cast.park)
    register = undone(register, by=cast.li)
    assert register.status == Status.UNDONE
    assert counts() == before and not ParkAlias.objects.exists()


def test_a_known_code_under_another_name_is_a_choice(cast):
    register = table(cast, line("精工机械公司", 1, since=""), line("云仓物流", 3, since=""))
    assert tally(register) == (0, 0, 0, 2, 0)
    # 云仓公司 has no union of its own: the park's may not give it another name.
    assert [o[0] for o in questions(register, 3)["renamed"]["options"]] == ["keep", "leave"]
    register = decide(register, 2, "renamed", "rename", by=cast.li, alike=False, on="2025-01-01")
    assert tally(register) == (0, 1, 0, 1, 0)
    assert row(register, 2).changes == [["名称", "精工公司", "精工机械公司"]]
    register = decide(register, 3, "renamed", "keep", by=cast.li, alike=False)
    assert tally(register) == (0, 1, 1, 0, 0)
    register = merged(register, by=cast.li)
    cast.jinggong.refresh_from_db()
    assert cast.jinggong.name == "精工机械公司"
    assert str(FormerName.objects.get().until) == "2025-01-01"
    assert cast.jinggong.name_on(clock.today() - timedelta(days=900)) == "精工公司"
    undone(register, by=cast.li)
    cast.jinggong.refresh_from_db()
    assert cast.jinggong.name == "精工公司" and not FormerName.objects.exists()


def test_the_same_table_a_second_time_changes_nothing(cast):
    rows = [line("甲公司", 11, union=PARK_UNION), line("乙公司", 12, since="")]
    assert tally(merged(table(cast, *rows), by=cast.li))[0] == 2
    again_ = table(cast, *rows)
    assert tally(again_) == (0, 0, 2, 0, 0)


def test_what_lies_outside_is_refused_and_not_told(cast):
    far = Enterprise.register("远方公司", credit_code(30), "non_public", by=cast.zhou)
    register = table(cast, line("什么公司", 30), line("无主公司", 31, park=""))
    assert tally(register) == (0, 0, 0, 0, 2)
    assert reasons(register, 2) == "这家企业不归这家工会决定"
    assert "没有写" in reasons(register, 3)
    top = table(
        cast, line("远方公司", 30), line("无主公司", 31, park=""), under=cast.city, by=cast.zhou
    )
    assert tally(top) == (1, 1, 0, 0, 0)
    assert far.park() is None


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"since": "2090-01-01"}, "入驻日期还没有到"),
        ({"since": "2月30日"}, "入驻日期看不懂"),
        ({"park": "没有的地方"}, "登记里没有叫“没有的地方”的园区"),
        ({"union": "没有的工会"}, "没有叫“没有的工会”的工会"),
        ({"ownership": ""}, "没有写所有制"),
        ({"name": ""}, "没有企业名称"),
        ({"name": "甲" * 200}, "最多 120 个字"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cast, told, says):
    register = table(cast, line(**{"name": "甲公司", "n": 11} | told))
    assert tally(register) == (0, 0, 0, 0, 1)
    assert says in reasons(register, 2)


def test_rows_about_one_enterprise(cast):
    register = table(
        cast,
        line("甲公司", 11),
        line("甲公司", 11),
        line("乙公司", 12),
        line("乙乙公司", 12),
    )
    assert tally(register) == (1, 0, 0, 0, 3)
    assert reasons(register, 3) == "与第 2 行重复"
    assert "其他内容不同" in reasons(register, 4) and "其他内容不同" in reasons(register, 5)


def test_a_closed_park_takes_nobody_in(cast):
    old = Park.open("老园", Park.Kind.STARTUP, "东湾区", by=cast.zhou)
    old.join(cast.park_union, by=cast.zhou, on=LONG_AGO)
    old.close(by=cast.zhou)
    assert "关闭" in reasons(table(cast, line("甲公司", 11, park="老园")), 2)


def test_a_register_that_moved_is_shown_anew(cast):
    register = table(cast, line("甲公司", 11), line("乙公司", 12))
    Enterprise.register("甲公司", credit_code(11), "non_public", by=cast.zhou)
    register.confirm(by=cast.li)
    register = again(register, "merge")
    assert register.status == Status.PREVIEWED
    assert "有变化" in register.errand.failure
    assert not Enterprise.objects.filter(name="乙公司").exists()
    assert tally(register) == (1, 0, 0, 0, 1)


def test_an_import_that_something_stands_on_is_not_undone(cast):
    register = merged(table(cast, line("甲公司", 11), line("乙公司", 12)), by=cast.li)
    new = Enterprise.objects.get(name="甲公司")
    Person.enrol("新人", enterprise=new)
    register = undone(register, by=cast.li)
    assert register.status == Status.MERGED
    assert "在职" in register.errand.failure
    assert Enterprise.objects.filter(name="乙公司").exists()


def test_a_later_move_stands_on_it_too(cast):
    register = merged(table(cast, line("甲公司", 11)), by=cast.li)
    new = Enterprise.objects.get(name="甲公司")
    new.leave_park(by=cast.li)
    register = undone(register, by=cast.li)
    assert register.status == Status.MERGED and "请先撤销" in register.errand.failure


def test_as_many_queries_for_30_rows_as_for_3(cast, django_assert_max_num_queries):
    def queries(n, first):
        rows = [line(f"公司{first + i}", first + i, union=PARK_UNION) for i in range(n)]
        register = table(cast, *rows)
        with django_assert_max_num_queries(80) as looked:
            register.preview(by=cast.li)
        register.confirm(by=cast.li)
        with django_assert_max_num_queries(120) as done:
            again(register, "merge")
        return len(looked), len(done)

    queries(1, 90)
    assert queries(3, 100) == queries(30, 200)
