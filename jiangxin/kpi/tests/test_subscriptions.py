"""订阅: told once when a period is over, by nobody who has lost the office, ended in one click."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from jiangxin.kpi import rounds
from jiangxin.kpi.models import Subscription
from jiangxin.kpi.models.subscription import tell_subscribers
from jiangxin.kpi.place import Place
from jiangxin.kpi.rhythm import Rhythm
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office


def on(year, month, day):
    """The clock stands at noon of this day."""
    there = datetime(year, month, day, 12, tzinfo=clock.CHINA)
    return clock.shifted(there - clock.now())


@pytest.fixture
def subscription(cast):
    with on(2026, 8, 3):
        return Subscription.begin(Place(cast.park), Rhythm.QUARTER, by=cast.zheng)


def told(cast):
    return Notification.objects.of(cast.zheng).filter(key__startswith="report:")


def test_it_is_told_on_the_first_working_day_of_the_new_period_and_once(cast, subscription):
    """From 1 October to 7 October 2026 nobody works."""
    for day in ((2026, 8, 3), (2026, 9, 30), (2026, 10, 1), (2026, 10, 7)):
        with on(*day):
            tell_subscribers()
    assert not told(cast)
    for day in ((2026, 10, 8), (2026, 10, 9), (2026, 12, 31)):
        with on(*day):
            tell_subscribers()
    message = told(cast).get()
    assert message.title == "2026年第三季度的季报可以生成了：临江智造园"
    assert message.path.endswith("/reports/?period=2026-07..2026-09")
    with on(2027, 1, 4):
        tell_subscribers()
    assert told(cast).count() == 2


def test_the_page_it_leads_to_offers_that_period(cast, subscription, sign_in):
    with on(2026, 10, 8):
        tell_subscribers()
        page = sign_in(cast.zheng).get(told(cast).get().path).text
    assert '<option value="2026-07..2026-09" selected>2026年第三季度</option>' in page


def test_the_period_that_was_over_before_is_no_news(cast, subscription):
    with on(2026, 8, 3):
        tell_subscribers()
    assert not told(cast)


def test_it_ends_by_itself_with_the_office(cast, subscription):
    with on(2026, 10, 8):
        for office in Office.objects.of(cast.zheng):
            office.end(by=cast.zhou)
        tell_subscribers()
    assert not told(cast)
    assert not Subscription.objects.running()


def test_one_of_a_place_and_rhythm(cast, subscription):
    with pytest.raises(OutOfStep, match="已经订阅"):
        Subscription.begin(Place(cast.park), Rhythm.QUARTER, by=cast.zheng)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(user=cast.zheng, park=cast.park, rhythm=Rhythm.QUARTER,
                                    made_at=clock.now(), told_of=clock.today())  # fmt: skip
    Subscription.begin(Place(cast.park), Rhythm.MONTH, by=cast.zheng)
    subscription.end(by=cast.zheng)
    Subscription.begin(Place(cast.park), Rhythm.QUARTER, by=cast.zheng)


def test_subscribing_and_ending_on_the_page(cast, sign_in):
    client, place = sign_in(cast.zheng), Place(cast.park)
    url = reverse("kpi:subscription", args=[*place.address])
    assert "退订月报" in client.post(url, {"rhythm": "month"}, follow=True).text
    client.post(url, {"rhythm": "hour"})
    mine = Subscription.objects.get()
    end = reverse("kpi:subscription_end", args=[mine.pk])
    assert sign_in(cast.zhou).post(end).status_code == 404
    assert "订阅月报" in sign_in(cast.zheng).post(end, follow=True).text
    assert not Subscription.objects.running()


def test_nobody_subscribes_beyond_their_office(cast, sign_in):
    url = reverse("kpi:subscription", args=[*Place(cast.city).address])
    for who in (cast.zheng, cast.zhang, cast.wu):
        assert sign_in(who).post(url, {"rhythm": "month"}).status_code == 404
    assert not Subscription.objects.exists()


def test_the_worker_looks_for_them_by_the_clock():
    known = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert rounds.tell_of_reports.__name__ in known
