"""下面的园区: each park of a union with its rate and stage, in a number of queries that stays.

A park's rate here is the worker_rate of `figures_of` for that park, digit for digit; a test holds
the two side by side.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt

from django.conf import settings
from pyroaring import BitMap

from jiangxin.kpi.figure import is_about
from jiangxin.kpi.models.tally import Tally, read
from jiangxin.kpi.reckoning import NOBODY_FILED, Told, share
from jiangxin.kpi.stages import Stage, Standing
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Headcount, Tenancy
from jiangxin.people.models import surviving
from jiangxin.programmes.models import Participation

RATE = "worker_rate"
SURE = 1.96  # 95 per cent


@dataclass(frozen=True)
class Below:
    """One park: who took part among those whose employer filed a headcount, out of how many."""

    standing: Standing
    stage: Stage
    reached: BitMap
    workers: int
    filed: int  # by how many enterprises

    @property
    def park(self):
        return self.standing.park

    @cached_property
    def rate(self):
        return share(len(self.reached), self.workers, NOBODY_FILED)

    @property
    def is_small(self):
        """Too few for a place in a ranking."""
        return self.workers < settings.KPI_LEAST_RANKED

    @property
    def interval(self):
        return wilson(len(self.reached), self.workers)

    def short(self, target):
        """How many people are missing to a rate; 0 if none, None where it cannot be reckoned."""
        if not self.workers:
            return None
        return max(0, ceil(target * self.workers / 100) - len(self.reached))

    @property
    def why(self):
        """What stands in the way, the first thing first."""
        one, missing = self.standing, self.standing.tenants - self.filed
        words = (
            (not one.tenants, "还没有登记企业"),
            (one.tenants and not self.filed, "没有报职工数"),
            (not one.has_union, "没有园区工会"),
            (not one.active, "这一时期没有活动"),
            (missing and self.filed, f"{missing:,} 家企业没有报职工数"),
            (one.active < one.tenants, f"{one.tenants - one.active:,} 家企业还没有人参加"),
        )
        return [word for holds, word in words if holds][:2]


def wilson(part, whole):
    """(low, high) in per cent: what chance alone may do to a rate of so few; or None."""
    if not whole or part > whole:
        return None
    rate, square = part / whole, SURE**2
    middle = rate + square / (2 * whole)
    half = SURE * sqrt(rate * (1 - rate) / whole + square / (4 * whole**2))
    return tuple(max(0, 100 * (middle + side * half) / (1 + square / whole)) for side in (-1, 1))


def below(reading):
    """[Below] by name; empty for what has no parks below."""
    found = reading.standings if is_about("parks_covered", reading.place) else []
    if not found:
        return []
    rule = reading.definition("parks_covered").rule
    everywhere = Everywhere(reading, [one.park.pk for one in found])
    return [
        Below(one, one.stage(rule), everywhere.reached(one.park.pk),
              *everywhere.filed(one.park.pk))
        for one in found
    ]  # fmt: skip


class Everywhere:
    """What is asked once for all these parks."""

    def __init__(self, reading, parks):
        self.reading, self.parks, self.kinds = reading, parks, reading.kinds(RATE)

    @cached_property
    def known(self):
        """{park: {enterprise that stands there and filed: its workers}}."""
        day, place = self.reading.day, self.reading.place
        firms = Enterprise.objects.exclude(closed_on__lte=day)
        firms = firms.non_public() if place.in_plan else firms
        here = Tenancy.objects.on(day).filter(
            park__in=self.parks, enterprise__in=firms.values("pk")
        )
        filed = Headcount.objects.latest_of(here.values("enterprise"), on=day)
        workers, found = dict(filed.values_list("enterprise", "workers")), {}
        for park, enterprise in here.values_list("park", "enterprise"):
            if enterprise in workers:
                found.setdefault(park, {})[enterprise] = workers[enterprise]
        return found

    def filed(self, park):
        """(workers, how many enterprises filed)."""
        here = self.known.get(park, {})
        return sum(here.values()), len(here)

    @cached_property
    def tallied(self):
        """{park: (people, enterprises)} over the period."""
        counting, order = self.reading.counting, sorted(self.parks)
        flat = counting.kept("below", self.kinds, lambda: self._merged(order))
        return {park: flat[2 * n : 2 * n + 2] for n, park in enumerate(order)}

    def _merged(self, order):
        rows = Tally.objects.over(self.reading.period).filter(park__in=order)
        rows = rows.filter(is_in_plan=True) if self.reading.place.in_plan else rows
        seen = {park: (BitMap(), BitMap()) for park in order}
        for park, month, kind, *sets in rows.values_list(
            "park", "month", "kind", "people", "enterprises"
        ):
            if kind in self.kinds.get(month, ()):
                for whole, part in zip(seen[park], sets, strict=True):
                    whole.update(read(part))
        return tuple(one for park in order for one in seen[park])

    def reached(self, park):
        """Who took part at least once in an enterprise there that filed."""
        return self.tallied[park][0] - self.outside.get(park, BitMap())

    @cached_property
    def outside(self):
        """{park: who took part there only where nobody filed, or what stands there no more}."""
        active = {
            park: sets[1] - BitMap(self.known.get(park, ())) for park, sets in self.tallied.items()
        }
        firms = BitMap.union(BitMap(), *active.values())
        if not firms:
            return {}
        period = self.reading.period
        acts = Participation.objects.standing().filter(park__in=self.parks).order_by()
        acts = acts.between(period.first, period.last_day)
        acts = acts.in_plan() if self.reading.place.in_plan else acts
        only = self._people(acts.filter(AnyOf("enterprise", firms)), active)
        whom = BitMap.union(BitMap(), *only.values())
        inside = {park: BitMap(firms) for park, firms in self.known.items()}
        both = self._people(acts.of_whom(list(whom)), inside)
        return {park: people - both.get(park, BitMap()) for park, people in only.items()}

    def _people(self, acts, firms):
        """{park: people of these acts whose enterprise is among its `firms`}."""
        found = {}
        for park, firm, whom in acts.values_list(
            "park", "enterprise", surviving("person")
        ).distinct():
            if firm in firms.get(park, ()):
                found.setdefault(park, BitMap()).add(whom)
        return found


@dataclass(frozen=True)
class District:
    """All parks of one 区 together: whoever took part in two of them counts once."""

    name: str
    parks: list

    @property
    def rate(self) -> Told:
        reached = BitMap.union(BitMap(), *(one.reached for one in self.parks))
        return share(len(reached), sum(one.workers for one in self.parks), NOBODY_FILED)

    @property
    def stages(self):
        """[(stage, how many parks)], from covered down."""
        told = [one.stage for one in self.parks]
        return [(stage, told.count(stage)) for stage in reversed(Stage)]


def districts(parks):
    """By name, each with its parks from covered down."""
    found, order = {}, list(Stage)
    for one in sorted(parks, key=lambda one: -order.index(one.stage)):
        found.setdefault(one.park.district, []).append(one)
    return [District(name, found[name]) for name in sorted(found)]
