"""Two at once: of two who confirm one is told so, of two who employ somebody one is."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from jiangxin.documents.intake import Status
from jiangxin.lib.refusal import OutOfStep
from jiangxin.people.models import Employment, Person, Roster
from jiangxin.people.tests.rosters import received, upload, worker
from tests.cast import build_cast, id_number

TWO = [worker("王小明", 11), worker("李小红", 12)]


@pytest.fixture
def cast(transactional_db):
    return build_cast()


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


def choices_at_once(cast, kind):
    """Two officers who look at the same preview say different things of one row."""
    roster = received(cast.jinggong, upload([worker("陈师傅", 3)]), by=cast.zhao)
    seen = [kind.objects.get(pk=roster.pk) for _ in range(2)]
    stamp = roster.preview_seen
    said = zip(seen, ("transfer", "leave"), strict=True)
    return at_once(
        *[
            lambda one=one, word=word: one.choose({2: word}, by=cast.zhao, seen=stamp)
            for one, word in said
        ]
    )


def test_of_two_who_choose_one_is_told_so(cast):
    outcomes = choices_at_once(cast, Roster)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert "刚刚有别人改过" in next(filter(None, outcomes))
    roster = Roster.objects.get()
    assert (roster.transferred, roster.refused) == ((1, 0) if outcomes[0] is None else (0, 1))


class Unseeing(Roster):
    """The control: it does not ask which preview the officer saw."""

    class Meta:
        proxy = True
        app_label = "people"

    def _require_seen(self, seen):
        pass


def test_without_the_stamp_the_last_word_would_have_stood(cast):
    assert choices_at_once(cast, Unseeing) == [None, None]


def test_who_confirms_what_somebody_is_changing_confirms_what_they_saw_or_is_told_so(cast):
    roster = received(
        cast.jinggong, upload([worker("陈师傅", 3), worker("王小明", 11)]), by=cast.zhao
    )
    one, other = (Roster.objects.get(pk=roster.pk) for _ in range(2))
    outcomes = at_once(
        lambda: one.choose({2: "transfer"}, by=cast.zhao, seen=roster.preview_seen),
        lambda: other.confirm(by=cast.zhao, seen=roster.preview_seen),
    )
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    roster.refresh_from_db()
    chosen_first = outcomes[0] is None
    assert roster.status == (Status.PREVIEWED if chosen_first else Status.MERGING)
    assert roster.transferred == chosen_first


def test_of_two_enterprises_that_take_over_one_person_one_is_told_so(cast):
    row = worker("何师傅", 4)
    rosters = []
    for place, by in ((cast.jinggong, cast.zhao), (cast.hengli, cast.sun)):
        roster = received(place, upload([row]), by=by)
        roster.choose({2: "transfer"}, by=by)
        roster.confirm(by=by)
        rosters.append(Roster.objects.get(pk=roster.pk))
    at_once(*[one.merge for one in rosters])
    rosters = [Roster.objects.get(pk=one.pk) for one in rosters]
    assert sorted(one.status for one in rosters) == [Status.MERGED, Status.PREVIEWED]
    told = next(one for one in rosters if one.status == Status.PREVIEWED)
    assert "在册情况有变化" in told.errand.failure
    winner = next(one for one in rosters if one.status == Status.MERGED)
    assert cast.he.employment().enterprise == winner.enterprise
    assert cast.he.employments.count() == 2
