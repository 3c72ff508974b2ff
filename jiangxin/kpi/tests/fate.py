"""What may happen to a small city, and what its figures must be whatever happens."""

import random
from datetime import timedelta

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Closing
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.rounds import recount
from jiangxin.kpi.tests import brute
from jiangxin.kpi.tests.aids import close, newest
from jiangxin.lib import clock
from jiangxin.organisations.models import Park
from jiangxin.people.models import Merger
from jiangxin.programmes.models import Participation
from tests.cast import LONG_AGO

KIND = Participation.Kind
USUAL = ["act", "act", "act", "cancel", "merge", "move"]


def places(cast):
    yield from (Place(union) for union in brute.unions())
    yield from (Place(park) for park in Park.objects.all())
    yield from (Place(cast.city, in_plan=True), Place(cast.jinggong), Place(cast.hengli))


def figures(cast, period):
    """{place: (people, acts)} as they are told."""
    found = {}
    for place in places(cast):
        told = figures_of(place, period, {"people", "acts"})
        found[place] = told["people"].value, told["acts"].value
    return found


def agree(cast, closed=()):
    """What is told equals a count by hand, and the nightly recount finds nothing."""
    period = Period(Period.this_year().first, later_by(Period.this_year().last, 12))
    for place, told in figures(cast, period).items():
        right = len(brute.people(place, period, closed)), brute.acts(place, period, closed)
        assert told == right, place
    assert recount() == []


class Fate:
    """What may happen to a small city, one random thing after the other.

    `after`: how much time has passed. `closed`: {month: Then} of the months closed so far, and
    `kept`: {period: {place: (people, acts)}} as they were then.
    """

    def __init__(self, cast, act, twin, seed, happens=USUAL):
        self.cast, self.take_part, self.twin, self.happens = cast, act, twin, happens
        self.dice, self.rows, self.mergers, self.moved = random.Random(seed), [], [], 0
        self.after, self.closed, self.kept = timedelta(), {}, {}

    def strike(self):
        with clock.shifted(self.after):
            getattr(self, self.dice.choice(self.happens))()

    def agree(self):
        with clock.shifted(self.after):
            agree(self.cast, self.closed)
            for period, kept in self.kept.items():
                assert figures(self.cast, period) == kept, period

    def wait(self):
        self.after += timedelta(days=self.dice.randint(5, 40))

    def close(self):
        """Close a random run of the months that are over."""
        this, back = month_of(clock.today()), self.dice.randint(1, 3)
        period = Period(later_by(this, -back), later_by(this, -1))
        if Closing.objects.filter(first=period.first, last=period.last).exists():
            return
        closing = close(period, self.cast.zhou, newest())
        for month in period.months:
            self.closed.setdefault(month, brute.Then(closing.xid, brute.one_selves()))
        self.kept[period] = figures(self.cast, period)

    def act(self):
        cast = self.cast
        at = {cast.chen: cast.hengli, cast.he: cast.yuncang}
        person = self.dice.choice([cast.zhang, self.twin, *at])
        union = self.dice.choice([cast.jinggong_union, cast.park_union])
        kind = self.dice.choice(list(KIND))
        self.rows.append(self.take_part(person, kind, at.get(person), union))

    def cancel(self):
        if self.rows:
            Participation.cancel_for(self.dice.choice(self.rows).journey)

    def merge(self):
        """Two records become one person, or two again."""
        if self.mergers:
            self.mergers.pop().undo(by=self.cast.zhou)
        else:
            merger = Merger.make(self.cast.zhang, self.twin, by=self.cast.zhou, reason="同一人")
            self.mergers.append(merger)

    def move(self):
        cast, self.moved = self.cast, self.moved + 1
        under, on = self.dice.choice([cast.city, cast.bureau]), LONG_AGO + timedelta(self.moved)
        if cast.park_union.parent(on) != under:
            cast.park_union.move(under, by=cast.zhou, on=on)
            cast.park_union.refresh_from_db()
            cast.jinggong_union.refresh_from_db()
