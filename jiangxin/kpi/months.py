"""走势: people month by month, since a period began, and where the straight path stands."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from jiangxin.kpi.course import due
from jiangxin.kpi.drawing import Drawn
from jiangxin.kpi.figure import Figure
from jiangxin.kpi.history import history
from jiangxin.kpi.period import Period

MOST = 12  # months that one chart shows, the last ones of a period


@dataclass(frozen=True)
class Month:
    """`whole`: people from the period's first month to this one; a person counts once."""

    month: date
    whole: Figure

    @property
    def name(self):
        return f"{self.month.month}月"


class Trend:
    """走势 of 参与人数: the months and their line; with a Course also where they should be."""

    def __init__(self, months, path=()):
        self.months, self.path = months, path

    @classmethod
    def of(cls, reading, people, course=None):
        """`people`: the Figure of the whole period."""
        told = history(reading).months
        shown = [Month(month, replace(people, value=n)) for month, n in told.items()][-MOST:]
        path = [should(course, one.month) for one in shown] if course else []
        return cls(shown, path)

    @cached_property
    def drawn(self):
        values = [one.whole.value for one in self.months]
        return Drawn.of([one.name for one in self.months], values, self.path)

    @property
    def label(self):
        """What the line says, in one sentence."""
        if not self.months:
            return "这一段还没有开始"
        newest = self.months[-1].whole
        return f"折线图：累计参与人数，到{self.months[-1].name} {newest.words}"


def should(course, month):
    """Where the straight path stands at the end of a month, or today."""
    return due(course.target, Period(month, month).ends_on)
