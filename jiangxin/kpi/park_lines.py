"""下面的园区: each park of a union with its rate and stage, in a number of queries that stays.

A park's rate here is the worker_rate of `figures_of` for that park, digit for digit; a test holds
the two side by side.
"""

from dataclasses import dataclass, replace
from math import ceil, sqrt

from django.conf import settings
from pyroaring import BitMap

from jiangxin.kpi.figure import Figure, is_about
from jiangxin.kpi.figures import figures_of_all
from jiangxin.kpi.many import WORKERS, readings
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import NOBODY_FILED, Told, share
from jiangxin.kpi.stages import Stage, Standing

SURE = 1.96  # 95 per cent


@dataclass(frozen=True)
class ParkLine:
    """One park: who took part among those whose employer filed a headcount, out of how many."""

    standing: Standing
    stage: Stage
    reached: BitMap
    workers: int
    filed: int  # by how many enterprises
    rate: Figure

    @property
    def park(self):
        return self.standing.park

    @property
    def is_small(self):
        """Too few for a place in a ranking."""
        return self.workers < settings.KPI_LEAST_RANKED

    @property
    def interval(self):
        return wilson(len(self.reached), self.workers)

    def told_at(self, as_of):
        """The same, if acts are counted until now; what a closing says stays of its hour."""
        return self if self.rate.closing else replace(self, rate=replace(self.rate, as_of=as_of))

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


def park_lines(reading):
    """[ParkLine] by name; empty for what has no parks below."""
    if not is_about("parks_covered", reading.place):
        return []
    lines, *_ = reading.counting.settled(("parks",), lambda: measured(reading))
    return [one.told_at(reading.counting.mark.counted_at) for one in lines]


def measured(reading):
    """([ParkLine], and what of them is long)"""
    found = reading.standings
    if not found:
        return ([],)
    rule = reading.definition("parks_covered").rule
    told = readings([Place(one.park, reading.place.in_plan) for one in found], reading)
    figures = figures_of_all(told, {WORKERS})
    lines = [
        ParkLine(standing, standing.stage(rule), one.reached, one.workers or 0,
                 len(one.headcounts), known[WORKERS])
        for standing, one, known in zip(found, told, figures, strict=True)
    ]  # fmt: skip
    return lines, *(one.reached for one in lines)


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
