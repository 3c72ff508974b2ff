"""What the page of a place shows: figures and targets, trend, composition, comparison, parks."""

from dataclasses import dataclass
from functools import cached_property

from jiangxin.kpi.course import courses, due
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.forecast import forecast
from jiangxin.kpi.history import history
from jiangxin.kpi.many import WORKERS
from jiangxin.kpi.models import PlanPeriod, Target
from jiangxin.kpi.park_lines import ParkLine, districts, park_lines
from jiangxin.kpi.period import Period
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.same_months import comparison
from jiangxin.kpi.stages import Stage
from jiangxin.lib import clock

LEADS = ("parks_covered", "worker_rate", "people")
FURTHEST, RANKED = 5, 30  # rows shown
ENDS = (10, 20, 50, 100)  # of the axis of rates, in per cent


@dataclass(frozen=True)
class Marks:
    """Where a rate, its range and its line lie, in per cent of an axis; None: not there."""

    one: ParkLine
    line: object

    @property
    def end(self):
        """As far as anything of it reaches, in per cent."""
        there = [*(self.one.interval or ()), self.one.rate.value, self.line]
        return min(100, max((float(n) for n in there if n is not None), default=0))

    def on(self, axis):
        low, high = self.one.interval or (None, None)
        marks = {"low": low, "high": high, "mid": self.one.rate.value, "line": self.line}
        return {name: n if n is None else 100 * float(n) / axis for name, n in marks.items()}


@dataclass
class Overview:
    """One place over one period; each part is asked when the page comes to it."""

    place: object
    period: object

    @cached_property
    def plan(self):
        return PlanPeriod.objects.current()

    @cached_property
    def reading(self):
        return Reading(self.place, self.period)

    @cached_property
    def figures(self):
        return figures_of(self.place, self.period, reading=self.reading)

    @property
    def closing(self):
        """The 封账 out of which the figures are, or None."""
        return self.figures["people"].closing

    @cached_property
    def is_of_plan(self):
        """Over the plan's own months, and as the plan counts: only there its targets are shown."""
        return bool(self.plan and self.place.in_plan and self.plan.is_looked_at(self.period))

    @cached_property
    def courses(self):
        return courses(self.place, self.plan, self.figures) if self.is_of_plan else {}

    @property
    def leads(self):
        """[(Figure, Course or None)]: first those that a plan sets targets for."""
        codes = [code for code in LEADS if code in self.figures]
        return [(self.figures[code], self.courses.get(code)) for code in codes]

    @property
    def others(self):
        codes = [code for code in self.figures if code not in LEADS]
        return [(self.figures[code], self.courses.get(code)) for code in codes]

    @cached_property
    def history(self):
        return history(self.reading)

    @property
    def trend(self):
        """[(month, people so far or None, due by its end or None)] over the whole period."""
        target = self.courses["people"].target if "people" in self.courses else None
        return [
            (month, self.history.months.get(month), target and due(target, last_of(month)))
            for month in self.period.months
        ]

    @property
    def is_long(self):
        """Do its months need their year?"""
        return self.period.first.year != self.period.last.year

    @property
    def trend_words(self):
        people, course = self.figures["people"], self.courses.get("people")
        told = f"折线图：到 {self.period.ends_on:%Y-%m-%d} 共 {people.words}"
        return f"{told}，{course.words}" if course else told

    @property
    def kinds_words(self):
        kind, people = next(iter(self.history.kinds.items()))
        return f"条形图：{kind.label}的最多，{people:,} 人"

    @cached_property
    def forecast(self):
        """Of the people at the end of the plan; None where no target of people stands beside."""
        known, today = self.courses.get("people"), clock.today()
        if not known or known.is_over:
            return None
        whole = self.history.whole(today)
        left = len(self.period.months) - len(whole)
        return forecast(whole, known.figure.value, self.figures[WORKERS].denominator, left)

    @cached_property
    def comparison(self):
        return comparison(self.reading)

    @cached_property
    def parks(self):
        return park_lines(self.reading)

    @cached_property
    def districts(self):
        return districts(self.parks)

    @property
    def stages(self):
        told = [one.stage for one in self.parks]
        return [(stage, told.count(stage)) for stage in reversed(Stage)]

    @cached_property
    def lines(self):
        """{park key, or None for the city: target of the rate}, where the plan is looked at."""
        if not self.is_of_plan:
            return {}
        rows = Target.objects.standing().filter(plan=self.plan, indicator__code=WORKERS)
        return dict(rows.filter(organisation=None).values_list("park", "value"))

    @property
    def furthest_title(self):
        return "离目标最远的园区" if self.lines else "参与率最低的园区"

    @property
    def line_words(self):
        line = self.lines.get(None)
        return f"按参与率目标 {line:.1f}%" if line else "按参与率从低到高"

    def line(self, one):
        return self.lines.get(one.park.pk, self.lines.get(None))

    @property
    def furthest(self):
        """[(ParkLine, people missing or None)]: those that miss most; last those without a rate."""
        rows = [(one, self._short(one)) for one in self.parks]
        behind = [row for row in rows if row[1] != 0]
        behind.sort(key=furthest_first)
        return behind[:FURTHEST]

    def _short(self, one):
        line = self.line(one)
        return None if line is None else one.short(line)

    @property
    def ranking_words(self):
        shown, rest = min(len(self.parks), RANKED), len(self.parks) - RANKED
        return f"{shown} 个，从高到低" + (f"；另有 {rest} 个没有列出" if rest > 0 else "")

    @cached_property
    def _placed(self):
        """[(rank or None, ParkLine, Marks)]: by rate; last the too small and those without one."""
        able = [one for one in self.parks if one.workers and not one.is_small]
        able.sort(key=lambda one: -one.rate.value)
        rest = [one for one in self.parks if not one.workers or one.is_small]
        placed = [*enumerate(able, 1), *((None, one) for one in rest)][:RANKED]
        return [(rank, one, Marks(one, self.line(one))) for rank, one in placed]

    @cached_property
    def axis(self):
        """The end of the axis on which all their rates and ranges find room, in per cent."""
        furthest = max((marks.end for *_, marks in self._placed), default=0)
        return next(end for end in ENDS if end >= furthest)

    @property
    def ranking(self):
        """The same, with where the marks lie on the axis."""
        return [(rank, one, marks.on(self.axis)) for rank, one, marks in self._placed]


def furthest_first(row):
    one, short = row
    return one.rate.value is None, -(short or 0), one.rate.value or 0


def last_of(month):
    return Period(month, month).last_day
