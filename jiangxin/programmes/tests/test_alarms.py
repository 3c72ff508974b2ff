"""The clock on each stage: a word before it is due, the level above after it."""

from datetime import timedelta

import pytest
from django.conf import settings as project

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.lib.workdays import add_working_days, working_days_between
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Journey, Seat
from jiangxin.programmes.rounds import sound_alarms
from jiangxin.programmes.tests.test_deciding import (
    Tier,
    fresh,
    road,
    send,
    somebody,
    steward,
    waiting,
)


@pytest.fixture
def entry(cast, programme):
    return send(cast, programme)


def told(user, kind=None):
    found = Notification.objects.of(user).order_by("id")
    return list((found.of_kind(kind) if kind else found).values_list("title", flat=True))


def sound_on(day):
    with clock.shifted(day - clock.today()):
        sound_alarms()
        sound_alarms()  # the next round finds nothing to do


def test_a_word_before_it_is_due_and_none_sooner(cast, entry):
    before = add_working_days(entry.due_on, -project.REMIND_WORKING_DAYS)
    sound_on(before - timedelta(days=1))
    assert told(cast.zhao, "reminder") == []
    sound_on(before)
    assert told(cast.zhao, "reminder") == ["快到期：夹具"]


def test_late_it_lies_with_the_level_above_too(cast, entry):
    late = add_working_days(entry.due_on, 1)
    sound_on(entry.due_on)
    assert waiting(cast.zheng) == []
    sound_on(late)
    assert (waiting(cast.zhao), waiting(cast.zheng)) == ([entry], [entry])
    assert told(cast.zheng) == ["待办：夹具"]
    assert told(cast.zhang.user) == ["“夹具”已请上级督办"]
    assert [t.verb for t in entry.trail()] == ["提交", "请上级督办"]
    assert waiting(cast.li) == []
    sound_on(add_working_days(late, project.URGE_WORKING_DAYS))
    assert waiting(cast.li) == [entry]


def test_who_answers_first_answers_for_both(cast, entry):
    sound_on(add_working_days(entry.due_on, 1))
    page_of_zhao = fresh(entry)
    one = fresh(entry)
    one.pass_on(by=cast.zheng)
    assert one.keeper == cast.bureau
    with pytest.raises(OutOfStep, match="没有生效"):
        page_of_zhao.pass_on(by=cast.zhao)
    assert waiting(cast.zhao) == waiting(cast.zheng) == []


def test_where_nobody_sits_any_more_the_level_above_is_asked_at_once(cast, entry):
    Office.objects.filter(user=cast.zhao).update(until=clock.today())
    sound_alarms()
    assert waiting(cast.zheng) == [entry]
    assert Seat.objects.open().filter(journey=entry).count() == 2
    sound_alarms()
    assert Seat.objects.open().filter(journey=entry).count() == 2


def test_at_the_top_it_keeps_reminding(cast, entry):
    day = entry.due_on
    for _ in range(6):
        day = add_working_days(day, project.URGE_WORKING_DAYS)
        sound_on(day)
    assert told(cast.zhou, "reminder")[-1] == "已超期：夹具"
    assert len(told(cast.zhou, "reminder")) >= 2


def test_an_author_is_reminded_three_times(cast, entry):
    entry.hand_back(by=cast.zhao, remark="补一张图")
    day = clock.today()
    for _ in range(6):
        day = add_working_days(day, project.AUTHOR_WORKING_DAYS)
        sound_on(day)
    assert told(cast.zhang.user, "reminder") == ["“夹具”还在等您补充"] * 3


def test_nothing_rings_for_what_is_concluded(cast, entry):
    entry.reject(by=cast.zhao, reason="花费大于好处", remark="算过了")
    sound_on(clock.today() + timedelta(days=60))
    assert told(cast.zhao, "reminder") == []
    assert not Journey.objects.exclude(alarm_on=None).exists()


def test_late_at_one_of_two_desks_the_other_may_answer_for_it_too(cast, programme):
    """区 and 市 must both agree; 区 is late, and above it is 市, which has its own seat already."""
    both = [steward(Tier.BUREAU), steward(Tier.FEDERATION)]
    road(programme, ("会签", both, {}), by=cast.zhou)
    entry = send(cast, programme)
    entry.pass_on(by=cast.zhou)
    assert waiting(cast.zhou) == []
    sound_on(add_working_days(entry.due_on, 1))
    assert waiting(cast.zhou) == [entry]
    assert fresh(entry).pass_on(by=cast.zhou) is True


def test_one_alarm_that_fails_silences_no_other(cast, programme, entry, monkeypatch, caplog):
    other, sound = send(cast, programme), Journey.sound
    broken = min(entry.pk, other.pk)

    def failing(journey):
        if journey.pk == broken:
            raise ValueError("broken")
        sound(journey)

    monkeypatch.setattr(Journey, "sound", failing)
    sound_on(add_working_days(entry.due_on, 1))
    assert [one.pk for one in waiting(cast.zheng)] == [max(entry.pk, other.pk)]
    assert f"journey {broken}" in caplog.text


SILENCE = 5 + project.URGE_WORKING_DAYS + 2  # the longest term of a year's stages, and a little


def year(cast, programme, alarm):
    """A small city for a year: most officers are slow, one leaves. The longest silence of any.

    In working days, from the last thing that somebody heard about an entry.
    """
    programme.road.stages.update(working_days=5)
    first, worst, entries = clock.today(), 0, []
    somebody("钱副主席", cast.bureau, cast)
    for week in range(52):
        day = first + timedelta(days=7 * week + week % 5)
        with clock.shifted(day - first):
            if week == 20:
                Office.objects.filter(user=cast.zhao).update(until=clock.today())
            if week % 4 == 0:
                entries.append(send(cast, programme))
            for later in range(7):
                with clock.shifted(day - first + timedelta(days=later)):
                    alarm()
            for n, entry in enumerate(entries):
                worst = max(worst, silence(entry))
                if (n + week) % 9 == 0 and (keepers := fresh(entry).keepers()):
                    fresh(entry).pass_on(by=keepers[-1])
    return worst


def silence(entry):
    entry.refresh_from_db()
    if not entry.is_under_way():
        return 0
    heard = Notification.objects.filter(key__contains=f":journey:{entry.pk}:")
    last = max([entry.arrived_at, *heard.values_list("sent_at", flat=True)])
    return working_days_between(clock.day_of(last), clock.today())


def test_nothing_is_silent_longer_than_its_days_in_a_year(cast, programme):
    assert year(cast, programme, sound_alarms) <= SILENCE


def test_without_the_alarms_it_would_be(cast, programme):
    """The control."""
    assert year(cast, programme, lambda: None) > SILENCE
