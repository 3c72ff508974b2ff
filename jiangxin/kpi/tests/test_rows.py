"""Every figure opens to its rows: they are as many as it says, and each reader sees their own."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import RECKONED, Reading
from jiangxin.kpi.row_pages import SHOWN
from jiangxin.kpi.rows import LISTED
from jiangxin.kpi.tests.aids import count_all
from jiangxin.kpi.tests.test_pages import file, propose
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people.models import Merger, Person
from jiangxin.programmes.models import Participation
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.models import Benefit, Implementation, Proposal
from tests.cast import LONG_AGO, phone

HOURS = {"saved": "hours", "unit": "小时", "before": Decimal(2), "after": Decimal(1)}
HOURS |= {"price": Decimal(50), "quantity": Decimal(100), "cost": 0}


def parts_of(place, code, period=None):
    reading = Reading(place, period or Period.this_year())
    return reading, LISTED[code](reading, code)


def rows_of(reading, part, code):
    return SHOWN[part.sort](reading, part, list(part.keys), code)


def added_up(reading, parts, code):
    """(value or numerator, denominator) of a figure, out of its rows alone."""
    rows = [rows_of(reading, part, code) for part in parts]
    assert [len(some) for some in rows] == [len(part.keys) for part in parts]
    if code == "acts":
        return sum(row.times for row in rows[0]), None
    if code.startswith("benefit"):
        return sum(row.fen for row in rows[0]), None
    if code in ("worker_rate", "member_rate"):
        field = {"worker_rate": "workers", "member_rate": "members"}[code]
        assert not any(row.filed and getattr(row.filed, field) is not None for row in rows[2])
        return len(rows[0]), sum(getattr(row.filed, field) for row in rows[1])
    if parts[-1].name == "rest":
        assert not set(parts[0].keys) & set(parts[1].keys)
        return len(rows[0]), len(rows[0]) + len(rows[1])
    return len(rows[0]), len(rows[1]) if len(rows) > 1 else None


def agree(places):
    """The rows of every figure add up to it, in every one of these places."""
    for place in places:
        for code, figure in figures_of(place, Period.this_year()).items():
            top, bottom = added_up(*parts_of(place, code), code)
            said = figure.value if figure.numerator is None else figure.numerator
            if figure.value is not None or figure.numerator is not None:
                assert top == said, (place, code)
            if bottom is not None:
                assert bottom == (figure.denominator or 0), (place, code)


def places(cast):
    unions = [Place(union) for union in Organisation.objects.order_by("id")]
    inside = [Place(park) for park in Park.objects.all()]
    alone = [Place(enterprise) for enterprise in Enterprise.objects.order_by("id")]
    return [*unions, *inside, *alone, Place(cast.city, in_plan=True), Place(cast.park, True)]


class Fate:
    """What may happen in a small city, one random thing after the other."""

    def __init__(self, cast, programmes, seed):
        self.cast, self.programmes, self.dice = cast, programmes, random.Random(seed)
        self.entries, self.mergers, self.day = [], [], LONG_AGO
        self.twin = Person.enrol("张师傅", enterprise=cast.jinggong, phone=phone(1), since=LONG_AGO)
        self.twin.account()
        self.people = [cast.zhang, cast.liu, cast.chen, cast.he, self.twin]
        self.keepers = {
            cast.jinggong_union: cast.zhao, cast.hengli_union: cast.sun, cast.city: cast.zhou,
            cast.yuanshan_union: cast.gu, cast.other: cast.tan, cast.bureau: cast.li,
            cast.park_union: cast.zheng,
        }  # fmt: skip

    def strike(self):
        acts = ["propose"] * 4 + ["cancel", "settle", "settle", "call", "move", "merge", "file"]
        getattr(self, self.dice.choice(acts))()

    def somebody(self):
        here = [one for one in self.people if not Person.objects.get(pk=one.pk).merged_into_id]
        return Person.objects.get(pk=self.dice.choice(here).pk)

    def propose(self):
        author, programme = self.somebody(), self.dice.choice(self.programmes)
        self.entries.append(propose(author, programme, f"建议{len(self.entries)}"))

    def an_entry(self):
        under_way = [one for one in self.entries if Proposal.objects.get(pk=one.pk).journey.stage]
        return Proposal.objects.get(pk=self.dice.choice(under_way).pk) if under_way else None

    def cancel(self):
        if entry := self.an_entry():
            entry.withdraw(by=entry.author.user)

    def call(self):
        """It is but an opinion."""
        if entry := self.an_entry():
            Participation.change_kind(entry.journey, Participation.Kind.OPINION)

    def settle(self):
        """Say no, or let it through, carry it out, and say what it saves."""
        if not (entry := self.an_entry()):
            return
        by = self.keepers[entry.journey.keeper]
        if self.dice.random() < 0.3:
            entry.reject(by=by, reason="已有", remark="已有同样的做法")
            return
        while entry.journey.stage:
            entry.pass_on(by=self.keepers[entry.journey.keeper], remark="同意")
            entry = Proposal.objects.get(pk=entry.pk)
        since = {"since": clock.today(), "lines": [HOURS]}
        Benefit.expect(entry, by=entry.author.user, **since)
        if self.dice.random() < 0.7:
            told = {"plan": "做", "owner": entry.author, "due_on": clock.today()}
            work = Implementation.begin(entry, by=self.cast.zhou, **told)
            work.finish(by=self.cast.zhou, on=clock.today())
            entry = Proposal.objects.get(pk=entry.pk)
            Benefit.confirm(entry, by=self.cast.zhou, basis="台账", **since)

    def move(self):
        """To another employer, perhaps in another park and district."""
        self.day += timedelta(1)
        cast, who = self.cast, self.dice.choice([self.cast.liu, self.cast.chen, self.cast.he])
        there = [cast.jinggong, cast.hengli, cast.yuncang, cast.yuanshan]
        there.remove(who.employment().enterprise)
        who.transfer(self.dice.choice(there), by=cast.zhou, on=self.day)

    def merge(self):
        cast = self.cast
        if self.mergers:
            self.mergers.pop().undo(by=cast.zhou)
        else:
            one, other = Person.objects.get(pk=cast.zhang.pk), Person.objects.get(pk=self.twin.pk)
            self.mergers.append(Merger.make(one, other, by=cast.zhou, reason="同一人"))

    def file(self):
        where = self.dice.choice([self.cast.jinggong, self.cast.hengli, self.cast.yuanshan])
        members = self.dice.choice([None, 3])
        file(where, self.cast.zhao, self.dice.randrange(4, 9), members=members)


@pytest.mark.parametrize("seed", [1986, 2017, 5, 70])
def test_the_rows_of_every_figure_add_up_to_it(cast, programme, elsewhere, seed):
    """Whatever was moved, merged, taken back; on both maps; and if opinions do not count."""
    smalls = five_smalls(cast.city, 2026, by=cast.zhou)
    fate = Fate(cast, [programme, smalls], seed)
    for _ in range(40):
        fate.strike()
    if seed % 2:
        only = [Participation.Kind.PROPOSAL]
        Definition.objects.filter(indicator__code__endswith="rate").update(kinds=only)
    count_all()
    agree(places(cast))
    figures = figures_of(Place(cast.city), Period.this_year()).values()
    assert any(figure.value for figure in figures)


def test_every_code_has_its_rows():
    assert LISTED.keys() == RECKONED.keys()


def test_what_does_not_count_brings_nobody_into_a_rate(cast, programme):
    """An opinion where a headcount was filed, a proposal where none was; only the latter counts."""
    only = Definition.objects.filter(indicator__code="worker_rate")
    only.update(kinds=[Participation.Kind.PROPOSAL])
    opinion = propose(cast.zhang, programme)
    Participation.change_kind(opinion.journey, Participation.Kind.OPINION)
    cast.zhang.transfer(cast.hengli, by=cast.zhou)
    propose(cast.zhang, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    figure = figures_of(Place(cast.park), Period.this_year(), {"worker_rate"})["worker_rate"]
    assert figure.numerator == 0
    agree([Place(cast.park)])
