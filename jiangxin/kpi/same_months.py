"""同期: the whole months of a period that are over, beside the same months of the year before."""

from dataclasses import dataclass

from jiangxin.kpi.figures import Figure, figures_of
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.lib import clock

COMPARED = ("people", "acts", "entries")  # what is counted by months alone


@dataclass(frozen=True)
class Beside:
    now: Figure
    before: Figure

    @property
    def change(self):
        """In words: +12.3 %."""
        if not self.before.value:
            return "上年同期没有"
        return f"{100 * (self.now.value - self.before.value) / self.before.value:+.1f}%"


@dataclass(frozen=True)
class Comparison:
    now: Period
    before: Period
    rows: list


def comparison(reading):
    """None for more than a year, and before its first month is over."""
    period, over = reading.period, later_by(month_of(clock.today()), -1)
    now = Period(period.first, min(period.last, over))
    if now.last < now.first or len(period.months) > 12:
        return None
    before = Period(later_by(now.first, -12), later_by(now.last, -12))
    this, last = (
        figures_of(reading.place, months, COMPARED, reading.over(months))
        for months in (now, before)
    )
    return Comparison(now, before, [Beside(this[code], last[code]) for code in this])
