"""每周小结: on Monday each officer hears what is stuck, once."""

from datetime import date, datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.models import Carrier, Contact, Kind, Notification
from jiangxin.portal.digest import Digest, short, tell_officers, week_of
from jiangxin.programmes.ready_made import suggestion_box
from jiangxin.proposals.models import Proposal
from tests.cast import phone

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}
MONDAY = datetime(2030, 11, 25, 8, 30, tzinfo=clock.CHINA)


def at(moment):
    with clock.shifted(timedelta()):
        return clock.shifted(moment - clock.now())


@pytest.fixture
def stuck(cast):
    """Two of 精工 since September, one of 恒力 since yesterday."""
    with at(MONDAY - timedelta(days=90)):
        programme = suggestion_box(cast.city, by=cast.zhou, opens_at=clock.now())
    for author, title, days in [
        (cast.zhang, "立式铣床夹具快换", 60),
        (cast.liu, "改定位销", 59),
        (cast.chen, "换刀更快", 1),
    ]:
        with at(MONDAY - timedelta(days=days)):
            told = {"programme": programme, "author": author, "answers": ANSWERS}
            Proposal.draft(title=title, **told).submit(by=author.user)
    Notification.objects.all().delete()


def digests():
    told = Notification.objects.of_kind(Kind.DIGEST).select_related("user").order_by("id")
    return {one.user.name: one for one in told}


def test_each_officer_reads_what_is_stuck_with_them_and_below(cast, stuck):
    with at(MONDAY):
        tell_officers()
    told = digests()
    assert told["赵专管员"].title == "每周小结：等您办 2 件，其中超期 2 件"
    assert told["赵专管员"].text.startswith("最早到期的：\n立式铣床夹具快换（最迟 ")
    assert told["孙专管员"].title == "每周小结：等您办 1 件"
    assert told["李慧"].title == "每周小结：没有等您办的，下级工会超期 2 件"
    assert told["李慧"].text == "下级工会里，1 家有超期未办的，请催一催。"
    assert {one.key for one in told.values()} == {"digest:2030-W48"}
    assert "吴前任" not in told and "张师傅" not in told


def test_once_a_week_however_often_it_is_called(cast, stuck):
    Contact.keep(cast.zhao, Carrier.EMAIL, "zhao@example.com")
    with at(MONDAY):
        for _ in range(3):
            tell_officers()
        assert len(digests()) == Notification.objects.count()
        assert run_waiting() == 1
    with at(MONDAY + timedelta(days=7)):
        tell_officers()
    assert Notification.objects.filter(user=cast.zhao).count() == 2


def test_killed_half_way_the_next_run_does_the_rest(cast, stuck):
    with at(MONDAY):
        tell_officers()
        Notification.objects.exclude(user=cast.zhao).delete()
        tell_officers()
    assert Notification.objects.filter(user=cast.zhao).count() == 1
    assert set(digests()) >= {"赵专管员", "孙专管员", "李慧"}


def test_nothing_stuck_nothing_told(cast):
    tell_officers()
    assert digests() == {}


def test_titles_stay_out_of_the_texts(cast, stuck, capsys, mailoutbox):
    Contact.keep(cast.zhao, Carrier.SMS, phone(50))
    Contact.keep(cast.zhao, Carrier.EMAIL, "zhao@example.com")
    with at(MONDAY):
        tell_officers()
        run_waiting()
    assert "夹具" not in capsys.readouterr().err
    assert "立式铣床夹具快换" in mailoutbox[0].body


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 11, 23), "digest:2026-W48"),
        (date(2026, 12, 31), "digest:2026-W53"),
        (date(2027, 1, 1), "digest:2026-W53"),
        (date(2027, 1, 4), "digest:2027-W01"),
    ],
)
def test_a_week_is_the_calendars_own(day, key):
    assert week_of(day) == key


def test_a_digest_fits_into_a_message(cast):
    long = Digest(9999, 9999, [], 9999, 999)
    assert len(long.title) < 100 and len(short("改" * 120)) == 41


def test_the_worker_knows_its_rounds(cast, stuck):
    """What the worker calls at its times is the same function."""
    app.perform_import_paths()
    with at(MONDAY):
        app.tasks["tell_officers"](timestamp=0)
        app.tasks["wake_forgotten_deliveries"](timestamp=0)
    assert "赵专管员" in digests()
