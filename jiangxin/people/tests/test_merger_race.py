"""Two mergers at once: one takes effect, the other officer is told so."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from jiangxin.lib.refusal import Refusal
from jiangxin.people.models import Merger, Person
from tests.cast import build_cast


@pytest.fixture
def three(transactional_db):
    cast = build_cast()
    return cast, [Person.enrol(f"甲{n}", enterprise=None) for n in range(3)]


class Unlocked(Merger):
    """The control: it looks before it writes, and holds nothing while it does.

    Both look before one writes, and both have written before one is done: one and the same way
    every time.
    """

    class Meta:
        proxy = True
        app_label = "people"

    both_have_looked = both_have_written = None

    @classmethod
    @transaction.atomic
    def make(cls, *pair, **told):
        super().make(*pair, **told)
        cls.both_have_written.wait(timeout=20)

    @classmethod
    def _locked(cls, kept, absorbed):
        found = {row.pk: row for row in Person.objects.filter(pk__in=[kept, absorbed])}
        cls.both_have_looked.wait(timeout=20)
        return found[kept], found[absorbed]


def at_once(kind, by, *pairs):
    """What became of each merger (kept, absorbed), all begun together: None or the sentence."""
    start, outcomes = Barrier(len(pairs)), [None] * len(pairs)
    kind.both_have_looked, kind.both_have_written = Barrier(len(pairs)), Barrier(len(pairs))

    def run(number, pair):
        try:
            start.wait()
            kind.make(*pair, by=by, reason="同一人")
        except Refusal as refusal:
            outcomes[number] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(pairs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize("meeting", [[(0, 1), (1, 0)], [(1, 0), (2, 0)], [(0, 1), (2, 0)]])
def test_of_two_that_meet_one_takes_effect(three, meeting):
    cast, people = three
    pairs = [(people[kept], people[absorbed]) for kept, absorbed in meeting]
    outcomes = at_once(Merger, cast.zhou, *pairs)
    went = outcomes.count(None)
    chained = meeting == [(0, 1), (2, 0)]  # may come one after the other, and then makes no chain
    assert went == 1 or chained
    assert Merger.objects.count() == went
    assert all("刚刚有别人并过档" in told for told in outcomes if told)
    for person in Person.objects.absorbed():
        assert person.merged_into.merged_into is None


def test_without_the_lock_each_would_have_become_the_other(three):
    cast, people = three
    pairs = [(people[0], people[1]), (people[1], people[0])]
    assert at_once(Unlocked, cast.zhou, *pairs) == [None, None]
    first, second = (Person.objects.get(pk=one.pk) for one in people[:2])
    assert (first.merged_into, second.merged_into) == (second, first)
