"""The same figures by plain Python over all rows: what the bitmaps must equal."""

from jiangxin.organisations.models import Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models import Participation


def standing(place, period):
    """The standing acts of a place over a period, one by one."""
    rows = list(Participation.objects.all())
    gone = {row.cancels_id for row in rows}
    for row in rows:
        if row.cancels_id or row.pk in gone:
            continue
        if not period.first <= row.on <= period.last_day or place.in_plan and not row.is_in_plan:
            continue
        if is_in(row, place):
            yield row


def is_in(row, place):
    if place.kind == "organisation":
        return place.thing.pk in row.lineage
    return getattr(row, f"{place.kind}_id") == place.thing.pk


def people(place, period):
    into = dict(Person.objects.values_list("pk", "merged_into"))
    return {into[row.person_id] or row.person_id for row in standing(place, period)}


def acts(place, period):
    return sum(1 for _ in standing(place, period))


def unions():
    return Organisation.objects.exclude(tier=Organisation.Tier.ENTERPRISE)
