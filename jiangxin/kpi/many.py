"""Figures of many places at once: reckoned as `figures_of` does, read by a few queries for all."""

from collections import defaultdict

from django.db.models import Value
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from jiangxin.kpi.apart import FOUND_BY, apart, last_known
from jiangxin.kpi.models.declaration import Declaration
from jiangxin.kpi.models.tally import Tally
from jiangxin.kpi.packed import Packed, unpacked
from jiangxin.kpi.place import acts_anywhere, as_counted, enterprises_open
from jiangxin.kpi.reckoning import DECLARED, Reading
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Headcount, Tenancy
from jiangxin.people.models import surviving

CODES = PEOPLE, WORKERS, ENTERPRISES = "people", "worker_rate", "enterprise_rate"
# Which of them read a field of the bitmaps.
READ = {"people": (PEOPLE, WORKERS), "enterprises": (WORKERS, ENTERPRISES)}


class Together(Reading):
    """One of many readings. `beside`: who took part only where nobody filed a headcount."""

    beside = None

    def apart(self, outside, inside, code):
        return self.beside

    @property
    def reached(self):
        """Who took part in an enterprise that filed a headcount: a BitMap."""
        return self.reached_in([row[0] for row in self.headcounts], WORKERS)

    @property
    def workers(self):
        """在册职工, as the enterprises that stand here declared; None where none did."""
        return sum(row[1] for row in self.headcounts) if self.headcounts else None


def readings(places, like):
    """A reading of each of these places, over the period and as of the moment of another reading.

    All of one kind and scope: unions above 企业工会, parks or enterprises. At most eight queries.
    """
    if not places:
        return []
    all_ = [Together(place, like.period, like) for place in places]
    read_enterprises(all_)
    read_declared(all_)
    if places[0].node is None:
        read_acts(all_)
    else:
        read_tallies(all_)
        read_apart(all_)
    return all_


def read_enterprises(readings):
    """Those that stood in each place, and their last headcounts."""
    here = standing_at(readings)
    everywhere = Enterprise.objects.filter(AnyOf("pk", set().union(*here.values())))
    filed = Headcount.objects.latest_of(everywhere, on=readings[0].day)
    known = {row[0]: row for row in filed.values_list("enterprise", "workers", "members")}
    for one in readings:
        one.enterprises = BitMap(here[one.place.thing.pk])
        one.headcounts = [known[key] for key in one.enterprises if key in known]


def standing_at(readings):
    """{key of the place: enterprises that stood there on the last day}."""
    first, found = readings[0], defaultdict(set)
    everywhere = enterprises_open(first.day, in_plan=first.place.in_plan).order_by()
    keys = [one.place.thing.pk for one in readings]
    if first.place.kind == "park":
        here = Tenancy.objects.on(first.day).filter(park__in=keys, enterprise__in=everywhere)
        rows = here.values_list("park", "enterprise")
    elif first.place.kind == "enterprise":
        rows = everywhere.filter(pk__in=keys).values_list("pk", "pk")
    else:
        arms = [
            one.place.enterprises(one.day)
            .order_by()
            .annotate(union=Value(one.place.thing.pk))
            .values_list("union", "pk")
            for one in readings
        ]
        rows = arms[0].union(*arms[1:], all=True)
    for key, enterprise in rows:
        found[key].add(enterprise)
    return found


def read_declared(readings):
    """What was only declared about each place."""
    first, sums = readings[0], {one.place.thing.pk: dict.fromkeys(DECLARED, 0) for one in readings}
    rows = Declaration.objects.counted(first.period, first.counting.closed)
    field, where = FOUND_BY[first.place.kind]
    for places, people, acts in rows.filter(**{where: list(sums)}).values_list(field, *DECLARED):
        for key in places if isinstance(places, list) else [places]:
            if key in sums:
                sums[key]["people"] += people
                sums[key]["acts"] += acts
    for one in readings:
        one.declared = {} if first.place.in_plan else sums[one.place.thing.pk]


def read_tallies(readings):
    """The bitmaps of unions or parks, without those of which all is still kept in memory."""
    (node,) = readings[0].place.node
    kinds = {code: readings[0].kinds(code) for code in CODES}  # of one period, so all the same
    for field, codes in READ.items():
        lacking = {
            one.place.thing.pk: one.counting
            for one in readings
            if not (
                last_known(one.counting, kinds[WORKERS])
                and all(one.counting.is_kept(field, kinds[code]) for code in codes)
            )
        }
        if not lacking:
            continue
        rows = Tally.objects.over(readings[0].period).filter(**{f"{node}__in": lacking})
        rows = rows.filter(is_in_plan=True) if readings[0].place.in_plan else rows
        for counting in lacking.values():
            counting.cells[field] = []
        for key, *cell in rows.values_list(node, field, "month", "kind"):
            lacking[key].cells[field].append(cell)


def read_acts(readings):
    """The same of enterprises, from their acts themselves."""
    known, first = {one.place.thing.pk: one.counting for one in readings}, readings[0]
    for counting in known.values():
        counting.cells = {field: [] for field in READ}
    cells = (
        acts_of(first)
        .filter(AnyOf("enterprise", known))
        .annotate(month=TruncMonth("on"))
        .values_list("enterprise", "month", "kind")
    )
    people = Packed(surviving("person"))
    for enterprise, month, kind, keys in cells.annotate(people=people):
        known[enterprise].cells["people"].append((unpacked(keys), month, kind))
        known[enterprise].cells["enterprises"].append((BitMap([enterprise]), month, kind))


def read_apart(readings):
    """Where somebody took part in an enterprise without a headcount: who did so only there."""
    parts = {}
    for one in readings:
        sides = one.divided([row[0] for row in one.headcounts], WORKERS)
        if all(sides):
            parts[one.counting] = sides
    found = apart(parts, readings[0].kinds(WORKERS))
    for one in readings:
        one.beside = found.get(one.counting)


def acts_of(reading):
    """The acts, wherever they were, that count in its period and scope."""
    acts = acts_anywhere(in_plan=reading.place.in_plan)
    return as_counted(acts, reading.period, reading.counting.closed)
