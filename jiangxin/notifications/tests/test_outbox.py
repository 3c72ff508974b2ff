"""One row per event and person, one delivery per carrier: what leaves the house, and when."""

from datetime import time, timedelta

import pytest
from django.core import mail as post
from django.db import connection

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.carriers import http
from jiangxin.notifications.models import (
    Carrier,
    Contact,
    Delivery,
    Kind,
    Notification,
    Preference,
    State,
)
from jiangxin.notifications.models.delivery import PATIENCE, PAUSES
from jiangxin.notifications.rounds import wake_forgotten_deliveries
from jiangxin.notifications.tests.gateway import a_gateway, a_mail_server, by_gateway
from tests.cast import phone


def at(hour, day=0, minute=0):
    """The clock shifted to this hour in China, today or so many days on."""
    with clock.shifted(timedelta()):
        real = clock.local(clock.now())
    wanted = real.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=day)
    return clock.shifted(wanted - real)


@pytest.fixture(autouse=True)
def noon(db):
    with at(12):
        yield


@pytest.fixture
def zhang(cast):
    Contact.keep(cast.zhang.user, Carrier.SMS, phone(1))
    return cast.zhang.user


def tell(user, **more):
    told = {"kind": Kind.ANSWER, "text": "改法很好，请区里看", "path": "/proposals/7/"} | more
    return Notification.tell(user, "您的建议“夹具快换”已通过", **told)


def one():
    return Delivery.objects.get()


def states():
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


def test_the_message_is_there_at_once_and_the_text_goes_later(zhang, capsys):
    tell(zhang)
    assert Notification.objects.of(zhang).unread().count() == 1
    assert states() == [State.WAITING]
    assert "匠新" not in capsys.readouterr().err
    run_waiting()
    assert states() == [State.SENT]
    assert capsys.readouterr().err == "【匠新】您提交的内容有了答复。请登录查看。\n"


def test_whoever_can_be_reached_nowhere_still_has_the_message(cast):
    assert tell(cast.liu.user).deliveries.count() == 0


def test_the_same_event_told_twice_is_one_message_and_leaves_once(zhang, capsys):
    first, second = (tell(zhang, key="answer:7:1") for _ in range(2))
    assert first == second
    assert Notification.objects.of(zhang).count() == 1
    assert run_waiting() == 1
    assert capsys.readouterr().err.count("匠新") == 1
    tell(zhang, key="answer:7:2")
    assert Notification.objects.of(zhang).count() == 2


def test_a_job_that_runs_again_sends_nothing_again(zhang, capsys):
    tell(zhang)
    run_waiting()
    for _ in range(3):
        one().send()
    assert capsys.readouterr().err.count("匠新") == 1


def test_each_person_chooses_per_kind(zhang, capsys):
    Contact.keep(zhang, Carrier.EMAIL, "zhang@example.com")
    night = (clock.local(clock.now()).time(),) * 2
    chosen = {("answer", "sms"): False, ("office", "sms"): True, ("office", "email"): False}
    Preference.choose(zhang, chosen, quiet=night)
    tell(zhang)
    tell(zhang, kind=Kind.OFFICE)
    made = Delivery.objects.order_by("id").values_list("notification__kind", "carrier")
    assert list(made) == [("answer", "email"), ("office", "sms")]


def test_in_quiet_hours_it_waits_for_the_morning(zhang, capsys):
    with at(23):
        tell(zhang)
        assert Notification.objects.of(zhang).unread().count() == 1
        assert run_waiting() == 0
        one().send()  # a job that comes too early sends nothing, and asks to be called again
        due = clock.local(one().due_at)
        assert (due.hour, due.minute) == (7, 0)
    with at(6, day=1, minute=59):
        assert run_waiting() == 0
    assert states() == [State.WAITING]
    with at(7, day=1, minute=1):
        run_waiting()
    assert states() == [State.SENT]
    assert capsys.readouterr().err.count("匠新") == 1


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "waits_until"),
    [
        (22, 7, 21, None),
        (22, 7, 22, 7),
        (22, 7, 3, 7),
        (22, 7, 7, None),
        (12, 14, 13, 14),
        (12, 14, 14, None),
        (12, 14, 3, None),
        (8, 8, 8, None),
    ],
)
def test_each_has_their_own_quiet_hours(zhang, begins, ends, hour, waits_until):
    Preference.choose(zhang, {}, quiet=(time(begins), time(ends)))
    with at(hour):
        tell(zhang)
        now, due = clock.now(), one().due_at
        assert (due > now) is (waits_until is not None)
        assert waits_until is None or clock.local(due).hour == waits_until
        assert due - now < timedelta(days=1)


