"""The bitmaps say what the acts say: after each act, counter-row and merger, on both maps."""

import pytest

from jiangxin.kpi import tallying
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Tally, Watermark
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.rounds import recount
from jiangxin.kpi.tests.aids import count_all, count_new
from jiangxin.kpi.tests.fate import Fate, agree
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Organisation
from jiangxin.people.models import Merger
from jiangxin.programmes.models import Participation

KIND = Participation.Kind
pytestmark = pytest.mark.django_db(transaction=True)  # each act is a transaction of its own


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


@pytest.mark.parametrize("seed", [20170301, 7])
def test_random_acts_moves_and_mergers_equal_a_recount_by_hand(cast, act, twin, seed):
    fate = Fate(cast, act, twin, seed)
    for _ in range(30):
        fate.strike()
        if fate.dice.random() < 0.5:
            count_new()
            fate.agree()
    count_new()
    fate.agree()
    cells = Tally.objects.count()
    count_all()
    agree(cast)
    assert Tally.objects.count() == cells > 0
