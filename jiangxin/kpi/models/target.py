from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jiangxin.kpi.models.indicator import Indicator
from jiangxin.kpi.period import Period, later_by
from jiangxin.lib import clock


class PlanPeriodQuerySet(models.QuerySet):
    def current(self):
        """The one under way, else the newest; or None."""
        today = clock.today()
        running = self.filter(first__lte=today, until__gt=today)
        return running.order_by("-first").first() or self.order_by("-first").first()


class PlanPeriod(models.Model):
    """计划期: the months for which targets are set (“十三五”, 2016–2020), and where that stands."""

    name = models.CharField("名称", max_length=40)
    first = models.DateField("从哪个月")
    until = models.DateField("到哪个月之前")  # the first day after it
    source = models.CharField("依据", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PlanPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_plan_period_of_a_name",
                violation_error_message="这个名称的计划期已经有了。",
            ),
            models.CheckConstraint(
                name="a_plan_period_ends_after_it_begins",
                condition=Q(until__gt=F("first")),
                violation_error_message="计划期的结束要晚于开始。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def period(self):
        return Period(self.first, later_by(self.until, -1), self.name)


class Target(models.Model):
    """目标: how much an indicator should come to by the end of a plan period, in the city."""

    plan = models.ForeignKey(PlanPeriod, models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField("目标", max_digits=14, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator"],
                name="one_target_of_an_indicator",
                violation_error_message="这个计划期的这项目标已经定过。",
            ),
            models.CheckConstraint(
                name="a_target_is_above_nothing",
                condition=Q(value__gt=0),
                violation_error_message="目标要大于 0。",
            ),
        ]

    def __str__(self):
        return f"{self.plan} {self.indicator} {self.digits}"

    @property
    def digits(self):
        """1,000,000 or 69.5, without an empty decimal."""
        return f"{self.value:,.1f}".removesuffix(".0")