def test_what_was_read_meanwhile_is_not_sent(zhang, capsys):
    tell(zhang).read()
    run_waiting()
    assert states() == [State.DROPPED]
    assert "匠新" not in capsys.readouterr().err


def test_what_is_done_is_not_unread_any_more(zhang, cast):
    waiting = tell(zhang, kind=Kind.WAITING)
    answer, elsewhere = tell(zhang), tell(zhang, kind=Kind.WAITING, path="/proposals/8/")
    Notification.settle("/proposals/7/", Kind.WAITING)
    unread = Notification.objects.unread()
    assert set(unread) == {answer, elsewhere} and waiting not in unread


def tried(zhang, settings, *answers):
    """What became of one text after its first try at a gateway that answers so."""
    with a_gateway(*answers) as gateway:
        by_gateway(settings, gateway)
        tell(zhang)
        run_waiting()
        delivery = one()
        for _ in range(3):
            delivery.send()
    return one(), gateway.taken


def test_a_gateway_is_told_a_neutral_sentence_and_nothing_else(zhang, settings):
    delivery, taken = tried(zhang, settings)
    assert delivery.state == State.SENT
    assert taken == [
        (
            "/send?key=1",
            {
                "phone": phone(1),
                "sign": "匠新",
                "template": "",
                "text": "【匠新】您提交的内容有了答复。请登录查看。",
                "reference": f"jx-{delivery.pk}",
            },
        )
    ]


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        ((503, {}), State.WAITING, "对方请稍后再发（503）"),
        ((429, {}), State.WAITING, "对方请稍后再发（429）"),
        ((400, {}), State.FAILED, "对方不收（400）"),
        ((302, {}), State.FAILED, "对方不收（302）"),
        ((200, {"code": "7"}), State.FAILED, "短信网关不收（7）"),
        ((200, ["?"]), State.UNCLEAR, "对方的回音看不懂"),
        ((200, {}), State.UNCLEAR, "对方的回音看不懂"),
        ((500, {}), State.UNCLEAR, "对方出错（500），不知道收下没有"),
        ("drop", State.UNCLEAR, "发出后没有回音：RemoteDisconnected"),
        ("hang", State.UNCLEAR, "发出后没有回音"),
        ("drip", State.UNCLEAR, "发出后没有回音"),
    ],
)
def test_whatever_the_gateway_does_it_is_asked_once(
    zhang, settings, monkeypatch, answer, state, why
):
    monkeypatch.setattr(http, "ALL", 0.5)
    delivery, taken = tried(zhang, settings, answer)
    assert (delivery.state, delivery.attempts, len(taken)) == (state, 1, 1)
    assert delivery.why.startswith(why)


def test_a_gateway_that_is_away_is_tried_again_ever_later_and_then_given_up(zhang, settings):
    with a_gateway() as gateway:
        by_gateway(settings, gateway)
    tell(zhang)
    run_waiting()
    for number, pause in enumerate(PAUSES, start=1):
        delivery = one()
        assert (delivery.state, delivery.attempts) == (State.WAITING, number)
        assert delivery.why.startswith("连不上：")
        assert abs(delivery.due_at - delivery.claimed_at - pause) < timedelta(seconds=10)
        with clock.shifted(delivery.due_at - real_now()):
            run_waiting()
    assert (one().state, one().attempts) == (State.FAILED, 1 + len(PAUSES))


def real_now():
    with clock.shifted(timedelta()):
        return clock.now()


def test_when_it_is_back_the_text_arrives_once(zhang, settings):
    with a_gateway((503, {}), (503, {})) as gateway:
        by_gateway(settings, gateway)
        tell(zhang)
        run_waiting()
        for _ in range(2):
            with clock.shifted(one().due_at - real_now()):
                run_waiting()
        assert (one().state, len(gateway.taken)) == (State.SENT, 3)
        assert {told["reference"] for _, told in gateway.taken} == {f"jx-{one().pk}"}


