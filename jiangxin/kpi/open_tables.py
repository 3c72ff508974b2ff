"""公开数据的表: who took part in one whole year, in the city, its districts and parks, by kind."""

from collections import defaultdict

from django.conf import settings
from pyroaring import BitMap

from jiangxin.kpi.counting import Counting
from jiangxin.kpi.disclosure import GUARD, SMALL, Group, conceal
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.organisations.models import Organisation, Park
from jiangxin.programmes.models import Participation

CITY, DISTRICT, PARK, OUTSIDE = "city", "district", "park", "outside"
LEVELS = {CITY: "全市", DISTRICT: "区", PARK: "园区", OUTSIDE: "不在园区"}
NO_DISTRICT = "没有写明所在区"
TOLD = "people", "acts", "worker_rate"


def content(year):
    """All that is published of a year, as JSON holds it. Nothing in it depends on who asks when."""
    least, whole = settings.OPEN_DATA_SMALLEST, table(year)
    told = figures_of(Place(federation()), Period.year(year), set(TOLD))
    conceal(whole, least)
    return {
        "title": f"{year}年职工岗位创新公开数据",
        "publisher": settings.FEDERATION,
        "licence": settings.OPEN_DATA_LICENCE,
        "year": year,
        "as_of": told["people"].as_of.isoformat(timespec="seconds"),
        "smallest": least,
        "hidden": {SMALL: f"不足 {least}", GUARD: "不公布"},
        "definitions": {code: one.definition.sentence for code, one in told.items()},
        "worker_rate": rate(told, least),
        "groups": [row(group, above) for group, above in whole.walk()],
    }


def row(group, above):
    shown = not group.hidden
    return {
        "kind": group.kind,
        "kind_name": Participation.Kind(group.kind).label if group.kind else "全部活动",
        "level": group.level,
        "level_name": LEVELS[group.level],
        "district": above.name if group.level == PARK else "",
        "name": group.name,
        "people": group.people if shown else None,
        "acts": group.acts if shown else None,
        "hidden": group.hidden,
    }


def rate(told, least):
    """职工参与率 of the city; None where one could tell how few stand behind or beside it."""
    one = told["worker_rate"]
    if one.value is None or min(one.numerator, one.denominator) < least:
        return None
    beside = told["people"].value - one.numerator
    return None if 0 < beside < least else one.digits


def federation():
    return Organisation.objects.get(depth=0)


def table(year):
    """The city; below it each kind; below that the districts and who was in no park; the parks."""
    period = Period.year(year)
    reading = Reading(Place(federation()), period)
    counting, kinds = reading.counting, reading.kinds("people")
    whole = Group(CITY, LEVELS[CITY], len(counting.people(kinds)), counting.acts(kinds))
    parks = Park.objects.exclude(closed_on__lte=period.first).order_by("district", "name")
    places = [(park, Counting(Place(park), period, counting)) for park in parks]
    counted = {one for month in kinds.values() for one in month}
    for kind in (one for one in Participation.Kind.values if one in counted):
        only = {month: (kind,) for month, those in kinds.items() if kind in those}
        whole.parts.append(of_kind(kind, only, counting, places))
    return whole


def of_kind(kind, only, counting, places):
    """`only`: {month: (kind,)} of those months in which it counts."""
    people, acts = counting.people(only), counting.acts(only)
    city = Group(CITY, LEVELS[CITY], len(people), acts, kind)
    known, members = defaultdict(list), defaultdict(BitMap)
    for park, here in places:
        took_part = here.people(only)
        known[park.district].append(Group(PARK, park.name, len(took_part), here.acts(only), kind))
        members[park.district] |= took_part
    for district, parks in known.items():
        acts = sum(park.acts for park in parks)
        name = district or NO_DISTRICT
        city.parts.append(Group(DISTRICT, name, len(members[district]), acts, kind, parts=parks))
    inside = sum(part.acts for part in city.parts)
    outside = outside_parks(counting, kind, only)
    city.parts.append(Group(OUTSIDE, LEVELS[OUTSIDE], outside, city.acts - inside, kind))
    return city


def outside_parks(counting, kind, months):
    """How many people took part while their employer stood in no park. `months`: of one year."""
    acts = counting.place.counted(counting.period, counting.closed).filter(kind=kind, park=None)
    return acts.filter(on__month__in=[month.month for month in months]).people()
