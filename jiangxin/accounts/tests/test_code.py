"""The code: who gets one, what it is good for, and how often."""

import logging
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangxin.accounts.models import SignIn
from jiangxin.accounts.tests.visitor import body, shift, wrong
from jiangxin.audit.models import Trace

KNOWN, NOBODY = "13800000001", "13911112222"


def test_a_worker_comes_in_with_nothing_but_a_phone(cast, visitor):
    answer = visitor.ask(" +86 １３８-0000 0001 ", next="/proposals/")
    assert visitor.where(answer) == "/sign-in/code/"
    page = visitor.client.get("/sign-in/code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert "maxlength" not in page  # a pasted "271 828" must not be cut
    answer = visitor.give(f" {visitor.code[:3]}　{visitor.code[3:]} ")
    assert visitor.where(answer) == "/proposals/"
    assert visitor.user() == str(cast.zhang.user.pk)
    assert Trace.objects.filter(verb="登录", by=cast.zhang.user).count() == 1


def test_the_session_is_a_new_one_and_the_old_one_is_dead(cast, visitor):
    visitor.ask(KNOWN)
    before = visitor.client.cookies["sessionid"].value
    visitor.give(visitor.code)
    after = visitor.client.cookies["sessionid"].value
    assert before != after
    visitor.client.cookies["sessionid"] = before
    assert visitor.user() is None


def test_an_unknown_number_sees_what_a_known_one_sees_and_gets_no_message(
    cast, visitor, other_visitor
):
    seen = []
    for who, phone in ((visitor, KNOWN), (other_visitor, NOBODY)):
        who.client.get("/sign-in/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            first = who.ask(phone)
            second = who.client.get("/sign-in/code/")
            third = who.give("000000" if who.code != "000000" else "000001")
        seen.append([first.status_code, body(second), third.status_code, body(third), len(asked)])
    assert seen[0] == seen[1]
    assert visitor.code
    assert other_visitor.code is None
    assert "验证码不对，还可以再试 4 次" in seen[1][3]


def test_a_code_is_good_once(cast, visitor, other_visitor):
    visitor.ask(KNOWN)
    session = visitor.client.cookies["sessionid"].value
    attempt = SignIn.objects.get()
    visitor.give(visitor.code)
    visitor.client.post("/sign-in/out/")
    assert visitor.where(visitor.give(visitor.code)) == "/sign-in/"
    assert not attempt.confirm(visitor.code)
    assert "已经用过" in attempt.complaint()
    other_visitor.client.cookies["sessionid"] = session
    other_visitor.give(visitor.code)
    assert other_visitor.user() is None


def test_a_code_belongs_to_the_browser_that_asked(cast, visitor, other_visitor):
    visitor.ask(KNOWN)
    assert other_visitor.where(other_visitor.give(visitor.code)) == "/sign-in/"
    assert other_visitor.user() is None


def test_five_tries_and_the_right_code_comes_too_late(cast, visitor):
    visitor.ask(KNOWN)
    for left in (4, 3, 2, 1):
        assert f"还可以再试 {left} 次" in visitor.give(wrong(visitor.code)).content.decode()
    assert "作废" in visitor.give(wrong(visitor.code)).content.decode()
    assert visitor.give(visitor.code).status_code == 422
    assert visitor.user() is None


def test_after_five_minutes_a_code_is_void(cast, visitor):
    visitor.ask(KNOWN)
    shift("5 minutes")
    assert "过期" in visitor.give(visitor.code).content.decode()
    assert visitor.user() is None


def test_within_five_minutes_it_is_not(cast, visitor):
    visitor.ask(KNOWN)
    shift("4 minutes 55 seconds")
    visitor.give(visitor.code)
    assert visitor.user()


def test_another_code_after_a_minute_makes_the_first_one_void(cast, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = {}  # they count by the process's clock, which is not shifted
    visitor.ask(KNOWN)
    first = visitor.code
    visitor.client.post("/sign-in/code/again/")
    assert visitor.arrived() is None
    assert "请等" in visitor.client.get("/sign-in/code/").content.decode()
    shift("61 seconds")
    visitor.client.post("/sign-in/code/again/")
    second = visitor.arrived()
    assert second
    if first != second:
        visitor.give(first)
        assert visitor.user() is None
    visitor.give(second)
    assert visitor.user()


def test_asking_twice_at_once_sends_one_message(cast, visitor):
    visitor.ask(KNOWN)
    first = visitor.code
    assert visitor.where(visitor.ask(KNOWN)) == "/sign-in/code/"
    assert visitor.code is None
    visitor.give(first)
    assert visitor.user()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_give_the_right_code_at_once_one_is_let_in():
    attempt = SignIn.begin(KNOWN, "271828", reachable=True)
    start, won = Barrier(8), []

    def give():
        start.wait()
        won.append(SignIn.objects.get(pk=attempt.pk).confirm("271828"))
        connection.close()

    threads = [Thread(target=give) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_twenty_wrong_codes_at_once_cost_five_tries():
    attempt = SignIn.begin(KNOWN, "271828", reachable=True)
    start = Barrier(20)

    def give():
        start.wait()
        attempt.confirm("000000")
        connection.close()

    threads = [Thread(target=give) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    attempt.refresh_from_db()
    assert attempt.tries == 5
    assert not attempt.confirm("271828")


def test_no_number_and_no_code_lies_about_in_the_clear(cast, visitor, caplog):
    caplog.set_level(logging.DEBUG)
    visitor.ask(KNOWN)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(s)::text FROM django_session s UNION ALL"
            " SELECT row_to_json(c)::text FROM cache_entries c UNION ALL"
            " SELECT row_to_json(a)::text FROM accounts_signin a"
        )
        kept = "".join(row[0] for row in cursor.fetchall())
    said = "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    for text in (kept, said, str(visitor.client.cookies), str(visitor.client.session.items())):
        assert KNOWN not in text
        assert visitor.code not in text
    assert "138****0001" in said


def test_old_attempts_are_forgotten(cast, visitor, other_visitor):
    visitor.ask(KNOWN)
    shift("25 hours")
    other_visitor.ask(NOBODY)
    assert SignIn.objects.count() == 1
