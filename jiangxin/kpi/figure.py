"""指标数字: a value with its definition, what it is made of, and as of when it was counted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.reckoning import DECLARED, RECKONED

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

    def kept(self):
        """As a closing keeps it: JSON, decimals as text."""
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        return {
            "definition": self.definition.pk,
            "value": value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "reason": self.reason,
            "notes": list(self.notes),
            "declared": self.declared,
        }

    @classmethod
    def opened(cls, told, definition, closing):
        """The same out of a closing."""
        value = told["value"]
        return cls(
            definition=definition,
            value=Decimal(value) if isinstance(value, str) else value,
            numerator=told["numerator"],
            denominator=told["denominator"],
            reason=told["reason"],
            notes=tuple(told["notes"]),
            declared=told["declared"],
            as_of=closing.closed_at,
            closing=closing,
        )


def reckoned(reading, codes=None):
    """{code: Figure} of a Reading's place and period, from what is known now."""
    found, declared = {}, reading.declared
    for code in reading.versions:
        if not (wanted(code, codes) and is_about(code, reading.place)):
            continue
        told = reading.told(code)
        notes = told.notes + changes(reading.changed(code)) + ended(reading.place, reading.period)
        found[code] = Figure(
            definition=reading.definition(code),
            value=told.value,
            numerator=told.numerator,
            denominator=told.denominator,
            reason=told.reason,
            notes=notes,
            declared=declared.get(code) if code in DECLARED else None,
            as_of=reading.counting.mark.counted_at,
        )
    return found


def codes_about(place):
    """Of all indicators, those that make sense of this place."""
    return [code for code in RECKONED if is_about(code, place)]


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
