"""The figures' raw material: people, acts, enterprises and entries of a place, month by month."""

from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from jiangxin.kpi.models.tally import Tally, Watermark, read
from jiangxin.people.models import surviving

OVERHEAD = 1_000  # bytes of an entry of the cache beside its bitmap


class Cache:
    """The bitmaps asked for lately, of one revision, no more than so many MB in each process."""

    def __init__(self):
        self.kept, self.size, self.revision, self.lock = OrderedDict(), 0, None, Lock()

    def holds(self, revision, key):
        with self.lock:
            return revision == self.revision and key in self.kept

    def get(self, revision, key, make):
        with self.lock:
            if revision != self.revision:
                self.kept.clear()
                self.size, self.revision = 0, revision
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key][0]
        made = make()
        weight = OVERHEAD + sum(len(one.serialize()) for one in made)
        with self.lock:
            if revision == self.revision and key not in self.kept:
                self.kept[key], self.size = (made, weight), self.size + weight
                while self.size > settings.KPI_CACHE_MB << 20:
                    self.size -= self.kept.popitem(last=False)[1][1]
        return made


CACHE = Cache()


class Counting:
    """What was counted in a place over a period, as of one revision.

    `people`, `enterprises`, `journeys` are BitMaps, `acts` a number; each of those kinds that are
    given by month: {month: kinds}. `cells`: {field: [(value, month, kind)]}, what was read already:
    of an enterprise, or beforehand for many places at once.
    """

    def __init__(self, place, period, mark=None):
        self.place, self.period = place, period
        self.mark, self.cells = mark or Watermark.seen(), {}

    def people(self, kinds):
        return self._merged("people", kinds)

    def enterprises(self, kinds):
        return self._merged("enterprises", kinds)

    def journeys(self, kinds):
        return self._merged("journeys", kinds)

    def acts(self, kinds):
        return sum(n for n, _ in self._chosen("acts", kinds))

    def is_kept(self, field, kinds):
        """Would it be found without asking the database?"""
        return CACHE.holds(self.mark.revision, self._key(field, kinds))

    def _merged(self, field, kinds):
        if self.place.node is None:
            return self._union(field, kinds)[0]
        make, key = (lambda: self._union(field, kinds)), self._key(field, kinds)
        return CACHE.get(self.mark.revision, key, make)[0]

    def _key(self, field, kinds):
        thing, asked = self.place, tuple(sorted((m, tuple(k)) for m, k in kinds.items()))
        return (thing.kind, thing.thing.pk, thing.in_plan, self.period, field, asked)

    def _union(self, field, kinds):
        parts = [bitmap_of(blob) for blob, _ in self._chosen(field, kinds)]
        whole = BitMap.union(*parts) if parts else BitMap()
        return (whole,)

    def _chosen(self, field, kinds):
        """(value, month) of the cells whose kind counts in their month."""
        rows = self.cells.get(field)
        if rows is None and self.place.node:
            rows = self._rows(field)
        elif rows is None:
            rows = self.cells[field] = self._counted(field)
        return [(value, month) for value, month, kind in rows if kind in kinds.get(month, ())]

    def _rows(self, field):
        rows = Tally.objects.over(self.period).filter(**self.place.node)
        rows = rows.filter(is_in_plan=True) if self.place.in_plan else rows
        return rows.values_list(field, "month", "kind")

    def _counted(self, field):
        """The same of an enterprise, by SQL: from its acts themselves."""
        acts = self.place.acts().standing().between(self.period.first, self.period.last_day)
        what = {
            "people": ArrayAgg(surviving("person"), distinct=True),
            "enterprises": ArrayAgg("enterprise", distinct=True),
            "journeys": ArrayAgg("journey", distinct=True, filter=Q(journey__isnull=False)),
            "acts": Count("pk"),
        }[field]
        rows = acts.order_by().annotate(month=TruncMonth("on")).values_list("month", "kind")
        return [(value, month, kind) for month, kind, value in rows.annotate(value=what)]


def bitmap_of(value):
    """Of a field of a Tally, or of a list of keys."""
    return BitMap(value) if isinstance(value, list) else read(value)
