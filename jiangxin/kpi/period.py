"""时期: whole months, from a first one to a last one. All figures are of such a period."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Q

from jiangxin.lib import clock

YEARS = range(2000, 2200)
WRITTEN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:\.\.(\d{4})-(\d{2}))?")


def month_of(day):
    """The first day of a day's month."""
    return day.replace(day=1)


def later_by(month, months):
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Months, the first and the last included; each is the first day of a month."""

    first: date
    last: date
    name: str = ""

    @classmethod
    def year(cls, year):
        return cls(date(year, 1, 1), date(year, 12, 1), f"{year}年")

    @classmethod
    def union_year(cls, year):
        """全总统计年度: 1 October to 30 September (domain.md §7)."""
        return cls(date(year - 1, 10, 1), date(year, 9, 1), f"{year}统计年度")

    @classmethod
    def this_year(cls):
        return cls.year(clock.today().year)

    @classmethod
    def so_far(cls):
        """All months until now."""
        return cls(date(YEARS[0], 1, 1), month_of(clock.today()), "历年")

    @classmethod
    def read(cls, text):
        """Out of an address: 2026, 2026u (统计年度), 2026-03 or 2026-01..2026-06; else None."""
        found = WRITTEN.fullmatch(text.removesuffix("u"))
        if not found or not all(int(y) in YEARS for y in found.group(1, 3) if y):
            return None
        year, month, to_year, to_month = (int(n) if n else None for n in found.groups())
        if month is None:
            whole = cls.union_year if text.endswith("u") else cls.year
            return whole(year) if to_year is None else None
        months = month, to_month or month
        if not all(n in range(1, 13) for n in months) or text.endswith("u"):
            return None
        first, last = date(year, months[0], 1), date(to_year or year, months[1], 1)
        return cls(first, last) if first <= last else None

    @property
    def written(self):
        """As `read` takes it."""
        if self == Period.year(self.first.year):
            return f"{self.first:%Y}"
        if self == Period.union_year(self.last.year):
            return f"{self.last:%Y}u"
        return f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    def __str__(self):
        if self.name:
            return self.name
        first, last = (f"{month.year}年{month.month}月" for month in (self.first, self.last))
        return first if first == last else f"{first}至{last}"

    @property
    def months(self):
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [later_by(self.first, n) for n in range(count)]

    @property
    def last_day(self):
        return later_by(self.last, 1) - timedelta(days=1)

    @property
    def ends_on(self):
        """The last day that figures of it can speak of: today, while it is under way."""
        return min(self.last_day, clock.today())


def among(kinds):
    """The acts that count, as a condition: of the kinds of each month, {month: kinds}."""
    asked = Q(pk__in=[])
    for some, months in groupby(sorted(kinds.items()), key=itemgetter(1)):
        first, *_, last = [month for month, _ in months] * 2
        asked |= Q(on__range=(first, Period(first, last).last_day), kind__in=some)
    return asked
