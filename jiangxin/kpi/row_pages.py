"""What a page shows of some rows of a figure: one function a sort, for the keys of one page."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Sum

from jiangxin.kpi.rows import Sort
from jiangxin.kpi.stages import Standing, standings
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Headcount, Park
from jiangxin.people.models import Person
from jiangxin.proposals.models import Benefit, Proposal


@dataclass(frozen=True)
class Taking:
    """A person, how often they took part, since when, and working where."""

    person: Person
    times: int
    first_on: date | None
    enterprises: list


@dataclass(frozen=True)
class Entry:
    """An entry, and its net benefit in 分 where that is what is counted."""

    proposal: Proposal
    fen: int | None


@dataclass(frozen=True)
class Employer:
    """An enterprise, its last headcount by the figure's day, and when somebody last took part."""

    enterprise: Enterprise
    filed: Headcount | None
    last_on: date | None


@dataclass(frozen=True)
class Territory:
    """A park: what is known of it, its stage, and what it lacks for being covered."""

    standing: Standing
    stage: str
    lacking: list


def people(reading, part, keys, code):
    acts = part.acts.of_whom(keys).whom()
    told = acts.annotate(
        times=Count("pk"), first_on=Min("on"), where=ArrayAgg("enterprise", distinct=True)
    )
    told = {row["whom"]: row for row in told}
    where = Enterprise.objects.in_bulk({key for row in told.values() for key in row["where"]})
    nothing = {"times": 0, "first_on": None, "where": []}  # cancelled a moment ago
    rows = [(person, told.get(key, nothing)) for key, person in known(Person, keys)]
    return [
        Taking(person, row["times"], row["first_on"], [where[key] for key in row["where"]])
        for person, row in rows
    ]


def entries(reading, part, keys, code):
    proposals = Proposal.objects.filter(AnyOf("journey", keys)).for_list().order_by("journey")
    fen = {}
    if part.benefit:
        counted = benefits(part, keys).values_list("proposal__journey", "total")
        fen = dict(counted)
    return [Entry(proposal, fen.get(proposal.journey_id)) for proposal in proposals]


def enterprises(reading, part, keys, code):
    acts = part.acts.filter(AnyOf("enterprise", keys)).values("enterprise")
    last = dict(acts.annotate(last=Max("on")).values_list("enterprise", "last"))
    return [Employer(one, None, last.get(key)) for key, one in known(Enterprise, keys)]


def headcounts(reading, part, keys, code):
    filed = Headcount.objects.latest_of(keys, on=reading.day)
    filed = {one.enterprise_id: one for one in filed}
    return [Employer(one, filed.get(key), None) for key, one in known(Enterprise, keys)]


def parks(reading, part, keys, code):
    rule = reading.definition(code).rule
    found = standings([park for _, park in known(Park, keys)], reading.period, reading.kinds(code))
    return [Territory(one, one.stage(rule).label, one.lacking(rule)) for one in found]


SHOWN = {
    Sort.PEOPLE: people,
    Sort.ENTRIES: entries,
    Sort.ENTERPRISES: enterprises,
    Sort.HEADCOUNTS: headcounts,
    Sort.PARKS: parks,
}


def known(model, keys):
    """[(key, row)] in the order of keys."""
    return sorted(model.objects.in_bulk(keys).items())


def benefits(part, keys):
    return Benefit.objects.standing().of_kind(part.benefit).of_journeys(keys)


def total(part, keys):
    """What these entries save together, in 分."""
    return benefits(part, keys).aggregate(fen=Sum("total"))["fen"] or 0
