"""计划目标和应到的进度: how much of a plan's target there should be by today."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jiangxin.kpi.figures import Figure
from jiangxin.kpi.models.indicator import Indicator
from jiangxin.kpi.models.target import PlanPeriod, Target

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Aim:
    """A figure beside its target. `should`: where the straight path of the plan stands today.

    A rate does not add up over the years: its path is the target itself.
    """

    figure: Figure
    target: Target
    should: Decimal

    @property
    def code(self):
        return self.figure.code

    @property
    def lacking(self):
        """How much less there is than there should be; None if the figure cannot be reckoned."""
        return None if self.figure.value is None else max(0, self.should - self.figure.value)

    @property
    def done(self):
        """For a meter, of its whole length; of a rate that is 100, of anything else the target."""
        return percent(self.figure.value, self.scale)

    @property
    def goal(self):
        return percent(self.should, self.scale)

    @property
    def scale(self):
        return 100 if is_rate(self.target) else self.target.value

    @property
    def wan(self):
        """The target in 万: 100 for 1,000,000."""
        return short(self.target.value / 10_000)

    @property
    def words(self):
        """Where it should be and how it stands, in words."""
        unit, rate = self.figure.indicator.get_unit_display(), is_rate(self.target)
        goal = f"{'目标' if rate else '计划此时'} {short(self.should)} {unit}"
        if self.lacking is None:
            return goal
        less = f"少 {short(self.lacking)} {'个百分点' if rate else unit}"
        return f"{goal}，{less if self.lacking else '已达到'}"


def aims(place, period, figures):
    """{code: Aim} where the city is looked at over the plan's own months, as the plan counts."""
    plan = PlanPeriod.objects.current()
    is_city = place.kind == "organisation" and place.thing.is_federation()
    if not (plan and place.in_plan and is_city and period.months == plan.period.months):
        return {}
    share, found = share_gone(period), {}
    for target in plan.targets.select_related("indicator"):
        figure = figures.get(target.indicator.code)
        if figure:
            found[figure.code] = Aim(figure, target, straight(target, share))
    return found


def straight(target, share):
    """Where a target's straight path stands when this share of the plan's days has gone."""
    if is_rate(target):
        return target.value
    return (target.value * share).quantize(Decimal(1), ROUND_HALF_UP)


def is_rate(target):
    return target.indicator.unit == Indicator.Unit.PER_CENT


def share_gone(period, day=None):
    """Of the days of a period, how many have gone by a day, or today: 0 to 1."""
    day = day or period.ends_on
    whole = (period.last_day - period.first).days + 1
    return Decimal(max(0, (day - period.first).days + 1)) / whole


def percent(part, whole):
    return min(Decimal(100), (Decimal(100 * part) / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP))


def short(number):
    """1,234 or 58.3."""
    return f"{number:,.1f}".removesuffix(".0")
