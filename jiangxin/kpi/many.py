"""Figures of many places at once: reckoned as `figures_of` does, read by a few queries for all."""

from collections import defaultdict

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Value
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from jiangxin.kpi.counting import Counting
from jiangxin.kpi.figures import figures_from
from jiangxin.kpi.models.tally import Tally
from jiangxin.kpi.period import among
from jiangxin.kpi.place import counted_acts
from jiangxin.kpi.reckoning import Reading
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Headcount
from jiangxin.people.models import surviving

CODES = PEOPLE, WORKERS, ENTERPRISES = "people", "worker_rate", "enterprise_rate"
# Which of them read a field of the bitmaps.
READ = {"people": (PEOPLE, WORKERS), "enterprises": (WORKERS, ENTERPRISES)}
# How an act says in which place it was: the field, and which acts are in one of several places.
FOUND_BY = {"organisation": ("lineage", "lineage__overlap"), "park": ("park", "park__in")}


class Together(Reading):
    """One of many readings. `apart`: who took part only where nobody filed a headcount."""

    apart = None

    def missed(self, outside, inside, code):
        return self.apart

    @property
    def workers(self):
        """在册职工, as the enterprises that stand here declared; None where none did."""
        return sum(row[1] for row in self.headcounts) if self.headcounts else None

    def figures(self):
        """{code: Figure} of CODES."""
        return figures_from(self, CODES)


def readings(places, like):
    """A reading of each of these places, over the period and as of the moment of another reading.

    All of one kind and scope: unions above 企业工会, parks or enterprises. At most eight queries.
    """
    if not places:
        return []
    period, mark = like.period, like.counting.mark
    all_ = [
        Together(place, period, Counting(place, period, mark), like.versions) for place in places
    ]
    read_enterprises(all_)
    if places[0].node is None:
        read_acts(all_)
    else:
        read_tallies(all_)
        read_apart(all_)
    return all_


def read_enterprises(readings):
    """Those that stood in each place, and their last headcounts."""
    arms = [
        one.place.enterprises(one.day)
        .order_by()
        .annotate(number=Value(number))
        .values_list("number", "pk")
        for number, one in enumerate(readings)
    ]
    here = defaultdict(set)
    for number, enterprise in arms[0].union(*arms[1:], all=True):
        here[number].add(enterprise)
    everywhere = Enterprise.objects.filter(AnyOf("pk", set().union(*here.values())))
    filed = Headcount.objects.latest_of(everywhere, on=readings[0].day)
    known = {row[0]: row for row in filed.values_list("enterprise", "workers", "members")}
    for number, one in enumerate(readings):
        one.enterprises = BitMap(here[number])
        one.headcounts = [known[key] for key in here[number] if key in known]


def read_tallies(readings):
    """The bitmaps of unions or parks, without those that are still kept in memory."""
    (node,) = readings[0].place.node
    for field, codes in READ.items():
        lacking = {
            one.place.thing.pk: one.counting
            for one in readings
            if not all(one.counting.is_kept(field, one.kinds(code)) for code in codes)
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
    known, period = {one.place.thing.pk: one.counting for one in readings}, readings[0].period
    for counting in known.values():
        counting.cells = {field: [] for field in READ}
    acts = counted_acts(in_plan=readings[0].place.in_plan).standing().order_by()
    acts = acts.filter(AnyOf("enterprise", known)).between(period.first, period.last_day)
    cells = acts.annotate(month=TruncMonth("on")).values_list("enterprise", "month", "kind")
    people = ArrayAgg(surviving("person"), distinct=True)
    for enterprise, month, kind, keys in cells.annotate(people=people):
        known[enterprise].cells["people"].append((keys, month, kind))
        known[enterprise].cells["enterprises"].append(([enterprise], month, kind))


def read_apart(readings):
    """Where somebody took part in an enterprise without a headcount: who did so only there."""
    outside, inside = {}, {}
    for one in readings:
        parts = one.divided([row[0] for row in one.headcounts], WORKERS)
        if all(parts):
            outside[one.place.thing.pk], inside[one.place.thing.pk] = parts
    if not outside:
        return
    (node,), first = readings[0].place.node, readings[0]
    field, where = FOUND_BY[node]
    acts = counted_acts(in_plan=first.place.in_plan).standing().order_by()
    acts = acts.filter(among(first.kinds(WORKERS)), **{where: list(outside)})
    elsewhere = whom(acts, field, outside)
    both = whom(acts.of_whom(list(BitMap.union(*elsewhere.values()))), field, inside)
    for one in readings:
        key = one.place.thing.pk
        one.apart = elsewhere.get(key, BitMap()) - both.get(key, BitMap())


def whom(acts, field, parts):
    """{place: BitMap of who took part in those of its enterprises}. parts: {place: enterprises}."""
    found = {key: BitMap() for key in parts}
    rows = acts.filter(AnyOf("enterprise", BitMap.union(*parts.values())))
    rows = rows.values_list(field, "enterprise", surviving("person")).distinct()
    for place, enterprise, person in rows:
        for key in place if isinstance(place, list) else [place]:
            if enterprise in parts.get(key, ()):
                found[key].add(person)
    return found
