"""What entries brought: kept beside the bitmaps, summed over whichever of them are asked for."""

import random
from array import array
from decimal import Decimal

import pytest
from pyroaring import BitMap

from jiangxin.kpi.models import Result
from jiangxin.kpi.packed import unpacked
from jiangxin.kpi.results import keep_results, summed
from jiangxin.kpi.tests.aids import count_all
from jiangxin.kpi.tests.test_pages import of, propose
from jiangxin.lib import clock
from jiangxin.proposals.models import Benefit

TOTALS = {key: 7 * key - 300 for key in random.Random(7).sample(range(10_000), 500)}

SAVED = {
    "saved": "hours",
    "unit": "小时",
    "before": Decimal(1),
    "after": Decimal(0),
    "price": Decimal(1),
    "cost": 0,
}


@pytest.fixture
def row():
    ordered = array("q", (TOTALS[key] for key in sorted(TOTALS)))
    ordered.byteswap()
    return Result(journeys=BitMap(TOTALS).serialize(), totals=ordered.tobytes())


@pytest.mark.parametrize("among", [range(10_000), range(300, 700), range(0, 10_000, 3), []])
def test_a_sum_is_that_of_plain_python_over_all_few_many_or_none(row, among):
    right = [TOTALS[key] for key in among if key in TOTALS]
    assert summed(row, BitMap(among)) == (len(right), sum(right))


def test_packed_keys_come_back_as_they_were():
    assert list(unpacked(bytes.fromhex("0000000700010000"))) == [7, 65_536]
    assert not unpacked(None)


@pytest.mark.django_db
def test_a_benefit_is_told_where_its_entry_counts_and_a_later_one_replaces_it(cast, programme):
    ours, theirs = propose(cast.zhang, programme), propose(cast.chen, programme, "打表")
    for proposal, pieces in ((ours, 50), (theirs, 3), (ours, 70)):
        lines = [SAVED | {"quantity": pieces}]
        Benefit.expect(proposal, by=cast.sun, since=clock.today(), lines=lines)
    count_all()
    told = [of(place, "benefit_expected") for place in (cast.city, cast.park, cast.jinggong)]
    assert [one.value for one in told] == [7_300, 7_300, 7_000]
    assert told[0].notes[0] == "2 条有预计效益"
    assert of(cast.city, "benefit_confirmed").value == 0
    assert not keep_results()  # nothing is new
