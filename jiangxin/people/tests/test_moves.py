"""入职、调动、离职: what each verb says, when it refuses, as of any day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Change, Office
from jiangxin.people.models import Employment, Merger, Person
from jiangxin.people.permits import PersonPermits, WorkforcePermits
from tests.cast import LONG_AGO, Role, id_number, phone

MOVED, LATER = date(2024, 6, 1), date(2025, 3, 1)
BEFORE = MOVED - timedelta(days=1)


def refused(act, words):
    """The act says why not, and nothing at all is different."""
    before = jobs(), Change.objects.count(), Person.objects.count()
    with pytest.raises(Refusal, match=words), transaction.atomic():
        act()
    assert (jobs(), Change.objects.count(), Person.objects.count()) == before


def jobs():
    rows = Employment.objects.order_by("person", "since")
    return list(rows.values_list("person", "enterprise", "since", "until", "post"))


def where(person, *days):
    held = [person.employment(day) for day in days]
    return [job and job.enterprise for job in held]


def test_who_is_transferred_works_there_from_that_day(cast):
    change = cast.zhang.transfer(cast.hengli, by=cast.zhou, on=MOVED, post="车工")
    assert where(cast.zhang, BEFORE, MOVED) == [cast.jinggong, cast.hengli]
    assert cast.zhang.employment().post == "车工"
    assert change.sentences() == [
        "2024年6月1日起，“张师傅”离开“精工公司”",
        "2024年6月1日起，“张师傅”在“恒力公司”在册",
    ]
    for row in (cast.zhang, cast.jinggong, cast.hengli):
        assert change in Change.objects.about(row)
    assert cast.zhang in Person.objects.led_by(cast.sun)
    assert cast.zhang not in Person.objects.led_by(cast.zhao)
    change.undo(by=cast.zhou)
    assert where(cast.zhang, MOVED) == [cast.jinggong]
    assert cast.zhang in Person.objects.led_by(cast.zhao)


def test_who_leaves_works_nowhere_and_may_come_back(cast):
    leaving = cast.zhang.leave(by=cast.zhao, on=MOVED)
    assert where(cast.zhang, BEFORE, MOVED) == [cast.jinggong, None]
    back = cast.zhang.take_up(cast.jinggong, by=cast.zhao, on=LATER, department="一车间")
    assert (leaving.kind, back.kind) == ("离职", "入职")
    assert where(cast.zhang, BEFORE, MOVED, LATER) == [cast.jinggong, None, cast.jinggong]
    refused(lambda: leaving.undo(by=cast.zhao), "请先撤销那一件")
    back.undo(by=cast.zhao)
    leaving.undo(by=cast.zhao)
    assert where(cast.zhang, LATER) == [cast.jinggong]


@pytest.mark.parametrize("on", [LONG_AGO, LONG_AGO - timedelta(days=1), date(2999, 1, 1)])
def test_days_that_cross_get_a_sentence(cast, on):
    words = "不能在|不在任何企业|还没有到"
    refused(lambda: cast.zhang.leave(by=cast.zhao, on=on), words)
    refused(lambda: cast.zhang.transfer(cast.hengli, by=cast.zhou, on=on), words)


def test_a_past_that_is_over_is_not_moved_again(cast):
    cast.zhang.transfer(cast.hengli, by=cast.zhou, on=LATER)
    refused(lambda: cast.zhang.leave(by=cast.zhou, on=MOVED), "就结束了")
    refused(lambda: cast.zhang.transfer(cast.yuncang, by=cast.zhou, on=MOVED), "就结束了")


def test_nobody_is_in_two_places(cast):
    refused(lambda: cast.zhang.take_up(cast.hengli, by=cast.sun, on=MOVED), "请办调动")
    refused(lambda: cast.zhang.transfer(cast.jinggong, by=cast.zhou, on=MOVED), "已经在")
    cast.zhang.leave(by=cast.zhao, on=LATER)
    refused(lambda: cast.zhang.transfer(cast.hengli, by=cast.zhou, on=LATER), "请办入职")
    refused(lambda: cast.zhang.leave(by=cast.zhao, on=LATER), "不用办离职")
    early = LONG_AGO - timedelta(days=9)
    refused(lambda: cast.zhang.take_up(cast.hengli, by=cast.sun, on=early), "重叠")


def test_nobody_begins_where_it_is_closed(cast):
    cast.hengli.close(by=cast.zhou, on=LATER)
    refused(lambda: cast.zhang.transfer(cast.hengli, by=cast.zhou, on=MOVED), "关闭")
    leaving = cast.zhang.leave(by=cast.zhao, on=MOVED)
    refused(lambda: cast.zhang.take_up(cast.hengli, by=cast.zhou, on=LATER), "关闭")
    refused(lambda: Person.enrol("新人", enterprise=cast.hengli), "关闭")
    cast.jinggong.close(by=cast.zhou, on=LATER)
    refused(lambda: leaving.undo(by=cast.zhou), "关闭")


def test_the_database_itself_knows_one_employer_a_day(cast):
    for since, until in [(MOVED, LATER), (MOVED, None), (LONG_AGO - timedelta(days=9), MOVED)]:
        row = Employment(person=cast.zhang, enterprise=cast.hengli, since=since, until=until)
        with pytest.raises(IntegrityError, match="one_employer_a_day"), transaction.atomic():
            row.save()
    ended = Employment(person=cast.zhang, enterprise=cast.hengli, since=MOVED, until=LATER)
    cast.zhang.employments.update(until=MOVED)
    ended.save()  # the control: side by side is fine


def test_the_stewards_who_are_left_are_told_once(cast):
    Office.grant(
        cast.zhao, Role.STEWARD, cast.jinggong_union, by=cast.zhou, department="二部", since=MOVED
    )
    Change.preview(lambda: cast.zhang.transfer(cast.hengli, by=cast.sun, on=MOVED))
    assert not Notification.objects.exists()
    change = cast.zhang.transfer(cast.hengli, by=cast.sun, on=MOVED)
    told = Notification.objects.get()
    assert (told.user, told.path) == (cast.zhao, change.get_absolute_url())
    assert "张师傅" in told.title


def test_who_takes_over_from_oneself_tells_nobody(cast):
    cast.zhang.transfer(cast.hengli, by=cast.zhao, on=MOVED)
    assert not Notification.objects.exists()


def test_a_stranger_is_enrolled_and_taking_it_back_leaves_nothing(cast):
    change = Person.hire(
        cast.jinggong, by=cast.zhao, on=MOVED, name="王小明", id_number=id_number(31), post="焊工"
    )
    person = Person.objects.get(name="王小明")
    assert person.employment(MOVED).post == "焊工"
    assert person.birth_on is not None
    assert "新登记" in change.sentences()[0]
    assert str(id_number(31)) not in f"{change.steps}{change.title}"
    change.undo(by=cast.zhao)
    assert not Person.objects.filter(name="王小明").exists()


@pytest.mark.parametrize("by", ["id_number", "phone"])
def test_who_is_known_is_not_enrolled_twice(cast, by):
    numbers = {"id_number": str(id_number(1)), "phone": phone(1)}
    told = {"name": "张师傅", by: numbers[by], "by": cast.sun, "on": LATER}
    assert Person.hire(cast.hengli, **told).kind == "调动"
    assert where(cast.zhang, BEFORE, LATER) == [cast.jinggong, cast.hengli]
    cast.zhang.leave(by=cast.sun)
    assert Person.hire(cast.hengli, **(told | {"on": clock.today()})).kind == "入职"


def test_who_is_not_certain_is_not_guessed(cast):
    hire = {"by": cast.sun, "on": LATER}
    number = str(id_number(1))
    refused(lambda: Person.hire(cast.hengli, name="李四", id_number=number, **hire), "姓名不同")
    Person.enrol("张师傅", enterprise=None, phone=phone(1))
    refused(lambda: Person.hire(cast.hengli, name="张师傅", phone=phone(1), **hire), "认不准")


def test_a_namesake_with_another_document_is_somebody_else(cast):
    told = {"name": "张师傅", "phone": phone(1), "id_number": str(id_number(32))}
    Person.hire(cast.hengli, by=cast.sun, on=LATER, **told)
    assert Person.objects.filter(name="张师傅").count() == 2
    assert where(cast.zhang, LATER) == [cast.jinggong]


def test_an_absorbed_record_moves_no_more(cast):
    other = Person.enrol("张师傅", enterprise=None, phone=phone(1))
    Merger.make(cast.zhang, other, by=cast.zhou, reason="同一人")
    other.refresh_from_db()
    refused(lambda: other.leave(by=cast.zhou, on=MOVED), "已经并档")
    refused(lambda: other.transfer(cast.hengli, by=cast.zhou, on=MOVED), "已经并档")


def test_days_of_an_absorbed_record_are_taken(cast):
    before = Person.enrol("张师傅", enterprise=cast.hengli, phone=phone(1), since=MOVED)
    before.leave(by=cast.zhou, on=LATER)
    bare = Person.enrol("张师傅", enterprise=None)
    Merger.make(bare, before, by=cast.zhou, reason="同一人")
    refused(lambda: bare.take_up(cast.yuncang, by=cast.zhou, on=MOVED), "重叠|请办调动")
    bare.take_up(cast.yuncang, by=cast.zhou, on=LATER)


def test_a_change_under_a_merger_is_taken_back_after_it(cast):
    """What began on a record that became another one's is not thrown away."""
    twin = Person.enrol("张师傅", enterprise=None, phone=phone(41))
    began = twin.take_up(cast.jinggong, by=cast.zhao, on=MOVED)
    bare = Person.enrol("张师傅", enterprise=None)
    merger = Merger.make(bare, twin, by=cast.zhou, reason="同一人")
    refused(lambda: began.undo(by=cast.zhao), "后来又改过")
    merger.undo(by=cast.zhou)
    began.undo(by=cast.zhao)
    assert where(twin, MOVED) == [None]


