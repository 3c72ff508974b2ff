"""The bitmaps say what the acts say: after each act, counter-row and merger, on both maps."""

import random
from datetime import timedelta

import pytest

from jiangxin.kpi import tallying
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Tally, Watermark
from jiangxin.kpi.period import Period, later_by
from jiangxin.kpi.place import Place
from jiangxin.kpi.rounds import recount
from jiangxin.kpi.tests import brute
from jiangxin.kpi.tests.aids import count_all, count_new
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Organisation, Park
from jiangxin.people.models import Merger, Person
from jiangxin.programmes.models import Journey, Participation
from tests.cast import LONG_AGO, phone

KIND = Participation.Kind
pytestmark = pytest.mark.django_db(transaction=True)  # each act is a transaction of its own


@pytest.fixture
def act(cast, programme):
    """Let somebody take part: a Participation with a journey of its own."""

    def take_part(person, kind=KIND.PROPOSAL, enterprise=None, union=None):
        union = union or cast.jinggong_union
        journey = Journey.start(programme, title="快换夹具", origin=union, by=cast.zhang.user)
        place = enterprise or cast.jinggong
        return Participation.record(person, kind, journey, enterprise=place, park=place.park())

    return take_part


@pytest.fixture
def twin(cast):
    """A second record, without an ID number, of 张师傅."""
    return Person.enrol("张师傅", enterprise=cast.jinggong, phone=phone(1), since=LONG_AGO)


def places(cast):
    yield from (Place(union) for union in brute.unions())
    yield from (Place(park) for park in Park.objects.all())
    yield from (Place(cast.city, in_plan=True), Place(cast.jinggong), Place(cast.hengli))


def agree(cast):
    period = Period(Period.this_year().first, later_by(Period.this_year().last, 12))
    for place in places(cast):
        told = figures_of(place, period, {"people", "acts"})
        right = len(brute.people(place, period)), brute.acts(place, period)
        assert (told["people"].value, told["acts"].value) == right, place
    assert recount() == []


def test_an_act_is_counted_and_a_counter_row_takes_it_away(cast, act):
    row = act(cast.zhang)
    act(cast.zhang, KIND.OPINION)
    assert count_new() == 2
    agree(cast)
    assert figures_of(Place(cast.city), Period.this_year())["people"].value == 1
    Participation.cancel_for(row.journey)
    assert count_new() == 1
    agree(cast)  # the other act of the same person stands


def test_nothing_is_counted_twice_and_nothing_without_news(cast, act):
    act(cast.zhang)
    assert [count_new(), count_new()] == [1, 0]
    before = Watermark.objects.get().revision
    count_new()
    assert Watermark.objects.get().revision == before


def test_two_records_of_one_person_count_once_and_again_as_two(cast, act, twin):
    act(cast.zhang)
    act(twin)
    count_new()
    merger = Merger.make(cast.zhang, twin, by=cast.zhou, reason="同一人")
    count_new()
    agree(cast)
    assert figures_of(Place(cast.park), Period.this_year())["people"].value == 1
    merger.undo(by=cast.zhou)
    count_new()
    agree(cast)
    assert figures_of(Place(cast.park), Period.this_year())["people"].value == 2


def test_a_move_changes_no_figure_of_before(cast, act):
    act(cast.zhang)
    count_new()
    other = Organisation.found(
        "西岭区总工会", Organisation.Tier.BUREAU, under=cast.city, by=cast.zhou
    )
    cast.park_union.move(other, by=cast.zhou)
    cast.jinggong_union.refresh_from_db()
    act(cast.liu)
    count_new()
    told = [figures_of(Place(union), Period.this_year())["people"].value
            for union in (cast.bureau, other, cast.city)]  # fmt: skip
    assert told == [1, 1, 2]
    agree(cast)


def test_a_round_takes_whole_transactions_only(cast, act, monkeypatch):
    monkeypatch.setattr(tallying, "MOST", 3)
    for _ in range(8):
        act(cast.zhang)
    assert count_new() == 8
    agree(cast)


def test_what_somebody_tampered_with_is_found_by_recounting(cast, act):
    """The control of `agree`: it does see a wrong number, and a wrong person."""
    act(cast.zhang)
    count_new()
    Tally.objects.filter(organisation=cast.city).update(acts=7)
    found = recount()
    assert len(found) == 1
    assert "人次应有 1，记了 7" in found[0]
    assert Watermark.objects.get().differences == 1
    count_all()
    agree(cast)


def test_a_restored_database_says_what_to_do(cast, act):
    count_new()
    Watermark.objects.update(xid=2**61)
    with pytest.raises(Refusal, match="tallies --rebuild"):
        count_new()


class Fate:
    """What may happen to a small city, one random thing after the other."""

    def __init__(self, cast, act, twin, seed):
        self.cast, self.take_part, self.twin = cast, act, twin
        self.dice, self.rows, self.mergers, self.moved = random.Random(seed), [], [], 0

    def strike(self):
        getattr(self, self.dice.choice(["act", "act", "act", "cancel", "merge", "move"]))()

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


@pytest.mark.parametrize("seed", [20170301, 7])
def test_random_acts_moves_and_mergers_equal_a_recount_by_hand(cast, act, twin, seed):
    fate = Fate(cast, act, twin, seed)
    for _ in range(30):
        fate.strike()
        if fate.dice.random() < 0.5:
            count_new()
            agree(cast)
    count_new()
    agree(cast)
    cells = Tally.objects.count()
    count_all()
    agree(cast)
    assert Tally.objects.count() == cells > 0
