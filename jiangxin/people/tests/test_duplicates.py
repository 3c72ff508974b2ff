"""疑似同一人: who is found, who may decide, and what becomes of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Office
from jiangxin.people.models import Merger, Person, Resemblance
from jiangxin.people.tests.rosters import received, upload, worker
from tests.cast import LONG_AGO, phone

LIST = "/people/duplicates/"


@pytest.fixture
def twin(cast):
    return Person.enrol("张师傅", enterprise=cast.jinggong, phone=phone(1), since=LONG_AGO)


@pytest.fixture
def pair(cast, twin):
    assert Resemblance.sweep() == 1
    return Resemblance.objects.get()


def decide(client, pair, **told):
    answers = {"keep": "first", "reason": "已和本人核对", **told}
    return client.post(pair.get_absolute_url(), answers)


def test_the_same_phone_and_name_are_found_once(cast, pair):
    assert (pair.first.name, pair.second.name, pair.why) == ("张师傅", "张师傅", "phone")
    assert Resemblance.sweep() == 0


def test_the_same_name_and_birth_day_are_found(cast):
    Person.enrol("张师傅", enterprise=None, birth_on=cast.zhang.birth_on)
    assert Resemblance.sweep() == 1
    assert Resemblance.objects.get().why == "birth"


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "张师傅"},
        {"name": "李师傅", "phone": phone(1)},
        {"name": "张师傅", "phone": phone(2)},
        {"name": "张师傅", "birth_on": LONG_AGO},
    ],
)
def test_half_a_likeness_is_none(cast, facts):
    Person.enrol(enterprise=None, **facts)
    assert Resemblance.sweep() == 0


def test_two_documents_are_two_people(cast):
    Person.enrol(
        "张师傅", enterprise=None, phone=phone(1), id_kind="passport", id_number="E1234567"
    )
    assert Resemblance.sweep() == 0


def test_a_roster_that_brings_a_double_is_noticed_at_once(cast):
    before = Person.enrol("王小明", enterprise=cast.hengli, phone="13955556666", since=LONG_AGO)
    row = worker("王小明", 21, phone="13955556666")
    roster = received(cast.jinggong, upload([row]), by=cast.zhao)
    roster.confirm(by=cast.zhao)
    roster.merge()
    assert Resemblance.objects.get().first == before


@pytest.mark.parametrize(
    ("who", "status"), [("zhao", 200), ("zheng", 200), ("zhou", 200), ("sun", 404), ("zhang", 404)]
)
def test_only_an_office_that_reaches_both_sees_them(cast, sign_in, pair, who, status):
    client = sign_in(getattr(cast, who))
    assert client.get(pair.get_absolute_url()).status_code == status
    assert len(client.get(LIST).context["rows"]) == (status == 200)


def test_who_reaches_one_of_two_does_not_see_them(cast, sign_in):
    Person.enrol("张师傅", enterprise=cast.hengli, phone=phone(1), since=LONG_AGO)
    Resemblance.sweep()
    pair = Resemblance.objects.get()
    for who, status in ((cast.zhao, 404), (cast.sun, 404), (cast.zheng, 200)):
        assert sign_in(who).get(pair.get_absolute_url()).status_code == status
    assert "分别在" in sign_in(cast.zheng).get(pair.get_absolute_url()).content.decode()


def test_both_are_shown_side_by_side_and_masked(cast, sign_in, pair):
    shown = sign_in(cast.zhao).get(pair.get_absolute_url()).content.decode()
    assert shown.count("138****0001") == 2
    assert phone(1) not in shown


def test_they_become_one_by_what_was_chosen(cast, sign_in, pair):
    pair.second.rename("张大师", by=cast.zhao, reason="改名")
    answer = decide(sign_in(cast.zhao), pair, name="second")
    assert answer.status_code == 302
    merger = Merger.objects.get()
    assert (merger.kept, merger.absorbed, merger.by) == (pair.first, pair.second, cast.zhao)
    assert merger.kept.name == "张大师"
    assert not Resemblance.objects.open().exists()
    assert sign_in(cast.zhao).post(f"/people/mergers/{merger.pk}/undo/").status_code == 302
    assert Resemblance.objects.open().count() == 1


@pytest.mark.parametrize("told", [{"keep": "third"}, {"reason": ""}, {"reason": "是"}])
def test_what_is_not_answered_changes_nothing(cast, sign_in, pair, told):
    assert decide(sign_in(cast.zhao), pair, **told).status_code == 200
    assert not Merger.objects.exists()


def test_finance_and_those_whom_it_is_about_do_not_decide(cast, sign_in, pair):
    Office.grant(cast.liu.user, "finance", cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    Office.grant(cast.zhang.user, "steward", cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    for who in (cast.liu, cast.zhang):
        client = sign_in(who)
        assert "由别的经办人办理" in client.get(pair.get_absolute_url()).content.decode()
        assert decide(client, pair).status_code == 403
        assert client.post(f"{LIST}{pair.pk}/apart/").status_code == 403


def test_two_people_are_never_asked_about_again(cast, sign_in, pair):
    assert sign_in(cast.zhao).post(f"{LIST}{pair.pk}/apart/").status_code == 302
    assert Resemblance.sweep() == 0
    assert not Resemblance.objects.open().exists()
    with pytest.raises(OutOfStep, match="刚刚有别人作出结论"):
        pair.keep_apart(by=cast.zhou)


def test_the_list_asks_as_often_for_three_as_for_one(cast, sign_in, pair):
    client = sign_in(cast.zhao)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(2):
        Person.enrol("刘徒弟", enterprise=cast.jinggong, phone=phone(2), since=LONG_AGO)
    Resemblance.sweep()
    with CaptureQueriesContext(connection) as more:
        assert len(client.get(reverse("people:duplicates")).context["rows"]) > 1
    assert len(more) == len(one)
