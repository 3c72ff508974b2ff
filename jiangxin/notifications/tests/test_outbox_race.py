"""Two at once: the same event told twice, one delivery sent by two workers."""

import time
from threading import Barrier, Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from jiangxin.notifications.models import (
    Carrier,
    Contact,
    Delivery,
    Kind,
    Notification,
    Preference,
    State,
)
from jiangxin.notifications.tests.gateway import a_gateway, by_gateway
from tests.cast import phone

ROUNDS, AT_ONCE = 5, 4


@pytest.fixture
def zhang(transactional_db):
    user = get_user_model().objects.create_user("张师傅")
    Contact.keep(user, Carrier.SMS, phone(1))
    Preference.choose(user, {}, quiet=("00:00", "00:00"))
    return user


def at_once(*acts):
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def told_at_once(user, key):
    at_once(*[lambda: Notification.tell(user, "通过", kind=Kind.ANSWER, key=key)] * AT_ONCE)
    return Notification.objects.of(user).count(), Delivery.objects.count()


def test_the_same_event_told_at_once_is_one_message_and_one_delivery(zhang):
    for number in range(ROUNDS):
        assert told_at_once(zhang, f"answer:{number}") == (number + 1, number + 1)


def test_without_the_key_it_would_be_several(zhang):
    assert told_at_once(zhang, None) == (AT_ONCE, AT_ONCE)


class Unguarded(Delivery):
    """The control: it looks whether the row waits, and then takes it."""

    class Meta:
        proxy = True
        app_label = "notifications"

    def _claim(self):
        self.refresh_from_db()
        time.sleep(0.2)
        waits, self.has_left = self.state == State.WAITING, False
        return waits


def sent_at_once(user, settings, kind):
    with a_gateway() as gateway:
        by_gateway(settings, gateway)
        Notification.tell(user, "通过", kind=Kind.ANSWER)
        seen = [kind.objects.order_by("-id").first() for _ in range(AT_ONCE)]
        at_once(*[one.send for one in seen])
    return len(gateway.taken)


def test_of_several_workers_with_one_delivery_one_sends_it(zhang, settings):
    for _ in range(ROUNDS):
        assert sent_at_once(zhang, settings, Delivery) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_without_the_claim_each_would_send_it(zhang, settings):
    assert sent_at_once(zhang, settings, Unguarded) > 1
