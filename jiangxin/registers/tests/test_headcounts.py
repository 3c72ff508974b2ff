"""职工数与构成: filed for many enterprises at once; another number for the same day is a choice."""

from datetime import date

import pytest

from jiangxin.documents.intake import Status
from jiangxin.organisations.models import Headcount, HeadcountPart, Office
from jiangxin.people.models import Person
from jiangxin.registers.tests.tables import (
    decide,
    merged,
    reasons,
    received,
    row,
    tally,
    undone,
)
from tests.cast import LONG_AGO, credit_code

HEADER = ["企业名称", "截至日期", "在册职工", "一线职工", "会员", "年龄30岁及以下", "年龄31至40岁"]
DAY = date(2026, 6, 30)


def line(name, workers, frontline="", members="", as_of="2026-06-30", bands=("", "")):
    return [name, as_of, workers, frontline, members, *bands]


def table(cast, *rows, under=None, by=None, header=HEADER):
    return received("headcounts", header, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast):
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=DAY, workers=100,
                   structure={"age": {"30岁及以下": 40, "31至40岁": 20}})  # fmt: skip
    Headcount.file(cast.hengli, by=cast.sun, as_of=DAY, workers=50, frontline=40)
    Headcount.objects.get(enterprise=cast.jinggong).confirm(by=cast.zheng)
    before = [list(m.objects.order_by("id").values()) for m in (Headcount, HeadcountPart)]
    register = table(
        cast,
        line("云仓公司", "1,280 人", 900, 1000, bands=(300, 500)),
        line("恒力公司", 50.0, 40),
        line("精工公司", 120, bands=(10, "")),
        line("精工公司", 10, 20, as_of="2026-05-31"),
        line("精工公司", 10, as_of="2026-04-30", bands=(6, 5)),
        line("精工公司", "很多", as_of="2026-03-31"),
        line("精工公司", "", as_of="2026-02-28"),
    )
    assert tally(register) == (1, 0, 1, 1, 4)
    assert "一线职工 20 人，多于在册职工 10 人" in reasons(register, 5)
    assert "合计 11 人" in reasons(register, 6)
    assert "请只写数字" in reasons(register, 7) and "没有在册职工数" in reasons(register, 8)
    register = decide(register, 4, "refiled", "replace", by=cast.li)
    assert row(register, 4).changes[0][1:] == [
        "在册职工 100 人，构成 2 档",
        "在册职工 120 人，构成 1 档",
    ]
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    new = Headcount.objects.get(enterprise=cast.yuncang)
    assert (new.workers, new.frontline, new.members, new.filed_by) == (1280, 900, 1000, cast.li)
    assert new.structure() == {"age": {"30岁及以下": 300, "31至40岁": 500}}
    changed = Headcount.objects.get(enterprise=cast.jinggong)
    assert changed.structure() == {"age": {"30岁及以下": 10}} and changed.confirmed_by is None
    register = undone(register, by=cast.li)
    assert register.status == Status.UNDONE
    assert [list(m.objects.order_by("id").values()) for m in (Headcount, HeadcountPart)] == before


def test_a_header_of_two_rows(cast):
    upper = ["企业名称", "在册职工", "年龄", "", "文化程度", ""]
    lower = ["", "", "30岁及以下", "31至40岁", "大专", "本科"]
    register = table(cast, lower, ["云仓公司", 100, 30, 20, 10, 5], header=upper)
    assert register.status == Status.PREVIEWED
    register = merged(register, by=cast.li)
    assert Headcount.objects.get().structure() == {
        "age": {"30岁及以下": 30, "31至40岁": 20},
        "education": {"大专": 10, "本科": 5},
    }


def test_a_number_that_somebody_confirmed_is_not_taken_back(cast):
    register = merged(table(cast, line("云仓公司", 100)), by=cast.li)
    Headcount.objects.get().confirm(by=cast.zheng)
    register = undone(register, by=cast.li)
    assert register.status == Status.MERGED and "后来又改过" in register.errand.failure


def test_other_offices_file_for_their_own_union_alone(cast):
    person = Person.enrol("钱会计", enterprise=cast.jinggong)
    user = person.account()
    Office.grant(user, Office.Role.FINANCE, cast.park_union, by=cast.zhou, since=LONG_AGO)
    rows = [line("云仓公司", 100), line("精工公司", 100)]
    register = table(cast, *rows, under=cast.park_union, by=user)
    assert tally(register) == (1, 0, 0, 0, 1)
    control = table(cast, *rows, under=cast.park_union, by=cast.zheng)
    assert tally(control) == (2, 0, 0, 0, 0)


@pytest.mark.parametrize("day", ["2090-01-01", "2月30日"])
def test_a_day_that_cannot_be(cast, day):
    assert tally(table(cast, line("云仓公司", 100, as_of=day))) == (0, 0, 0, 0, 1)


def test_by_code_too(cast):
    header = ["信用代码", "职工总数"]
    assert tally(table(cast, [credit_code(3), 10], header=header)) == (1, 0, 0, 0, 0)
