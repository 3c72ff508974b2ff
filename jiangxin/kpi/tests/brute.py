"""The same figures by plain Python over all rows: what the bitmaps must equal."""

from dataclasses import dataclass, field

from jiangxin.kpi.period import month_of
from jiangxin.organisations.models import Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models import Participation


@dataclass
class Then:
    """How a closed month was closed: before which transaction, and who was one with whom."""

    xid: int
    into: dict = field(default_factory=dict)


def standing(place, period, closed):
    """The acts of a place that count in a period, one by one. `closed`: {month: Then}."""
    rows = list(Participation.objects.all())
    gone = {row.cancels_id: row.xid for row in rows if row.cancels_id}
    for row in rows:
        then = closed.get(month_of(row.on))
        ended = gone.get(row.pk)
        if row.cancels_id or then and row.xid >= then.xid:
            continue
        if ended and not (then and ended >= then.xid):
            continue
        if not period.first <= row.on <= period.last_day or place.in_plan and not row.is_in_plan:
            continue
        if is_in(row, place):
            yield row


def is_in(row, place):
    if place.kind == "organisation":
        return place.thing.pk in row.lineage
    return getattr(row, f"{place.kind}_id") == place.thing.pk


def one_selves():
    """{record: the one under whom it counts} of those absorbed now."""
    return dict(Person.objects.absorbed().values_list("pk", "merged_into"))


def people(place, period, closed=()):
    """A closed month keeps its keys; an enterprise, which has no bitmaps, has those of today."""
    closed, now, found = dict(closed), one_selves(), set()
    for row in standing(place, period, closed):
        then = closed.get(month_of(row.on)) if place.node else None
        key = then.into.get(row.person_id, row.person_id) if then else row.person_id
        found.add(now.get(key, key))
    return found


def acts(place, period, closed=()):
    return sum(1 for _ in standing(place, period, dict(closed)))


def unions():
    return Organisation.objects.exclude(tier=Organisation.Tier.ENTERPRISE)
