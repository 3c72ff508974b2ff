"""Figures about taking part, each with what it counts and as of when.

Acts are counted by the union, park and enterprise that the act itself wrote down: no later move
changes a past figure. Headcounts are what the enterprises filed themselves.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum

from jiangxin.lib import clock
from jiangxin.organisations.models import (
    Affiliation,
    Enterprise,
    Headcount,
    Organisation,
    Park,
    Tenancy,
)
from jiangxin.programmes.models import Participation, different_people

# 沪工技协〔2017〕5号, 二(一): the targets of the plan
TARGET_PARKS = 50
TARGET_RATE = 70  # per cent
TARGET_PEOPLE = 1_000_000
START = 0.2  # from this rate on a place counts as 已开展 in lists; ours, no source fixes it


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @classmethod
    def this_year(cls):
        today = clock.today()
        return cls(date(today.year, 1, 1), today)


@dataclass(frozen=True)
class Figures:
    """参与人数、参与人次、在册职工、参与率 of one place over one period.

    people: different persons with at least one standing act. acts: standing acts. workers: the
    sum of the last headcounts filed, None when nobody filed. reached: people of the enterprises
    that filed, the rate's numerator. unfiled: enterprises without a headcount.
    """

    period: Period
    people: int
    acts: int
    workers: int | None
    reached: int
    unfiled: int
    last_on: date | None = None

    @property
    def rate(self):
        """职工参与率 in per cent, or None when it cannot be computed."""
        return 100 * self.reached / self.workers if self.workers else None


def of_place(acts, enterprises, period):
    """The figures of the acts that belong to a place, over the enterprises that it has today."""
    filed = Headcount.objects.latest_of(enterprises, on=period.last)
    known = Headcount.objects.filter(pk__in=filed.values("pk"))
    workers = known.aggregate(workers=Sum("workers"), filed=Count("pk"))
    counted = (
        acts.standing()
        .between(period.first, period.last)
        .aggregate(
            people=different_people(),
            acts=Count("pk"),
            reached=different_people(filter=Q(enterprise__in=known.values("enterprise"))),
            last_on=Max("on"),
        )
    )
    return Figures(
        period=period,
        workers=workers["workers"],
        unfiled=enterprises.count() - workers["filed"],
        **counted,
    )


def of_organisation(organisation, period):
    acts = Participation.objects.within(organisation)
    return of_place(acts, Enterprise.objects.covered_by(organisation), period)


def of_park(park, period):
    acts = Participation.objects.filter(park=park)
    return of_place(acts, Enterprise.objects.standing_in([park]), period)


def of_enterprise(enterprise, period):
    acts = Participation.objects.filter(enterprise=enterprise)
    return of_place(acts, Enterprise.objects.filter(pk=enterprise.pk), period)


def of_plan(period):
    """What counts for the plan: workers of 非公 enterprises in parks on its roll."""
    enterprises = Enterprise.objects.non_public().standing_in(Park.objects.enrolled())
    return of_place(Participation.objects.in_plan(), enterprises, period)


def parks_covered(period):
    """园区覆盖数: parks on the roll with a union and at least one standing act in the period.

    No source defines “覆盖” (domain.md §7): this is the definition that the page shows.
    """
    active = Participation.objects.standing().between(period.first, period.last)
    return (
        Park.objects.enrolled()
        .filter(pk__in=active.values("park"))
        .filter(affiliations__until=None, affiliations__isnull=False)
        .distinct()
        .count()
    )


def parks_of(organisation):
    """Parks whose union stands under it today, or in which an enterprise of its stands."""
    if organisation.tier == Organisation.Tier.FEDERATION:
        return Park.objects.all()  # also those that have no union yet
    below = Organisation.objects.under(organisation)
    led = Affiliation.objects.today().of_parks().filter(organisation__in=below).values("park")
    covered = Enterprise.objects.covered_by(organisation)
    stood_in = Tenancy.objects.today().filter(enterprise__in=covered).values("park")
    return Park.objects.filter(pk__in=led.union(stood_in))


def lines(field, places, period):
    """One line for each of these parks or enterprises: its acts, its headcount, its rate.

    A place without a headcount has workers and rate None: it cannot be computed.
    """
    known = filed(field, places, period)
    acts = Participation.objects.standing().between(period.first, period.last)
    counted = {
        row[field]: row
        for row in acts.filter(**{f"{field}__in": places})
        .values(field)
        .annotate(
            people=different_people(),
            reached=different_people(filter=Q(enterprise__in=known.values("enterprise"))),
            last_on=Max("on"),
        )
    }
    key = "enterprise" if field == "enterprise" else "enterprise__tenancies__park"
    workers = dict(known.values_list(key).annotate(Sum("workers")))
    nothing = {"people": 0, "reached": 0, "last_on": None}
    return [Line(place, workers.get(place.pk), counted.get(place.pk, nothing)) for place in places]


def filed(field, places, period):
    """The last headcounts of these enterprises, or of those that stand in these parks."""
    enterprises = Enterprise.objects.filter(pk__in=[place.pk for place in places])
    if field == "park":
        enterprises = Enterprise.objects.standing_in(places)
    latest = Headcount.objects.latest_of(enterprises, on=period.last)
    known = Headcount.objects.filter(pk__in=latest.values("pk"))
    if field == "park":
        known = known.filter(enterprise__tenancies__in=Tenancy.objects.today())
    return known


class Line:
    """One park or enterprise in a table of figures."""

    def __init__(self, place, workers, counted):
        self.place, self.workers = place, workers
        self.people, self.last_on = counted["people"], counted["last_on"]
        self.rate = counted["reached"] / workers if workers else None

    @property
    def state(self):
        """How far this place has come, as (kind, word) for a state."""
        if not self.people:
            return "late", "今年未参与"
        if self.workers is None:
            return "soon", "待报职工数"
        return ("passed", "已开展") if self.rate >= START else ("soon", "刚起步")
