"""月报、季报、年报: the periods that reports are about, what they are called, when they are due."""

from datetime import date, timedelta

from django.db.models import TextChoices

from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.lib.workdays import is_working_day

QUARTER = 3


class Rhythm(TextChoices):
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"


LENGTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: QUARTER}


def quarter(year, number):
    """The number is 1 to 4."""
    first = date(year, QUARTER * number - 2, 1)
    return Period(first, later_by(first, QUARTER - 1), f"{year}年第{'一二三四'[number - 1]}季度")


def named(first, last):
    """The period of these months, with the name that it has among people."""
    for known in (Period.year(first.year), Period.union_year(last.year)):
        if (known.first, known.last) == (first, last):
            return known
    if first.month % QUARTER == 1 and later_by(first, QUARTER - 1) == last:
        return quarter(first.year, first.month // QUARTER + 1)
    return Period(first, last)


def word(period):
    """What a report of this period is called."""
    if period.name.endswith("季度"):
        return "季报"
    if period.name.endswith("统计年度"):
        return "统计年度报告"
    if period.name:
        return "年报"
    return "月报" if period.first == period.last else "统计报告"


def ended(rhythm, today):
    """The last period of this rhythm that was over before today."""
    length, this = LENGTHS[rhythm], month_of(today)
    begun = later_by(this, -((this.month - 1) % length))
    return named(later_by(begun, -length), later_by(begun, -1))


def recent(rhythm, today, count=4):
    """The one under way and those before it, the newest first."""
    found = [ended(rhythm, later_by(month_of(today), LENGTHS[rhythm]))]
    while len(found) < count:
        found.append(ended(rhythm, found[-1].first))
    return found


def is_due(period, today):
    """Has the first working day after a period come?"""
    day = period.last_day + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return today >= day


def year_before(period):
    """Its months that have begun, a year earlier; of a longer one, as many months before it."""
    begun = [month for month in period.months if month <= month_of(period.ends_on)]
    back = max(12, len(period.months))
    last = begun[-1] if begun else period.last
    return named(later_by(period.first, -back), later_by(last, -back))
