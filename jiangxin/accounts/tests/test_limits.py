"""How often one may try: by number and device; a whole park shares one address."""

import pytest

from jiangxin.accounts.devices import Device
from tests.cast import phone

KNOWN = "13800000001"
PASSWORD = "hua ban 7 ci"


@pytest.fixture
def with_password(cast):
    cast.zhang.user.choose_password(PASSWORD, by=cast.zhang.user)
    return cast


def enter_password(who, password, number=KNOWN):
    return who.client.post("/sign-in/password/", {"phone": number, "password": password})


def test_one_number_gets_one_message_a_minute_from_all_strangers_together(
    cast, visitor, other_visitor
):
    visitor.ask(KNOWN)
    answer = other_visitor.ask(KNOWN)
    assert answer.status_code == 422
    assert "太频繁" in answer.content.decode()
    assert other_visitor.code is None


def test_strangers_cannot_keep_the_owner_from_a_code(cast, visitor, other_visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"code_number": "2/h/key"}
    visitor.come_in(KNOWN)
    visitor.client.post("/sign-in/out/")
    for _ in range(3):
        other_visitor.client.session.flush()
        answer = other_visitor.ask(KNOWN)
        other_visitor.client.cookies.pop("sessionid", None)
    assert answer.status_code == 422  # strangers have used up what strangers have
    visitor.come_in(KNOWN)
    assert visitor.user()


def test_a_park_behind_one_address_is_not_shut_out(cast, capsys, visitor, settings):
    for number in range(1, 60):
        visitor.client.cookies.clear()
        assert visitor.ask(phone(number)).status_code == 302


def test_there_is_a_ceiling_by_address(cast, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "code_address": "3/m/ip"}
    answers = []
    for number in range(1, 5):
        visitor.client.cookies.clear()
        answers.append(visitor.ask(phone(number)).status_code)
    assert answers == [302, 302, 302, 422]


def test_one_device_cannot_ask_for_a_whole_roster(cast, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "code_device": "3/h/key"}
    visitor.client.get("/sign-in/")
    answers = [visitor.ask(phone(number)).status_code for number in range(1, 5)]
    assert answers == [302, 302, 302, 422]


def test_a_stranger_cannot_lock_a_colleague_out_of_their_own_device(
    with_password, visitor, other_visitor
):
    enter_password(visitor, PASSWORD)
    assert visitor.user()
    visitor.client.post("/sign-in/out/")
    for _ in range(6):
        answer = enter_password(other_visitor, "guess")
    assert "试错的次数太多" in answer.content.decode()
    enter_password(other_visitor, PASSWORD)
    assert other_visitor.user() is None  # shut out, even with the right one
    enter_password(visitor, PASSWORD)
    assert visitor.user()


def test_a_forged_device_is_a_stranger(rf, db):
    marks = Device("abc", []).bucket(KNOWN).partition(":")[0]
    request = rf.get("/")
    request.COOKIES["device"] = f"abc.{marks}:1a2b3c:forged"
    assert Device.of(request).is_new
    assert not Device.of(request).knows(KNOWN)


def test_the_device_remembers_a_few_numbers_and_none_in_the_clear(cast, visitor):
    visitor.come_in(KNOWN)
    cookie = visitor.client.cookies["device"]
    assert KNOWN not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
