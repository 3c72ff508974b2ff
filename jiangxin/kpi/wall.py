"""大屏: what a place shows at one glance. Counts only: nothing of it names a person."""

import re
from functools import cached_property

from jiangxin.kpi.course import planned
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models.target import PlanPeriod
from jiangxin.kpi.months import Trend
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.tiles import Tiles
from jiangxin.lib import clock

SHOWN = 3  # figures across
LARGE = ("parks_covered", "worker_rate", "people", "enterprise_rate", "entries")
CLOSELY = ("worker_rate", "people", "entries", "acts")  # of an enterprise: no rate of enterprises
LATELY = {"people", "acts", "entries", "five_smalls"}
CLAUSE = re.compile("[，；：]")


def shown_first(place, today):
    """(place, period) of a wall that was not told of which: the running plan's, else this year."""
    plan = PlanPeriod.objects.current()
    is_city = place.kind == "organisation" and place.thing.is_federation()
    if is_city and plan and plan.first <= today < plan.until:
        return Place(place.thing, in_plan=True), plan.period
    return place, Period.this_year()


class Wall:
    """Of a place over a period."""

    def __init__(self, place, period):
        self.place, self.period, self.at = place, period, clock.moment()

    @cached_property
    def reading(self):
        return Reading(self.place, self.period)

    @cached_property
    def figures(self):
        codes = set(LARGE) | set(CLOSELY)
        return figures_of(self.place, self.period, codes, self.reading)

    @cached_property
    def courses(self):
        return planned(self.place, self.period, self.figures)

    @property
    def large(self):
        """[(Figure, its Course or None, the first clause of its definition)]: three of them."""
        order = CLOSELY if self.place.kind == "enterprise" else LARGE
        codes = [code for code in order if code in self.figures][:SHOWN]
        shown = [self.figures[code] for code in codes]
        return [(one, self.courses.get(one.code), first_clause(one.definition)) for one in shown]

    @property
    def as_of(self):
        return self.figures["people"].as_of

    @cached_property
    def trend(self):
        people = self.figures["people"]
        return Trend.of(self.reading, people, self.courses.get("people"))

    @cached_property
    def parks(self):
        """Where parks are below: as tiles, by district and stage; else None."""
        if "parks_covered" not in self.figures:
            return None
        rule = self.reading.definition("parks_covered").rule
        return Tiles.of([(one.park.district, one.stage(rule)) for one in self.reading.standings])

    @cached_property
    def lately(self):
        """[(Figure of this month, the same of last month)]: what happened most lately."""
        this = month_of(clock.today())
        months = [Period(month, month) for month in (this, later_by(this, -1))]
        now, before = (
            figures_of(self.place, month, LATELY, self.reading.over(month)) for month in months
        )
        return [(one, before[code]) for code, one in now.items()]


def first_clause(definition):
    """As many of a definition's words as one reads from five metres."""
    return CLAUSE.split(definition.sentence)[0]
