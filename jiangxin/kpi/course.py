"""进度: a figure beside its target, on a straight path from a plan's first day to its last."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jiangxin.kpi.figure import Figure
from jiangxin.kpi.models.indicator import Indicator
from jiangxin.kpi.models.target import PlanPeriod, Target
from jiangxin.lib import clock

Unit = Indicator.Unit


@dataclass(frozen=True)
class Course:
    """What is, what is due by a day, and what should come out. Amounts in the indicator's own unit.

    A rate has no path: its target is the line on every day.
    """

    figure: Figure
    target: Target
    today: object

    @property
    def is_rate(self):
        return self.figure.indicator.unit == Unit.PER_CENT

    @property
    def is_over(self):
        return self.today >= self.target.plan.until

    @property
    def due(self):
        return self.target.amount if self.is_rate else due(self.target, self.today)

    @property
    def short(self):
        """How much is missing today; below 0: ahead. None where nothing can be reckoned."""
        return None if self.figure.value is None else self.due - self.figure.value

    @property
    def meter(self):
        """What is, in per cent of the bar; a rate is its own bar."""
        return per_cent(self.figure.value or 0, self._whole)

    @property
    def goal(self):
        return per_cent(self.due, self._whole)

    @property
    def _whole(self):
        return 100 if self.is_rate else self.target.amount

    @property
    def words(self):
        if self.short is None:
            return ""
        if self.is_rate:
            gap = f"{abs(self.short):,.1f} 个百分点"
            return f"比目标{self._far(gap)}"
        so_far = "计划期已经结束，应到" if self.is_over else "按计划到今天应有"
        gap = f"{self._written(abs(self.short))}"
        return f"{so_far} {self._written(self.due)}，{self._far(gap)}"

    @property
    def due_digits(self):
        """How much is due, without its unit."""
        if self.is_rate:
            return f"{self.due:,.1f}".removesuffix(".0")
        return self._digits(self.due)

    def _far(self, gap):
        if not self.short:
            return "正好" if not self.is_rate else "不多不少"
        return f"{'少' if self.short > 0 else '多'} {gap}"

    def _written(self, amount):
        return f"{self._digits(amount)} {self.figure.indicator.get_unit_display()}"

    def _digits(self, amount):
        is_money = self.figure.indicator.unit == Unit.FEN
        return f"{amount / 100:,.2f}" if is_money else f"{amount:,.0f}"


def due(target, day):
    """How much of a target the straight path has reached by the end of a day; whole, half up."""
    plan = target.plan
    passed, days = (day - plan.first).days + 1, (plan.until - plan.first).days
    share = Decimal(min(max(passed, 0), days)) / days
    return (target.amount * share).quantize(Decimal(1), ROUND_HALF_UP)


def per_cent(part, whole):
    """For a bar: one decimal, never beyond its end."""
    return min(Decimal(100), (100 * Decimal(part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def planned(place, period, figures):
    """{code: Course} where the plan's own months are looked at, as the plan counts; else none."""
    plan = PlanPeriod.objects.current()
    if not (plan and place.in_plan and plan.is_looked_at(period)):
        return {}
    return courses(place, plan, figures)


def courses(place, plan, figures):
    """{code: Course} of these figures, which are of the plan's own months."""
    rows = Target.objects.standing().of(place.thing).filter(plan=plan)
    today = clock.today()
    return {
        row.indicator.code: Course(figures[row.indicator.code], row, today)
        for row in rows.select_related("indicator", "plan")
        if row.indicator.code in figures
    }
