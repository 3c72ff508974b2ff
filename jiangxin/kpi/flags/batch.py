"""What the rules ask about some enterprises in one month: each thing once for all of them."""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Min

from jiangxin.kpi.period import later_by
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Headcount, Succession
from jiangxin.people.models import Employment, Person, surviving
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Proposal


class Found(NamedTuple):
    """What a rule found of a unit. `hands`: keys of the users who had a hand in it."""

    doubt: str
    enterprise: int
    key: str
    reason: str
    touched: int
    people: frozenset = frozenset()
    proposals: frozenset = frozenset()
    hands: frozenset = frozenset()

    @property
    def mark(self):
        return self.enterprise, self.doubt, self.key


class Act(NamedTuple):
    """`person`: the record that took part; `whom`: the one under which it counts."""

    enterprise: int
    person: int
    whom: int
    journey: int | None
    programme: int
    on: object


class Known(NamedTuple):
    """What the register knows of a person."""

    phone: bytes | None
    has_document: bool
    birth_on: object
    user: int | None
    signed_in_at: object

    @property
    def is_unknown(self):
        return not (self.phone or self.has_document or self.signed_in_at)


class Entry(NamedTuple):
    """A proposal, and who entered it for its author, with which paper."""

    key: int
    journey: int
    submitted_at: object
    entered_by: int | None
    paper: str | None  # its digest
    size: int | None


class Filing(NamedTuple):
    """A 在册职工数 that was filed."""

    pk: int
    as_of: object
    workers: int
    filed_at: object
    filed_by: int


class Batch:
    """`first`, `last`: the first and the last day of the month."""

    def __init__(self, enterprises, month):
        self.enterprises, self.first = list(enterprises), month
        self.opened = 0  # how many sealed numbers were opened
        self.last = later_by(month, 1) - timedelta(days=1)

    @cached_property
    def acts(self):
        """{enterprise: its standing acts of the month}."""
        rows = self._acts_between(self.first, self.last)
        fields = ("enterprise", "person", surviving("person"), "journey", "programme", "on")
        found = defaultdict(list)
        for row in rows.values_list(*fields):
            found[row[0]].append(Act(*row))
        return found

    @cached_property
    def people(self):
        """{enterprise: records of people who took part}."""
        return {key: {act.person for act in acts} for key, acts in self.acts.items()}

    @cached_property
    def known(self):
        """{record: Known} of all who took part."""
        rows = Person.objects.filter(AnyOf("id", self._everybody))
        fields = ("pk", "phone_fingerprint", "id_fingerprint", "birth_on", "user",
                  "user__last_login")  # fmt: skip
        return {
            key: Known(phone and bytes(phone), mark is not None, born, user, signed)
            for key, phone, mark, born, user, signed in rows.values_list(*fields)
        }

    @cached_property
    def jobs(self):
        """{(enterprise, record): [(since, until)], the oldest first}."""
        rows = Employment.objects.filter(AnyOf("person", self._everybody))
        found = defaultdict(list)
        fields = ("enterprise", "person", "since", "until")
        for enterprise, person, since, until in rows.order_by("since").values_list(*fields):
            found[enterprise, person].append((since, until))
        return found

    @cached_property
    def on_register_since(self):
        """{enterprise: the day on which its first worker began}."""
        rows = Employment.objects.filter(AnyOf("enterprise", self.enterprises)).order_by()
        return dict(rows.values_list("enterprise").annotate(Min("since")))

    @cached_property
    def entries(self):
        """{journey: Entry} of the acts."""
        rows = Proposal.objects.filter(AnyOf("journey", self._journeys)).order_by()
        fields = ("pk", "journey", "journey__submitted_at", "entered_by", "scan__sha256",
                  "scan__size")  # fmt: skip
        return {row[1]: Entry(*row) for row in rows.values_list(*fields)}

    def is_on_paper(self, act):
        """Did an officer enter it for them?"""
        entry = self.entries.get(act.journey)
        return entry is not None and entry.entered_by is not None

    @cached_property
    def authors(self):
        """{journey: records of people who took part by it}."""
        found = defaultdict(set)
        for act in self._all:
            found[act.journey].add(act.person)
        return found

    @cached_property
    def headcounts(self):
        """{enterprise: [Filing], the oldest day first}."""
        rows = Headcount.objects.filter(AnyOf("enterprise", self.enterprises)).order_by("as_of")
        found = defaultdict(list)
        for row in rows.values_list("enterprise", *Filing._fields):
            found[row[0]].append(Filing(*row[1:]))
        return found

    @cached_property
    def split(self):
        """{enterprise: the days on which another one came out of it}."""
        rows = Succession.objects.filter(
            AnyOf("predecessor", self.enterprises), kind=Succession.Kind.SPLIT
        )
        found = defaultdict(list)
        for enterprise, day in rows.values_list("predecessor", "on"):
            found[enterprise].append(day)
        return found

    def usual(self, days):
        """{(enterprise, programme): acts in so many days before the month}."""
        rows = self._acts_between(self.first - timedelta(days=days), self.first - ONE_DAY)
        return Counter((e, p) for e, p in rows.values_list("enterprise", "programme"))

    def cancelled(self, days):
        """{enterprise: [person] of acts that were cancelled in the month, so long after}."""
        rows = Participation.objects.filter(
            AnyOf("enterprise", self.enterprises),
            on__range=(self.first, self.last),
            on__gt=F("cancels__on") + timedelta(days=days),
        )
        found = defaultdict(list)
        for enterprise, person in rows.order_by().values_list("enterprise", "person"):
            found[enterprise].append(person)
        return found

    def in_month(self, day):
        return self.first <= day <= self.last

    def _acts_between(self, first, last):
        rows = Participation.objects.standing().between(first, last).order_by()
        return rows.filter(AnyOf("enterprise", self.enterprises))

    @cached_property
    def _all(self):
        return [act for acts in self.acts.values() for act in acts]

    @cached_property
    def _everybody(self):
        return sorted({act.person for act in self._all})

    @cached_property
    def _journeys(self):
        return sorted({act.journey for act in self._all if act.journey})


ONE_DAY = timedelta(days=1)


def is_much(some, all_, least, share):
    """At least so many, and so many per cent of all?"""
    return len(some) >= least and 100 * len(some) >= share * len(all_)
