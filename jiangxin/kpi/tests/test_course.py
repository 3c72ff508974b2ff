"""进度和预计: a straight path, and a range that holds what it promises."""

import random
from datetime import date
from decimal import Decimal
from math import exp

import pytest

from jiangxin.kpi.course import Course, due
from jiangxin.kpi.figure import Figure
from jiangxin.kpi.forecast import LEAST, forecast
from jiangxin.kpi.models import Definition, Indicator, PlanPeriod, Target

MONTHS, POOL = 60, 100_000
Unit = Indicator.Unit


def target(value, unit=Unit.PEOPLE):
    plan = PlanPeriod(name="十五五", first=date(2026, 1, 1), until=date(2031, 1, 1))
    return Target(plan=plan, indicator=Indicator(unit=unit), value=Decimal(value))


def course(value, aim, day, unit=Unit.PEOPLE):
    one = target(aim, unit)
    return Course(Figure(Definition(indicator=one.indicator), value), one, day)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 548),  # one of 1,826 days
        (date(2028, 7, 1), 500_000),
        (date(2030, 12, 31), 1_000_000),
        (date(2040, 1, 1), 1_000_000),
    ],
)
def test_a_straight_path_from_the_first_day_to_the_last(day, amount):
    assert due(target(1_000_000), day) == amount


def test_it_says_how_far_behind():
    one = course(31, 50, date(2030, 8, 7), Unit.PARKS)
    assert one.words == "按计划到今天应有 46 个，少 15 个"
    assert (one.meter, one.goal) == (62, 92)
    assert course(60, 50, date(2030, 8, 7), Unit.PARKS).words.endswith("多 14 个")
    assert course(46, 50, date(2030, 8, 7), Unit.PARKS).words.endswith("正好")
    assert course(1, 50, date(2031, 1, 1), Unit.PARKS).words.startswith("计划期已经结束")


def test_of_a_rate_the_target_is_the_line_on_every_day():
    one = course(Decimal("58.3"), 70, date(2026, 1, 1), Unit.PER_CENT)
    assert one.words == "比目标少 11.7 个百分点"
    assert (one.meter, one.goal) == (Decimal("58.3"), 70)
    assert course(None, 70, date(2026, 1, 1), Unit.PER_CENT).words == ""


def test_money_is_set_in_yuan_and_counted_in_fen():
    one = course(100_00, 200, date(2031, 1, 1), Unit.FEN)
    assert one.words == "计划期已经结束，应到 200.00 元，少 100.00 元"


def series(rng, months=MONTHS):
    """People so far, month by month: each month draws another share of those not yet reached."""
    reached, people = [], 0
    for _ in range(months):
        people += round((POOL - people) * (1 - exp(-rng.gammavariate(4, 0.005))))
        reached.append(people)
    return reached


@pytest.mark.parametrize("known", [LEAST, 12, 30])
def test_the_range_holds_the_end_about_eight_times_in_ten(known):
    """Backtest on 500 made series: of the range as it stood then, against what came."""
    rng, within = random.Random(known), 0
    for _ in range(500):
        reached = series(rng)
        seen = forecast(reached[:known], reached[known - 1], POOL, MONTHS - known)
        within += seen.low <= reached[-1] <= seen.high
    assert 0.74 <= within / 500 <= 0.86


def test_the_range_gets_narrower_and_never_passes_the_headcount():
    reached = series(random.Random(1))
    wide, narrow = (forecast(reached[:n], 0, POOL, MONTHS - n) for n in (6, 48))
    assert narrow.high - narrow.low < wide.high - wide.low
    rising = forecast([90_000 + n for n in range(1, 9)], 90_008, 90_100, 500)
    assert 90_008 <= rising.low <= rising.high <= 90_100


def test_where_it_cannot_be_seen_it_says_why():
    assert "满 6 个才估" in forecast([1, 2, 3, 4, 5], 5, 100, 10).reason
    assert "满 6 个才估" in forecast([0] * 20 + [5, 6], 6, 100, 10).reason
    assert "还没报职工数" in forecast([1, 2, 3, 4, 5, 6], 6, None, 10).reason
    assert "不能照推" in forecast([1, 2, 3, 4, 5, 6], 80, 100, 1).reason
    assert "先核对职工数" in forecast([1, 2, 3, 4, 5, 9], 9, 9, 10).reason
