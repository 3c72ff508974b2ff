"""Which person it is that holds the phone."""

from datetime import timedelta

import pytest

from jiangxin.accounts.models import User
from jiangxin.accounts.tests.visitor import Visitor, shift, wrong
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.people.models import Employment, Person
from tests.cast import LONG_AGO, id_number, phone

SHARED, LAST_FOUR = "13900001111", "/sign-in/last-four/"


@pytest.fixture
def visitor(client, capsys):
    return Visitor(client, capsys)


def enrol(cast, name, n, *, number=SHARED, **more):
    return Person.enrol(
        name,
        enterprise=cast.jinggong,
        id_number=id_number(n),
        phone=number,
        since=LONG_AGO,
        **more,
    )


@pytest.fixture
def couple(cast):
    """Two workers who share a phone."""
    return enrol(cast, "周大姐", 11), enrol(cast, "周大哥", 12)


def leave(person):
    Employment.objects.filter(person=person).update(until=clock.today())


def decide(visitor, four):
    return visitor.client.post(LAST_FOUR, {"last_four": four})


def test_the_account_is_made_when_the_code_is_right_and_not_before(cast, visitor):
    person = enrol(cast, "新来的", 20)
    users = User.objects.count()
    visitor.ask(SHARED)
    visitor.give(wrong(visitor.code))
    assert User.objects.count() == users
    visitor.give(visitor.code)
    person.refresh_from_db()
    assert visitor.user() == str(person.user_id)
    assert User.objects.count() == users + 1


def test_the_second_time_it_is_the_same_account(cast, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    enrol(cast, "新来的", 20)
    visitor.come_in(SHARED)
    first = visitor.user()
    visitor.client.post("/sign-in/out/")
    visitor.come_in(SHARED)
    assert visitor.user() == first


def test_where_two_share_a_phone_the_last_four_decide(couple, visitor):
    answer = visitor.come_in(SHARED)
    assert visitor.where(answer) == LAST_FOUR
    assert visitor.user() is None
    assert "周大" not in visitor.client.get(LAST_FOUR).content.decode()
    decide(visitor, f" {couple[1].id_number[-4:].lower()}")
    couple[1].refresh_from_db()
    assert visitor.user() == str(couple[1].user_id)
    couple[0].refresh_from_db()
    assert couple[0].user is None


def test_the_last_four_are_asked_for_only_after_the_code(couple, visitor):
    visitor.ask(SHARED)
    assert visitor.where(decide(visitor, couple[0].id_number[-4:])) == "/sign-in/"
    assert visitor.user() is None


def test_five_guesses_at_the_last_four_and_no_more(couple, visitor):
    visitor.come_in(SHARED)
    for _ in range(5):
        assert decide(visitor, "0000").status_code == 422
    answer = decide(visitor, couple[0].id_number[-4:])
    assert answer.status_code == 403
    assert "请找本单位工会" in answer.content.decode()
    assert visitor.user() is None


def test_guessing_on_with_the_next_code_is_counted_too(couple, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "code_number": None}
    visitor.come_in(SHARED)
    for _ in range(3):
        decide(visitor, "0000")
    visitor.client.cookies.clear()
    visitor.come_in(SHARED)
    for _ in range(2):
        decide(visitor, "0000")
    assert decide(visitor, couple[0].id_number[-4:]).status_code == 403


def test_ten_minutes_to_decide(couple, visitor):
    visitor.come_in(SHARED)
    shift("10 minutes")
    assert decide(visitor, couple[0].id_number[-4:]).status_code == 403
    assert visitor.user() is None


def test_two_with_the_same_last_four_are_sent_to_the_union(cast, visitor):
    first = enrol(cast, "周大姐", 11)
    second = enrol(cast, "周小弟", 12)
    Person.objects.filter(pk=second.pk).update(id_number=first.id_number)
    visitor.come_in(SHARED)
    answer = decide(visitor, first.id_number[-4:])
    assert answer.status_code == 422
    assert "找本单位工会" in answer.content.decode()
    assert visitor.user() is None


@pytest.mark.parametrize("text", ["", "\0", "12345", "x", "１２", "😀😀😀😀", "X123", "1" * 50_000])
def test_whatever_is_typed_for_the_last_four_gets_a_sentence(couple, visitor, text):
    visitor.come_in(SHARED)
    assert decide(visitor, text).status_code == 422


def test_who_has_left_no_longer_shares_the_phone(couple, visitor):
    leave(couple[0])
    visitor.come_in(SHARED)
    couple[1].refresh_from_db()
    assert visitor.user() == str(couple[1].user_id)


def test_who_has_left_gets_no_message(cast, visitor):
    leave(cast.zhang)
    visitor.ask(phone(1))
    assert visitor.code is None


def test_who_holds_an_office_may_come_in_without_an_employment(cast, visitor):
    leave(cast.zhang)
    Office.grant(
        cast.zhang.user, Office.Role.CHAIR, cast.jinggong_union, by=cast.zhou, since=LONG_AGO
    )
    visitor.come_in(phone(1))
    assert visitor.user() == str(cast.zhang.user.pk)


def test_an_office_that_is_over_lets_nobody_in(cast, visitor):
    leave(cast.zhang)
    yesterday = clock.today() - timedelta(days=1)
    Office.grant(
        cast.zhang.user,
        Office.Role.CHAIR,
        cast.jinggong_union,
        by=cast.zhou,
        since=LONG_AGO,
        until=yesterday,
    )
    visitor.ask(phone(1))
    assert visitor.code is None


def test_a_closed_account_gets_no_message(cast, visitor):
    User.objects.filter(pk=cast.zhang.user.pk).update(is_active=False)
    visitor.ask(phone(1))
    assert visitor.code is None


def test_who_leaves_between_the_code_and_its_return_is_told_whom_to_ask(cast, visitor):
    visitor.ask(phone(1))
    leave(cast.zhang)
    answer = visitor.give(visitor.code)
    assert answer.status_code == 403
    assert "请找本单位工会" in answer.content.decode()
    assert visitor.user() is None


def test_a_number_that_went_to_a_new_owner_brings_in_the_new_one(cast, visitor):
    """A recycled number: the roster says whose it is today."""
    leave(cast.zhang)
    new = enrol(cast, "新来的", 20, number=phone(1))
    visitor.come_in(phone(1))
    new.refresh_from_db()
    assert visitor.user() == str(new.user_id)


def test_a_password_does_not_decide_between_two(couple, visitor):
    couple[0].account().choose_password("hua ban 7 ci", by=couple[0].user)
    answer = visitor.client.post(
        "/sign-in/password/", {"phone": SHARED, "password": "hua ban 7 ci"}
    )
    assert answer.status_code == 422
