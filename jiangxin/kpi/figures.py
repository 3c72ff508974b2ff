"""指标数字: a value with its definition, what it is made of, and as of when it was counted.

All that shows a figure takes it from `figures_of`, so that they agree digit for digit.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.reckoning import RECKONED, Reading

PARKS_ONLY = "parks_covered"  # makes sense where there are parks below
CANNOT = "无法计算"


@dataclass(frozen=True)
class Figure:
    """One indicator of one place over one period.

    value: a number; of money in 分; None where it cannot be reckoned (`reason`). declared: what was
    only declared (自报), never added to it; None where nobody can declare. as_of: until when acts
    are counted; None before the first counting. closing: the 封账 out of which it is, or None.
    """

    definition: Definition
    value: int | Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    reason: str = ""
    notes: tuple = ()
    declared: int | None = None
    as_of: datetime | None = None
    closing: object = None

    @property
    def indicator(self):
        return self.definition.indicator

    @property
    def code(self):
        return self.indicator.code

    @property
    def digits(self):
        """As it is written wherever it is shown: 1,234 or 58.3; money in 元 with two decimals."""
        if self.value is None:
            return CANNOT
        if self.indicator.unit == Indicator.Unit.FEN:
            return f"{Decimal(self.value) / 100:,.2f}"
        return f"{self.value:,}"

    @property
    def unit(self):
        return "" if self.value is None else self.indicator.get_unit_display()

    @property
    def words(self):
        """The number with its unit, or why there is none."""
        return f"{CANNOT}：{self.reason}" if self.value is None else f"{self.digits} {self.unit}"


def figures_of(place, period, codes=None):
    """{code: Figure} of a place over a period, from what is known now."""
    return figures_from(Reading(place, period), codes)


def figures_from(reading, codes=None):
    """The same out of a reading, which may have been made for many places at once."""
    place, found = reading.place, {}
    for code in reading.versions:
        if not (wanted(code, codes) and is_about(code, place)):
            continue
        told = RECKONED[code](reading, code)
        notes = told.notes + changes(reading.changed(code)) + ended(place, reading.period)
        found[code] = Figure(
            definition=reading.definition(code),
            value=told.value,
            numerator=told.numerator,
            denominator=told.denominator,
            reason=told.reason,
            notes=notes,
            as_of=reading.counting.mark.counted_at,
        )
    return found


def wanted(code, codes):
    return codes is None or code in codes


def is_about(code, place):
    return code != PARKS_ONLY or place.kind == "organisation" and place.node is not None


def changes(months):
    return tuple(f"口径从{m.year}年{m.month}月起改过，各月按当月的口径算" for m in months)


def ended(place, period):
    """What a reader must know of a place that was closed, split or merged meanwhile."""
    day = place.thing.closed_on
    if day is None or day > period.last_day:
        return ()
    return (f"已于 {day:%Y-%m-%d} 关闭或并入别处，只算到那一天",)
