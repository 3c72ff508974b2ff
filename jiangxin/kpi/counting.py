"""The figures' raw material: people, acts, enterprises and entries of a place, month by month."""

from collections import OrderedDict
from functools import cached_property
from threading import Lock

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from pyroaring import BitMap

from jiangxin.kpi.closed import spans
from jiangxin.kpi.editions import edition
from jiangxin.kpi.models.tally import KnownSelf, Tally, Watermark, read
from jiangxin.kpi.packed import Packed, in_binary, unpacked
from jiangxin.people.models import surviving

OVERHEAD = 10_000  # bytes of an entry beside its bitmaps: its key names months and kinds


class Cache:
    """What was asked for lately, no more than so many MB in each process.

    A tuple each: of bitmaps, and of what was long to reckon; with the version of what it was made
    from: of another version it is not there.
    """

    def __init__(self):
        self.kept, self.size, self.lock, self.making = OrderedDict(), 0, Lock(), {}

    def holds(self, version, key):
        return self.found(version, key) is not None

    def get(self, version, key, make):
        """Of several who ask for the same at once, one makes it and the others wait for it."""
        with self.lock:
            one_at_a_time = self.making.setdefault((version, key), Lock())
        try:
            with one_at_a_time:
                made = self.found(version, key)
                if made is None:
                    made = make()
                    self.keep(version, key, made)
            return made
        finally:
            with self.lock:
                self.making.pop((version, key), None)

    def found(self, version, key):
        with self.lock:
            known, made, _ = self.kept.get(key, (None, None, 0))
            if made is None or known != version:
                return None
            self.kept.move_to_end(key)
            return made

    def keep(self, version, key, made):
        sets = (one for one in made if isinstance(one, BitMap))
        weight = OVERHEAD + sum(len(one.serialize()) for one in sets)
        with self.lock:
            self.size += weight - self.kept.pop(key, (None, None, 0))[2]
            self.kept[key] = version, made, weight
            while self.size > settings.KPI_CACHE_MB << 20:
                self.size -= self.kept.popitem(last=False)[1][2]


CACHE = Cache()


class Counting:
    """What was counted in a place over a period, as of one revision.

    `people`, `enterprises`, `journeys` are BitMaps, `acts` a number; each of those kinds that are
    given by month: {month: kinds}. `cells`: {field: [(value, month, kind)]}, what was read
    beforehand for many places at once. `like`: another one, as of the same moment.
    """

    def __init__(self, place, period, like=None):
        self.place, self.period, self.cells = place, period, {}
        self.like, self.mark = like, like.mark if like else Watermark.seen()
        self.closed = like.closed if like and like.period == period else spans(period)

    def people(self, kinds):
        return self._merged("people", kinds)

    def enterprises(self, kinds):
        return self._merged("enterprises", kinds)

    def journeys(self, kinds):
        return self._merged("journeys", kinds)

    def acts(self, kinds):
        return sum(n for n, *_ in self._chosen("acts", kinds))

    def parts(self, field, kinds):
        """Not merged, a cell each: [(BitMap, month, kind)]."""
        sets = ((bitmap_of(value), *cell) for value, *cell in self._chosen(field, kinds))
        return [(self._of_today(one) if field == "people" else one, *cell) for one, *cell in sets]

    def is_kept(self, field, kinds):
        """Would it be found without asking the database?"""
        return CACHE.holds(self.mark.revision, self.key(field, asked(kinds)))

    def remembered(self, words, make):
        """The tuple that `make` answers, once for a revision where bitmaps stand."""
        if self.place.node is None:
            return make()
        return CACHE.get(self.mark.revision, self.key(*words), make)

    def settled(self, words, make):
        """The same of what stands on relations, headcounts and definitions, too: as they are."""
        if self.place.node is None or self.edition is None:
            return make()
        key = self.key(*words, self.period.ends_on, *self.closed)
        return CACHE.get((self.mark.revision, self.edition), key, make)

    @cached_property
    def edition(self):
        return self.like.edition if self.like else edition()

    def key(self, *words):
        """Under which it is remembered."""
        place = self.place.kind, self.place.thing.pk, self.place.in_plan
        return (*place, self.period, *words)

    def _merged(self, field, kinds):
        def make():
            return (BitMap.union(BitMap(), *(one for one, *_ in self.parts(field, kinds))),)

        return self.remembered((field, asked(kinds)), make)[0]

    def _of_today(self, people):
        """Closed months keep the keys of their closing: beside other months, those of today."""
        if not self._known:
            return people
        absorbed = people & BitMap(self._known)
        return (people - absorbed) | BitMap(self._known[one] for one in absorbed)

    @cached_property
    def _known(self):
        """{absorbed record: under whom it counts}, where the months have keys of several times."""
        months = sum(span.months for span in self.closed)
        at_once = len({span.xid for span in self.closed}) == 1
        if not months or at_once and months == len(self.period.months):
            return {}
        return dict(KnownSelf.objects.values_list("person", "into"))

    def _chosen(self, field, kinds):
        """The cells whose kind counts in their month: (value, month, kind)."""
        rows = self.cells.get(field)
        if rows is None:
            rows = self._rows(field) if self.place.node else self._counted(field)
        return [row for row in rows if row[2] in kinds.get(row[1], ())]

    def _rows(self, field):
        rows = Tally.objects.over(self.period).filter(**self.place.node)
        rows = rows.filter(is_in_plan=True) if self.place.in_plan else rows
        value = "int4" if field == "acts" else "bytea"
        return in_binary(rows.values_list(field, "month", "kind"), value, "date", "varchar")

    def _counted(self, field):
        return [(row[field], row["month"], row["kind"]) for row in self._at_work]

    @cached_property
    def _at_work(self):
        """The same of an enterprise, by SQL, once: from its acts themselves."""
        acts = self.place.counted(self.period, self.closed)
        sets = {"people": surviving("person"), "enterprises": "enterprise", "journeys": "journey"}
        rows = acts.annotate(month=TruncMonth("on")).values("month", "kind")
        rows = rows.annotate(acts=Count("pk"), **{name: Packed(of) for name, of in sets.items()})
        return [row | {name: unpacked(row[name]) for name in sets} for row in rows]


def asked(kinds):
    """{month: kinds} as part of a key."""
    return tuple(sorted((month, tuple(some)) for month, some in kinds.items()))


def bitmap_of(value):
    """Of a field of a Tally, or as it is."""
    return value if isinstance(value, BitMap) else read(value)