def test_a_merger_whose_days_would_meet_says_which_to_keep(cast):
    past = Person.enrol("张师傅", enterprise=cast.hengli, since=MOVED)
    past.leave(by=cast.zhou, on=LATER)
    running = Person.enrol("张师傅", enterprise=cast.jinggong, since=MOVED)
    refused(lambda: Merger.make(past, running, by=cast.zhou, reason="同一人"), "作为保留的")
    Merger.make(running, past, by=cast.zhou, reason="同一人")


def test_of_two_who_saw_the_same_the_second_is_told(cast):
    one, other = (Person.objects.get(pk=cast.zhang.pk) for _ in "12")
    held = other.employment(LATER)
    one.transfer(cast.hengli, by=cast.sun, on=MOVED)
    other.employment = lambda on: held
    with pytest.raises(OutOfStep):
        other.leave(by=cast.zhao, on=LATER)


@pytest.mark.parametrize(
    ("who", "may"),
    [("zhao", 1), ("zheng", 1), ("li", 1), ("zhou", 1), ("sun", 0), ("wu", 0), ("liu", 0)],
)
def test_who_may_see_to_somebodys_work(cast, who, may):
    user = getattr(getattr(cast, who), "user", None) or getattr(cast, who)
    assert WorkforcePermits(user, cast.jinggong).hire() == bool(may)
    permits = PersonPermits(user, cast.zhang)
    assert permits.leave() == permits.transfer() == permits.correct() == bool(may)
    assert not permits.take_up()
    cast.zhang.leave(by=cast.zhao)
    permits = PersonPermits(user, cast.zhang)
    assert permits.take_up() == permits.correct() == (who == "zhou")
    assert not permits.leave()


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.PERSONNEL, "jinggong", True),
        (Role.FINANCE, "jinggong", False),
        (Role.PERSONNEL, "park_union", False),  # keeps the rosters of its own, not of those below
        (Role.CHAIR, "park_union", True),
        (Role.FINANCE, "bureau", False),
        (Role.PERSONNEL, "hengli", False),
    ],
)
def test_which_office_may_hire(cast, role, place, may):
    user = User.objects.create_user("某人")
    Office.grant(user, role, getattr(cast, place), by=cast.zhou, since=LONG_AGO)
    assert WorkforcePermits(user, cast.jinggong).hire() == may
    cast.jinggong.close(by=cast.zhou, on=LATER)
    cast.jinggong.refresh_from_db()
    assert not WorkforcePermits(user, cast.jinggong).hire()
