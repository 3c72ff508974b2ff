"""The worker that sends is killed: in-app at least once, outside at most once (FT-7)."""

import pytest

from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.models import (
    Carrier,
    Contact,
    Delivery,
    Kind,
    Notification,
    Preference,
    State,
)
from jiangxin.notifications.models.delivery import PATIENCE
from jiangxin.notifications.tests.gateway import a_gateway, by_gateway
from jiangxin.people.tests.test_roster_kill import let_die, put_back_and_run
from tests.cast import build_cast, phone

CLAIM = 'UPDATE "notifications_delivery" SET "state"'
# Where it dies: just before the statement. Texts that had left, and how it stands in the end.
DEATHS = {
    "before the claim": (["1", CLAIM], 0, State.SENT),
    "between claim and send": (["1", 'SELECT "notifications_contact"'], 0, State.UNCLEAR),
    "between send and record": (["2", CLAIM], 1, State.UNCLEAR),
}


@pytest.fixture
def zhang(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = build_cast().zhang.user
    Contact.keep(user, Carrier.SMS, phone(1))
    Preference.choose(user, {}, quiet=("00:00", "00:00"))
    return user


@pytest.fixture
def gateway(settings, monkeypatch):
    with a_gateway() as server:
        by_gateway(settings, server)
        monkeypatch.setenv("JIANGXIN_SMS", "gateway")
        monkeypatch.setenv("JIANGXIN_SMS_URL", server.url)
        yield server


def state():
    return Delivery.objects.values_list("state", flat=True).get()


@pytest.mark.parametrize("death", DEATHS)
def test_killed(zhang, gateway, settings, tmp_path, death):
    words, left, at_last = DEATHS[death]
    Notification.tell(zhang, "您的建议“夹具快换”已通过", kind=Kind.ANSWER, key="answer:7:1")
    let_die(words, tmp_path)
    assert len(gateway.taken) == left
    put_back_and_run(settings)
    with clock.shifted(PATIENCE * 2):  # whoever claimed it must be dead by now
        run_waiting()
        Delivery.objects.get().send()
    assert state() == at_last
    assert len(gateway.taken) == (1 if at_last == State.SENT else left)
    assert Notification.objects.of(zhang).unread().count() == 1


class Careless(Delivery):
    """The control: a claim that does not mind that somebody had it before."""

    class Meta:
        proxy = True
        app_label = "notifications"

    def _claim(self):
        Delivery.objects.filter(pk=self.pk).update(state=State.SENDING, ended_at=None)
        self.refresh_from_db()
        self.has_left = False
        return True


def test_without_the_claim_it_would_arrive_twice(zhang, gateway, tmp_path):
    Notification.tell(zhang, "您的建议“夹具快换”已通过", kind=Kind.ANSWER)
    let_die(["2", CLAIM], tmp_path)
    Careless.objects.get().send()
    assert len(gateway.taken) == 2
