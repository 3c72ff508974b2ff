"""汇总表: what enterprises handed in to a programme in a period, one row each, and their sum."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from django import forms
from django.db.models import Count, Q, Sum

from jiangxin.documents.table import Table
from jiangxin.kpi.period import Period
from jiangxin.lib import clock
from jiangxin.organisations.forms import DAY_WORDS
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.programmes.models import Participation, different_people
from jiangxin.proposals.models import Benefit, Proposal
from jiangxin.proposals.models.rows import OUTCOMES

STATES = ("在办", "已通过", "不通过", "技术储备", "一般性意见", "已撤回")
YEARS = range(2000, 2200)
EXPECTED, CONFIRMED = (Q(kind=kind) for kind in (Benefit.Kind.EXPECTED, Benefit.Kind.CONFIRMED))


class DayField(forms.DateField):
    """A day as text, 2026-11-23: so it stands among the parameters of an export."""

    def __init__(self, label):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget, error_messages=DAY_WORDS)

    def clean(self, value):
        day = super().clean(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError("请填 2000 年到 2199 年之间的日子。")
        return day.isoformat() if day else ""


class SummaryForm(forms.Form):
    """Of which programme, and handed in from which day to which, both included."""

    programme = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    first = DayField("从哪天提交的")
    last = DayField("到哪天")

    def clean(self):
        first, last = map(self.cleaned_data.get, ("first", "last"))
        if first and last and last < first:
            self.add_error("last", "结束的日子不能早于开始的日子。")
        return self.cleaned_data

    def asked(self):
        """What Summary takes; what cannot be read asks for nothing."""
        self.is_valid()
        return {name: told for name, told in self.cleaned_data.items() if told}


class Summary:
    """汇总表 of what was handed in where a user's offices reach: without days, this year's.

    Proposals by the day on which they were first sent in, and by the enterprise of that day.
    It is the rows of its Table: the enterprises, and None at the end for the sum.
    """

    def __init__(self, user, *, programme=None, first=None, last=None):
        year = Period.this_year()
        self.user = user
        self.first = date.fromisoformat(first) if first else year.first
        self.last = date.fromisoformat(last) if last else year.ends_on
        sent = Proposal.objects.led_by(user).filter(
            journey__submitted_at__gte=clock.midnight(self.first),
            journey__submitted_at__lt=clock.midnight(self.last + timedelta(days=1)),
        )
        self.proposals = sent.filter(journey__programme=programme) if programme else sent

    def enterprises(self):
        """Those that the user leads today, and those from which something came meanwhile."""
        if Office.objects.reach_of(self.user).is_everywhere():
            return Enterprise.objects.all()
        led = Enterprise.objects.led_by(self.user).values("pk")
        return Enterprise.objects.filter(
            Q(pk__in=led) | Q(pk__in=self.proposals.values("enterprise"))
        )

    def count(self):
        return self.enterprises().count() + 1

    def iterator(self, chunk_size):
        return chain(self.enterprises().order_by("id").iterator(chunk_size=chunk_size), [None])

    def shown(self, rows):
        enterprises = [row for row in rows if row is not None]
        lines = self.lines(enterprises)
        return lines if len(enterprises) == len(rows) else [*lines, self.total()]

    def lines(self, enterprises):
        counted = counts(self.proposals.filter(enterprise__in=enterprises), by_enterprise=True)
        return [Line(one.name, *(told.get(one.pk, {}) for told in counted)) for one in enterprises]

    def total(self):
        """Counted by itself, not added up: a person of two enterprises is one."""
        return Line("合计", *(told[None] for told in counts(self.proposals)))


class Line:
    """One row. Money in 分; None where nobody wrote any benefit, which is not 0."""

    def __init__(self, name, sent, benefits, acts):
        self.name = name
        self.submitted = sent.get("submitted", 0)
        self.states = [sent.get(f"state{n}", 0) for n in range(len(STATES))]
        self.finished = sent.get("finished", 0)
        self.expected, self.confirmed = benefits.get("expected"), benefits.get("confirmed")
        self.people, self.acts = acts.get("people", 0), acts.get("acts", 0)


def counts(proposals, *, by_enterprise=False):
    """Three {key of the enterprise, or None for all: figures}: proposals, benefits, acts."""
    states = {
        f"state{n}": Count("pk", filter=Q(journey__status__in=OUTCOMES[word]))
        for n, word in enumerate(STATES)
    }
    states["submitted"] = Count("pk")
    states["finished"] = Count("pk", filter=Q(implementation__finished_at__isnull=False))
    benefits = Benefit.objects.standing().filter(proposal__in=proposals.values("pk"))
    money = {
        "expected": Sum("total", filter=EXPECTED),
        "confirmed": Sum("total", filter=CONFIRMED),
    }
    acts = Participation.objects.standing().filter(journey__in=proposals.values("journey"))
    people = {"people": different_people(), "acts": Count("pk")}
    asked = [(proposals, "enterprise", states), (benefits, "proposal__enterprise", money)]
    asked.append((acts, "enterprise", people))
    return [told(rows, field if by_enterprise else None, what) for rows, field, what in asked]


def told(rows, field, what):
    if field is None:
        return {None: rows.aggregate(**what)}
    return {row[field]: row for row in rows.order_by().values(field).annotate(**what)}


def yuan(fen):
    return None if fen is None else Decimal(fen) / 100


COLUMNS = {
    "企业": lambda line: line.name,
    "提交（件）": lambda line: line.submitted,
    **{word: lambda line, n=n: line.states[n] for n, word in enumerate(STATES)},
    "已实施": lambda line: line.finished,
    "预计效益（元）": lambda line: yuan(line.expected),
    "核定效益（元）": lambda line: yuan(line.confirmed),
    "提出人数（实名）": lambda line: line.people,
    "提出人次（实名）": lambda line: line.acts,
}


def summary(user, **asked):
    rows = Summary(user, **asked)
    return Table("汇总表", COLUMNS, rows, rows.shown)
