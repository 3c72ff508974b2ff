"""走势和构成: people of a place month by month, and by what they took part in."""

from dataclasses import dataclass

from pyroaring import BitMap

from jiangxin.kpi.counting import asked
from jiangxin.kpi.period import later_by
from jiangxin.programmes.models import Participation


@dataclass(frozen=True)
class History:
    """months: {month: people since the period's first month}, as far as time has come.

    kinds: {kind: people}, the most first. Who took part in two kinds counts in both.
    """

    months: dict
    kinds: dict

    def whole(self, today):
        """How many at the end of each month that is over."""
        return [n for month, n in self.months.items() if later_by(month, 1) <= today]


def history(reading, code="people"):
    kinds = reading.kinds(code)
    return reading.counting.remembered(("history", asked(kinds)), lambda: (told(reading, kinds),))[
        0
    ]


def told(reading, kinds):
    parts = reading.counting.parts("people", kinds)
    so_far, by_month, by_kind = BitMap(), {}, {}
    for bitmap, month, kind in parts:
        by_month.setdefault(month, []).append(bitmap)
        by_kind.setdefault(kind, BitMap()).update(bitmap)
    months = {}
    for month in reading.period.months:
        if month > reading.day:
            break
        so_far = so_far.union(so_far, *by_month.get(month, ()))
        months[month] = len(so_far)
    counted = {Participation.Kind(kind): len(people) for kind, people in by_kind.items()}
    return History(months, dict(sorted(counted.items(), key=lambda one: -one[1])))
