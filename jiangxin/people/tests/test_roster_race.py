"""Two at once: of two who confirm one is told so, of two who employ somebody one is."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from jiangxin.lib.refusal import OutOfStep
from jiangxin.people.models import Employment, Person, Roster
from jiangxin.people.models.roster import Status
from jiangxin.people.tests.rosters import received, upload, worker
from tests.cast import build_cast, id_number

TWO = [worker("王小明", 11), worker("李小红", 12)]


@pytest.fixture
def cast(transactional_db):
    yield build_cast()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def at_once(*acts):
    """What became of each act, all begun together: None or the refusal."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            start.wait()
            act()
        except OutOfStep as refusal:
            outcomes[number] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class Unguarded(Roster):
    """The control: it writes without looking whether the roster is still where it was."""

    class Meta:
        proxy = True
        app_label = "people"

    def _move(self, *_origins, **values):
        Roster.objects.filter(pk=self.pk).update(**values)


def confirmations(cast, kind):
    roster = received(cast.jinggong, upload(TWO), by=cast.zhao)
    seen = [kind.objects.get(pk=roster.pk) for _ in range(2)]
    return at_once(*[lambda one=one: one.confirm(by=cast.zhao) for one in seen])


def test_of_two_who_confirm_one_is_told_so(cast):
    outcomes = confirmations(cast, Roster)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert "请刷新后再看" in next(filter(None, outcomes))


def test_without_the_guard_both_would_have_gone_through(cast):
    assert confirmations(cast, Unguarded) == [None, None]


def test_two_workers_on_one_merge_do_it_once(cast):
    roster = received(cast.jinggong, upload(TWO), by=cast.zhao)
    roster.confirm(by=cast.zhao)
    seen = [Roster.objects.get(pk=roster.pk) for _ in range(2)]
    at_once(*[one.merge for one in seen])
    roster.refresh_from_db()
    assert roster.status == Status.MERGED
    assert Employment.objects.filter(enterprise=cast.jinggong).count() == 4


def test_two_enterprises_take_on_the_same_stranger(cast):
    mine = received(cast.jinggong, upload(TWO), by=cast.zhao)
    theirs = received(cast.hengli, upload(TWO[:1]), by=cast.sun)
    mine.confirm(by=cast.zhao)
    theirs.confirm(by=cast.sun)
    rosters = [Roster.objects.get(pk=one.pk) for one in (mine, theirs)]
    at_once(*[one.merge for one in rosters])
    statuses = [Roster.objects.get(pk=one.pk).status for one in rosters]
    assert sorted(statuses) == [Status.MERGED, Status.PREVIEWED]
    person = Person.objects.with_id_number(id_number(11)).get()
    assert person.employments.count() == 1
