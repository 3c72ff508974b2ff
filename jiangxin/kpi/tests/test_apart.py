"""参与率 leaves out enterprises without a headcount: as it is by hand, whatever happens."""

from datetime import timedelta

import pytest

from jiangxin.kpi import apart
from jiangxin.kpi.counting import CACHE
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.park_lines import park_lines
from jiangxin.kpi.period import Period, later_by
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.tests import brute
from jiangxin.kpi.tests.aids import count_new
from jiangxin.kpi.tests.fate import USUAL, Fate
from jiangxin.lib import clock
from jiangxin.organisations.models import Headcount, Organisation, Park, Tenancy
from jiangxin.people.models import Merger
from jiangxin.programmes.models import Participation
from tests.cast import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)  # each act is a transaction of its own


def period():
    return Period(Period.this_year().first, later_by(Period.this_year().last, 12))


def by_hand(place):
    """How many of those who filed took part, and how many work there; plain Python."""
    here = set(place.enterprises(clock.today()).values_list("pk", flat=True))
    filed = {}
    rows = Headcount.objects.filter(enterprise__in=here, as_of__lte=clock.today())
    for row in rows.order_by("as_of"):
        filed[row.enterprise_id] = row.workers
    now, found = brute.one_selves(), set()
    for row in brute.standing(place, period(), {}):
        if row.enterprise_id in filed:
            found.add(now.get(row.person_id, row.person_id))
    return len(found), sum(filed.values())


def agree():
    """One by one and together, what is told equals a count by hand."""
    unions = list(brute.unions())
    federation = next(one for one in unions if one.is_federation())
    for thing in [*unions, *Park.objects.all()]:
        for place in (Place(thing), Place(thing, in_plan=True)):
            told = figures_of(place, period(), {"worker_rate"})["worker_rate"]
            assert (told.numerator, told.denominator) == by_hand(place), place
    for in_plan in (False, True):
        for line in park_lines(Reading(Place(federation, in_plan), period())):
            told = len(line.reached), line.workers
            assert told == by_hand(Place(line.park, in_plan)), line.park


class Restless(Fate):
    """Anybody takes part anywhere; enterprises file, move in and out."""

    def act(self):
        cast = self.cast
        person = self.dice.choice([cast.zhang, self.twin, cast.chen, cast.he, cast.liu])
        firm = self.dice.choice([cast.jinggong, cast.hengli, cast.yuncang])
        union = self.dice.choice([cast.jinggong_union, cast.park_union])
        self.rows.append(
            self.take_part(person, self.dice.choice(list(Participation.Kind)), firm, union)
        )

    def file(self):
        """云仓 never does."""
        firm = self.dice.choice([self.cast.jinggong, self.cast.jinggong, self.cast.hengli])
        Headcount.file(
            firm, by=self.cast.zhao, as_of=clock.today(), workers=self.dice.randint(3, 9)
        )

    def wander(self):
        """An enterprise leaves its park, or comes back."""
        rows = Tenancy.objects.filter(enterprise=self.cast.hengli)
        end = None if rows.filter(until=None).count() == 0 else clock.today()
        rows.update(until=end)


@pytest.fixture
def looked_up(monkeypatch):
    """How often all the enterprises outside were asked, and how often only some people."""
    told = {"all": 0, "some": 0}

    def counted(name, function):
        def asked(*args):
            told[name] += 1
            return function(*args)

        return asked

    monkeypatch.setattr(apart, "movers", counted("all", apart.movers))
    monkeypatch.setattr(apart, "touched", counted("some", apart.touched))
    return told


@pytest.mark.parametrize("seed", [20170301, 7, 42])
def test_random_acts_moves_mergers_and_headcounts(cast, act, twin, seed, looked_up):
    CACHE.__init__()
    fate = Restless(cast, act, twin, seed, [*USUAL, "act", "file", "wander"])
    fate.file()
    for _ in range(30):
        fate.strike()
        if fate.dice.random() < 0.7:
            count_new()
            agree()
    assert looked_up["some"] > 10
    assert looked_up["all"] > 3


