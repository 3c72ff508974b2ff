"""The figures' raw material: people, acts, enterprises and entries of a place, month by month."""

from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from jiangxin.kpi.closed import spans
from jiangxin.kpi.models.tally import KnownSelf, Tally, Watermark, read
from jiangxin.people.models import surviving

OVERHEAD = 1_000  # bytes of an entry of the cache beside its bitmap


class Cache:
    """The bitmaps asked for lately, of one revision, no more than so many MB in each process."""

    def __init__(self):
        self.kept, self.size, self.revision, self.lock = OrderedDict(), 0, None, Lock()

    def get(self, revision, key, make):
        with self.lock:
            if revision != self.revision:
                self.kept.clear()
                self.size, self.revision = 0, revision
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key][0]
        made = make()
        weight = OVERHEAD + sum(len(one.serialize()) for one in made if isinstance(one, BitMap))
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
    given by month: {month: kinds}.
    """

    def __init__(self, place, period, like=None):
        self.place, self.period = place, period
        self.mark = like.mark if like else Watermark.seen()
        self.closed = like.closed if like else spans(period)

    def people(self, kinds):
        return self._merged("people", kinds)

    def enterprises(self, kinds):
        return self._merged("enterprises", kinds)

    def journeys(self, kinds):
        return self._merged("journeys", kinds)

    def acts(self, kinds):
        return sum(n for n, _ in self._chosen("acts", kinds))

    def parts(self, field, kinds):
        """The cells themselves, not merged: [(BitMap, month, kind)]."""
        rows = self._rows(field) if self.place.node else self._counted(field)
        return [(bitmap_of(v), m, kind) for v, m, kind in rows if kind in kinds.get(m, ())]

    def kept(self, what, kinds, make):
        """What `make` answers, a tuple, kept for this place and period; not for an enterprise."""
        if self.place.node is None:
            return make()
        thing, asked = self.place, tuple(sorted((m, tuple(k)) for m, k in kinds.items()))
        key = (thing.kind, thing.thing.pk, thing.in_plan, self.period, what, asked)
        return CACHE.get(self.mark.revision, key, make)

    def _merged(self, field, kinds):
        return self.kept(field, kinds, lambda: self._union(field, kinds))[0]

    def _union(self, field, kinds):
        parts = [bitmap_of(blob) for blob, _ in self._chosen(field, kinds)]
        whole = BitMap.union(*parts) if parts else BitMap()
        return (self._of_today(whole) if field == "people" else whole,)

    def _of_today(self, people):
        """Closed months keep the keys of their closing: beside other months, those of today."""
        months = sum(span.months for span in self.closed)
        at_once = len({span.xid for span in self.closed}) == 1
        if not months or at_once and months == len(self.period.months):
            return people
        known = dict(KnownSelf.objects.values_list("person", "into"))
        absorbed = people & BitMap(known)
        return (people - absorbed) | BitMap(known[one] for one in absorbed)

    def _chosen(self, field, kinds):
        """(value, month) of the cells whose kind counts in their month."""
        rows = self._rows(field) if self.place.node else self._counted(field)
        return [(value, month) for value, month, kind in rows if kind in kinds.get(month, ())]

    def _rows(self, field):
        rows = Tally.objects.over(self.period).filter(**self.place.node)
        rows = rows.filter(is_in_plan=True) if self.place.in_plan else rows
        return rows.values_list(field, "month", "kind")

    def _counted(self, field):
        """The same of an enterprise, by SQL: from its acts themselves."""
        acts = self.place.counted(self.period, self.closed)
        what = {
            "people": ArrayAgg(surviving("person"), distinct=True),
            "enterprises": ArrayAgg("enterprise", distinct=True),
            "journeys": ArrayAgg("journey", distinct=True, filter=Q(journey__isnull=False)),
            "acts": Count("pk"),
        }[field]
        rows = acts.annotate(month=TruncMonth("on")).values_list("month", "kind")
        return [(value, month, kind) for month, kind, value in rows.annotate(value=what)]


def bitmap_of(value):
    """Of a field of a Tally, or of a list of keys."""
    return BitMap(value) if isinstance(value, list) else read(value)
