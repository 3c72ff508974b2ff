"""任职: who is appointed is found by name and number, told, and never oneself."""

from datetime import timedelta

import pytest

from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.registers.tests.tables import merged, reasons, received, row, tally, undone
from tests.cast import id_number, phone

HEADER = ["姓名", "手机号", "身份证号", "职务", "任职单位", "从哪天起", "最后一天"]


def line(name, n=None, role="创新专管员", place="精工公司工会", since="", last="", id_of=None):
    return [
        name,
        phone(n) if n else "",
        id_number(id_of) if id_of else "",
        role,
        place,
        since,
        last,
    ]


def table(cast, *rows, under=None, by=None):
    return received("offices", HEADER, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast):
    nobody = Person.enrol("新人", enterprise=cast.yuncang, phone=phone(50))
    before = Office.objects.count()
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    register = table(
        cast,
        line("张师傅", 1),
        line("刘徒弟", id_of=2, role="财务", place="精工公司"),
        line("新人", 50, place="临江智造园联合工会", last="2090-12-31"),
        line("新人", 51),
        line("张师傅", 1, place="没有的工会"),
        line("刘徒弟", 2, since=yesterday),
        line("张师傅", 1, role="工会主席", place="精工公司"),
        line("何师傅", 4, role="厂长"),
        line("张师傅", 1, role="财务", place="云仓公司"),
    )
    assert tally(register) == (3, 0, 0, 0, 6)
    assert "姓名和号码都对得上" in reasons(register, 5)
    assert "早于今天" in reasons(register, 7) and "要任在工会" in reasons(register, 8)
    assert not any(phone(1) in str(one.values) for one in register.rows.all())
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    nobody.refresh_from_db()
    office = Office.objects.of(nobody.user).get()
    assert office.place == cast.park_union and str(office.last_on) == "2090-12-31"
    assert Notification.objects.of(cast.zhang.user).get().title == "您已任精工公司工会创新专管员"
    assert tally(
        table(cast, line("张师傅", 1), line("刘徒弟", 2, role="财务", place="精工公司"))
    ) == (
        0,
        0,
        2,
        0,
        0,
    )
    register = undone(register, by=cast.li)
    assert register.status == Status.UNDONE and Office.objects.count() == before
    assert Notification.objects.of(nobody.user).filter(title__contains="已撤销").exists()


def test_nobody_gives_themselves_an_office(cast):
    me = Person.enrol("李慧", enterprise=cast.jinggong, phone=phone(60))
    me.user = cast.li
    me.save(update_fields=["user"])
    register = table(cast, line("李慧", 60, place="东湾区总工会", role="工会主席"))
    assert reasons(register, 2) == "不能任命自己"
    by_another = table(
        cast, line("李慧", 60, place="东湾区总工会", role="财务"), under=cast.bureau, by=cast.zhou
    )
    assert tally(by_another) == (1, 0, 0, 0, 0)
    with pytest.raises(Refusal, match="给您自己的任职"):
        by_another.confirm(by=cast.li)
    assert merged(by_another, by=cast.zhou).status == Status.MERGED


def test_only_who_works_within_reach_and_only_where_one_decides(cast):
    rows = [line("陈师傅", 3, place="恒力公司工会"), line("张师傅", 1, place="恒力公司工会")]
    register = table(cast, *rows, under=cast.jinggong_union, by=cast.zhao)
    assert tally(register) == (0, 0, 0, 0, 2)
    assert "姓名和号码都对得上" in reasons(register, 2)
    assert "没有叫“恒力公司工会”的" in reasons(register, 3)
    assert row(register, 2).subject is None