@pytest.fixture
def rate(cast, act):
    """Whom the city's rate counts, after one enterprise filed and three people took part."""
    CACHE.__init__()
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=LONG_AGO, workers=9)

    def told():
        count_new()
        place = Place(cast.city)
        found = figures_of(place, period(), {"worker_rate"})["worker_rate"]
        assert (found.numerator, found.denominator) == by_hand(place)
        return found.numerator

    cast.row = act(cast.zhang)
    act(cast.chen, enterprise=cast.hengli)
    act(cast.he, enterprise=cast.yuncang)
    assert told() == 1
    return told


def test_it_follows_each_act_and_counter_row(cast, act, rate, looked_up):
    inside = act(cast.chen)
    assert rate() == 2
    Participation.cancel_for(inside.journey)
    assert rate() == 1
    Participation.cancel_for(cast.row.journey)
    assert rate() == 0
    act(cast.zhang, enterprise=cast.hengli)
    assert rate() == 0
    assert looked_up["all"] == 0


def test_it_follows_who_became_one_and_two_again(cast, act, twin, rate, looked_up):
    act(twin, enterprise=cast.hengli)
    assert rate() == 1
    merger = Merger.make(cast.zhang, twin, by=cast.zhou, reason="同一人")
    assert rate() == 1
    Participation.cancel_for(cast.row.journey)
    assert rate() == 0
    act(cast.zhang)
    assert rate() == 1
    merger.undo(by=cast.zhou)
    assert rate() == 1
    assert looked_up["all"] == 0


def test_it_follows_a_first_headcount_and_the_day_of_one(cast, rate, looked_up):
    Headcount.file(cast.hengli, by=cast.sun, as_of=clock.today(), workers=5)
    assert rate() == 2
    later = clock.today() + timedelta(days=9)
    Headcount.objects.filter(enterprise=cast.hengli).update(as_of=later)
    assert rate() == 1
    assert looked_up["all"] == 0


def test_too_many_at_once_are_all_looked_up(cast, act, monkeypatch, looked_up):
    CACHE.__init__()
    monkeypatch.setattr(apart, "MOST", 1)
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=LONG_AGO, workers=9)
    act(cast.zhang)
    act(cast.chen, enterprise=cast.hengli)
    count_new()
    agree()
    before = looked_up["all"]
    act(cast.he, enterprise=cast.yuncang)
    act(cast.chen)
    count_new()
    agree()
    assert looked_up["all"] > before


def test_who_was_one_before_the_first_look(cast, act, twin, rate):
    """Each record took part in one enterprise only, the person in two."""
    Participation.cancel_for(cast.row.journey)
    act(cast.zhang, enterprise=cast.hengli)
    act(twin)
    Merger.make(cast.zhang, twin, by=cast.zhou, reason="同一人")
    CACHE.__init__()
    assert rate() == 1


def test_what_happens_while_one_looks_is_followed(cast, act, twin, rate, monkeypatch):
    """A round ends between the bitmaps and the acts."""
    usual = apart.last_known

    def slow(*args):
        monkeypatch.setattr(apart, "last_known", usual)
        act(twin, enterprise=cast.hengli)
        Merger.make(cast.zhang, twin, by=cast.zhou, reason="同一人")
        act(cast.he)
        count_new()
        return usual(*args)

    CACHE.__init__()
    monkeypatch.setattr(apart, "last_known", slow)
    figures_of(Place(cast.city), period(), {"worker_rate"})
    assert rate() == 2
    agree()


def test_an_act_is_of_the_federation_whoever_it_was_handed_to(cast, act):
    """So its figures need not ask of which union an act was."""
    for union in (cast.park_union, cast.jinggong_union, cast.bureau):
        act(cast.zhang, union=union)
    federation = Organisation.objects.get(tier=Organisation.Tier.FEDERATION)
    assert Participation.objects.within(federation).count() == Participation.objects.count() == 3