def test_a_dead_number_is_told_nothing_more_until_one_signs_in_again(zhang, settings):
    delivery, _ = tried(zhang, settings, (200, {"code": "DEAD"}))
    assert delivery.state == State.FAILED
    assert Contact.objects.of(zhang).usable().count() == 0
    assert tell(zhang).deliveries.count() == 0
    Contact.keep(zhang, Carrier.SMS, phone(1))
    assert tell(zhang).deliveries.count() == 1


def test_only_what_certainly_did_not_leave_is_sent_again_by_the_operator(cast, zhang, settings):
    failed, _ = tried(zhang, settings, (400, {}))
    failed.retry(by=cast.zhou)
    with pytest.raises(OutOfStep):
        failed.retry(by=cast.zhou)
    with a_gateway((500, {})) as gateway:
        by_gateway(settings, gateway)
        run_waiting()
    assert (one().state, len(gateway.taken)) == (State.UNCLEAR, 1)
    with pytest.raises(OutOfStep):
        one().retry(by=cast.zhou)


def test_who_died_while_sending_leaves_it_unclear_and_nobody_sends_it_again(zhang, capsys):
    tell(zhang)
    Delivery.objects.get()._claim()  # and here the worker was killed
    one().send()  # put back at once: somebody may still be at it
    assert states() == [State.SENDING]
    with clock.shifted(one().claimed_at + PATIENCE - real_now() + timedelta(seconds=1)):
        run_waiting()
    assert states() == [State.UNCLEAR]
    assert "匠新" not in capsys.readouterr().err


def test_who_was_only_slow_may_still_say_that_it_went(zhang):
    tell(zhang)
    slow = one()
    slow._claim()
    with clock.shifted(one().claimed_at + PATIENCE - real_now() + timedelta(seconds=1)):
        one().send()
        assert states() == [State.UNCLEAR]
        slow._end(State.SENT, "")
        assert states() == [State.SENT]


def test_a_slow_one_of_an_earlier_claim_says_nothing(zhang, cast):
    tell(zhang)
    slow = one()
    slow._claim()
    one()._end(State.UNCLEAR, "")
    Delivery.objects.update(state=State.SENDING, attempts=2, ended_at=None)
    slow._end(State.FAILED, "")
    assert states() == [State.SENDING]


def test_a_delivery_whose_job_was_lost_is_woken(zhang, capsys):
    tell(zhang)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    wake_forgotten_deliveries()
    assert run_waiting() == 0
    with at(12, minute=20):
        wake_forgotten_deliveries()
        assert run_waiting() == 1
    assert states() == [State.SENT]


def test_an_e_mail_says_what_happened(zhang, settings):
    Contact.keep(zhang, Carrier.EMAIL, "zhang@example.com")
    settings.ORIGIN = "https://jiangxin.example"
    tell(zhang)
    run_waiting()
    (letter,) = post.outbox
    assert letter.to == ["zhang@example.com"]
    assert letter.subject == "匠新：您的建议“夹具快换”已通过"
    assert "改法很好" in letter.body and "https://jiangxin.example/proposals/7/" in letter.body


@pytest.mark.parametrize(
    ("answers", "state", "why", "usable"),
    [
        ({}, State.SENT, "", True),
        ({"RCPT": "550 nobody"}, State.FAILED, "退信（550）", False),
        ({"RCPT": "450 busy"}, State.WAITING, "邮件服务器请稍后再发（450）", True),
        ({"MAIL": "554 no"}, State.FAILED, "邮件服务器不收（554）", True),
        ({"DATA": "drop"}, State.UNCLEAR, "发出后没有回音", True),
    ],
)
def test_what_the_mail_server_says(cast, settings, answers, state, why, usable):
    contact = Contact.keep(cast.zhang.user, Carrier.EMAIL, "zhang@example.com")
    with a_mail_server(settings, **answers) as server:
        tell(cast.zhang.user)
        run_waiting()
        one().send()
    assert one().state == state and one().why.startswith(why)
    assert len(server.taken) == (state in {State.SENT, State.UNCLEAR})
    assert (contact in Contact.objects.usable()) is usable


def test_no_mail_server_is_tried_again(cast, settings):
    with a_mail_server(settings):
        pass
    Contact.keep(cast.zhang.user, Carrier.EMAIL, "zhang@example.com")
    tell(cast.zhang.user)
    run_waiting()
    assert one().state == State.WAITING and "连不上" in one().why
