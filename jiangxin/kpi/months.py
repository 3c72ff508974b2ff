"""走势: month by month, what there was in each and what it comes to since the period began."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jiangxin.kpi.aims import share_gone, straight
from jiangxin.kpi.drawing import Drawn
from jiangxin.kpi.figures import Figure, figures_of
from jiangxin.kpi.period import Period, month_of

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
    """走势 of 参与人数: the months and their line; with an Aim also where they should be."""

    def __init__(self, months, path=()):
        self.months, self.path = months, path

    @classmethod
    def of(cls, place, period, aim=None):
        shown = months(place, period)
        return cls(shown, [should(aim, period, one.month) for one in shown] if aim else [])

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


def should(aim, period, month):
    """Where the straight path stands at the end of a month, or today."""
    return straight(aim.target, share_gone(period, Period(month, month).ends_on))


def months(place, period):
    """The last months of a period that have begun."""
    begun = [month for month in period.months if month <= month_of(period.ends_on)]
    return [Month(month, upto(place, period, month)) for month in begun[-MOST:]]


def upto(place, period, month):
    return figures_of(place, Period(period.first, month), {"people"})["people"]
