from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.kpi.models.indicator import Indicator
from jiangxin.kpi.period import Period, later_by
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Organisation, Park

THE_CITY = "全市"


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

    def get_absolute_url(self):
        return f"{reverse('kpi:targets')}?plan={self.pk}"

    @classmethod
    @transaction.atomic
    def draw_up(cls, *, by, **told):
        """定计划期: name, first, until, source."""
        plan = cls.objects.create(by=by, **told)
        leave_trace("定计划期", plan, by=by, months=plan.period.written, source=plan.source)
        return plan

    @transaction.atomic
    def revise(self, *, by, **told):
        """改计划期: its figures are of other months from now on; the trace keeps what it was."""
        was = PlanPeriod.objects.select_for_update().get(pk=self.pk)
        PlanPeriod.objects.filter(pk=self.pk).update(**told)
        self.refresh_from_db()
        leave_trace("改计划期", self, by=by, was=f"{was.name} {was.period.written}",
                    months=self.period.written, source=self.source)  # fmt: skip

    @property
    def period(self):
        return Period(self.first, later_by(self.until, -1), self.name)

    def is_looked_at(self, period):
        """Are these its own months?"""
        return period.written == self.period.written


class TargetQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def of(self, thing):
        """Those of a union or a park; of the federation: the city's. None of an enterprise."""
        if isinstance(thing, Park):
            return self.filter(park=thing)
        if not isinstance(thing, Organisation):
            return self.none()
        return self.of_city() if thing.is_federation() else self.filter(organisation=thing)

    def of_city(self):
        return self.filter(organisation=None, park=None)

    def visible_to(self, user):
        """The city's, and those of the unions and parks that the user leads."""
        unions, parks = (model.objects.led_by(user).values("pk") for model in (Organisation, Park))
        return self.filter(
            Q(organisation=None, park=None) | Q(organisation__in=unions) | Q(park__in=parks)
        )

    def for_list(self):
        return self.select_related("indicator", "organisation", "park", "by")


class Target(models.Model):
    """目标: how much an indicator should come to by the end of a plan period, in one place.

    Of a union, of a park, or (neither) of the whole city. A changed one stays, ended, in the list.
    """

    plan = models.ForeignKey(PlanPeriod, models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="+")
    value = models.DecimalField("目标", max_digits=14, decimal_places=1)
    source = models.CharField("依据", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField("定于")
    ended_at = models.DateTimeField("停用", null=True)  # another one took its place, or none

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "organisation", "park"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_target_of_an_indicator",
                violation_error_message="这项目标刚刚有人定过，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_target_is_of_one_place",
                condition=Q(organisation=None) | Q(park=None),
                violation_error_message="一项目标要么是工会的，要么是园区的，要么是全市的。",
            ),
            models.CheckConstraint(
                name="a_target_is_above_nothing",
                condition=Q(value__gt=0),
                violation_error_message="目标要大于 0。",
            ),
        ]

    def __str__(self):
        return f"{self.place}：{self.plan} {self.indicator} {self.digits}"

    @classmethod
    @transaction.atomic
    def set(cls, plan, indicator, thing, *, by, value, source):
        """定目标: of a place over a plan period; the one before ends and stays in the list."""
        held = cls.objects.standing().of(thing).filter(plan=plan, indicator=indicator).first()
        if held:
            held.end()
        new = cls.objects.create(plan=plan, indicator=indicator, value=value, source=source,
                                 by=by, set_at=clock.now(), **named(thing))  # fmt: skip
        was = held.digits if held else ""
        leave_trace("定目标", new, by=by, was=was, value=new.digits, source=source)
        return new

    @transaction.atomic
    def withdraw(self, *, by):
        """取消目标: the place has none of this indicator any more; it stays in the list."""
        self.end()
        leave_trace("取消目标", self, by=by, value=self.digits)

    def end(self):
        here = Target.objects.standing().filter(pk=self.pk)
        if not here.update(ended_at=clock.now()):
            raise OutOfStep("这项目标刚刚有人改过，请刷新后再看。")

    @property
    def thing(self):
        """The union or park, or None: the city."""
        return self.organisation or self.park

    @property
    def place(self):
        return str(self.thing or THE_CITY)

    @property
    def digits(self):
        """1,000,000 or 69.5, without an empty decimal; money in 元."""
        return f"{self.value:,.1f}".removesuffix(".0")

    @property
    def amount(self):
        """In the unit in which the indicator is counted: money in 分."""
        is_money = self.indicator.unit == Indicator.Unit.FEN
        return Decimal(self.value) * (100 if is_money else 1)


def named(thing):
    """How a row names its place: the city by none."""
    if isinstance(thing, Park):
        return {"park": thing}
    return {} if thing.is_federation() else {"organisation": thing}
