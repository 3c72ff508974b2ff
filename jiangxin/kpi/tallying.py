"""Counting what was added since: acts, counter-rows, records that became one person.

A round takes all transactions that have ended since the last one, none twice: their numbers lie
between the watermark and the oldest that still runs.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import F
from pyroaring import BitMap

from jiangxin.kpi import acts
from jiangxin.kpi.cells import Cells, Nodes
from jiangxin.kpi.models.tally import ClosedMonth, KnownSelf, Tally, Watermark
from jiangxin.kpi.period import Period, month_of
from jiangxin.kpi.results import keep_results
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.unhurried import unhurried
from jiangxin.people.models import Person

MOST = 20_000  # acts of one round


def catch_up(end=None):
    """All acts, and what became of the entries; answers how many acts and counter-rows there were.

    Up to the transaction `end`; without it, to the oldest that still runs.
    """
    counted = count_acts(end)
    look_at_entries()
    return counted


def count_acts(end=None):
    """The acts alone, in rounds until none is left; answers how many, with counter-rows."""
    counted, is_more = 0, True
    while is_more:
        some, is_more = one_round(end)
        counted += some
    return counted


@transaction.atomic
def look_at_entries():
    """Read whole what became of the entries. Nothing while another one counts."""
    mark = hold()
    if mark is None:
        return
    with unhurried():
        if keep_results():
            Watermark.objects.filter(pk=mark.pk).update(revision=F("revision") + 1)


@transaction.atomic
def one_round(end=None):
    """(how many rows, at most about MOST, is there more?). Nothing while another one counts."""
    mark = hold()
    if mark is None:
        return 0, False
    end = end or acts.final()
    if mark.xid > end:  # numbers of another cluster
        raise Refusal("参与位图是另一个数据库的（恢复过备份），请运行 jiangxin tallies --rebuild。")
    with unhurried():
        rows, reached = acts.new_acts(mark.xid, end, MOST)
        counting = Round(reached)
        counting.count(rows)
        counting.rename()
        counting.cells.write()
    keep(mark, reached, changed=bool(counting.cells))
    return len(rows), reached < end


@transaction.atomic
def rebuild(told=lambda month: None, end=None):
    """Count all open months anew, from the acts themselves: those written before `end`.

    That is the number of a transaction; without it, all that have ended. `told` hears of each
    month. Closed months stay as they were closed.
    """
    mark, end = hold(wait=True), end or acts.final()
    with unhurried():
        KnownSelf.objects.all().delete()
        KnownSelf.objects.bulk_create(
            KnownSelf(person=one, into=other) for one, other in absorbed().items()
        )
        Tally.objects.open().delete()
        counted = acts.Months(end)
        for month in open_months():
            Cells(counted.cells(month)).append()
            told(month)
        keep_results()
    keep(mark, end, changed=True)


def hold(*, wait=False):
    """The one row of the watermark, held; None if another holds it and one does not wait."""
    Watermark.objects.bulk_create([Watermark()], ignore_conflicts=True)
    return Watermark.objects.select_for_update(skip_locked=not wait).first()


def keep(mark, end, changed):
    told = {"xid": end, "counted_at": clock.now(), "revision": F("revision") + int(changed)}
    Watermark.objects.filter(pk=mark.pk).update(**told)


def absorbed():
    """{record: the one under whom it counts}, as of now."""
    return dict(Person.objects.absorbed().values_list("pk", "merged_into"))


def open_months():
    """From that of the first act to that of the last, without those that are closed."""
    first, last = acts.first_and_last()
    closed = ClosedMonth.all()
    every = Period(month_of(first), month_of(last)).months if first else []
    return [month for month in every if month not in closed]


class Round:
    """What one round changes. `end`: the transaction before which everything counts."""

    def __init__(self, end):
        self.end, self.nodes, self.cells = end, Nodes(), Cells()
        self.known = dict(KnownSelf.objects.values_list("person", "into"))
        self.closed = ClosedMonth.all()

    def keys(self, act):
        """The cells of an act: none in a closed month, it came late."""
        month = month_of(act.on)
        if month in self.closed:
            return []
        return self.nodes.keys(act.lineage, act.park, month, act.kind, act.is_in_plan)

    def count(self, rows):
        where = [(act, self.keys(act)) for act in rows]
        self.cells.fetch({key for _, keys in where for key in keys})
        for act, keys in where:
            for key in keys:
                self.cells[key].acts += 1 if act.counts else -1
                if act.counts:
                    self.add(key, act)
        if gone := [act for act in rows if not act.counts]:
            touched = {key for act, keys in where if not act.counts for key in keys}
            self.settle({act.person for act in gone}, touched)
            self.take_away(gone)

    def add(self, key, act):
        cell = self.cells[key]
        cell.people.add(self.known.get(act.person, act.person))
        cell.enterprises.add(act.enterprise)
        if act.journey:
            cell.journeys.add(act.journey)

    def rename(self):
        """Follow what became one person, or two again, since the last round."""
        now = absorbed()
        moved = {one for one, _ in now.items() ^ self.known.items()}
        if not moved:
            return
        both = {self.known.get(one) for one in moved} | {now.get(one) for one in moved}
        KnownSelf.objects.filter(person__in=moved).delete()
        KnownSelf.objects.bulk_create(
            KnownSelf(person=one, into=now[one]) for one in moved if one in now
        )
        self.known = now
        self.settle(moved | both - {None})

    def settle(self, people, touched=None):
        """Of these people, see anew in which cells they stand: in all, or in `touched` ones."""
        family = people | {self.known.get(one, one) for one in people}
        family |= {one for one, into in self.known.items() if into in family}
        told = [(act, self.keys(act)) for act in acts.acts_of(family, self.end)]
        standing = defaultdict(BitMap)
        for act, keys in told:
            for key in keys if touched is None else touched.intersection(keys):
                here = standing[key]
                if act.counts:
                    here.add(self.known.get(act.person, act.person))
        self.cells.fetch(standing)
        for key, present in standing.items():
            self.cells[key].people -= BitMap(family)
            self.cells[key].people |= present

    def take_away(self, gone):
        """Enterprises and entries of cancelled acts, where no other act of theirs stands."""
        enterprises, journeys = self.left(gone)
        for act in gone:
            for key in self.keys(act):
                if act.enterprise not in enterprises[key]:
                    self.cells[key].enterprises.discard(act.enterprise)
                if act.journey and act.journey not in journeys[key]:
                    self.cells[key].journeys.discard(act.journey)

    def left(self, gone):
        """Of the enterprises of these acts: ({key: enterprises}, {key: entries}) that stand."""
        asked = defaultdict(set)
        for act in gone:
            asked[month_of(act.on)].add(act.enterprise)
        enterprises, journeys = defaultdict(set), defaultdict(set)
        known = (
            act for month, keys in asked.items() for act in acts.acts_at(keys, month, self.end)
        )
        for act in known:
            for key in self.keys(act) if act.counts else ():
                enterprises[key].add(act.enterprise)
                journeys[key].add(act.journey)
        return enterprises, journeys
