from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.kpi.period import month_of
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.programmes.models import Participation


class Indicator(models.Model):
    """指标: a figure that the federation stands by. What it means is said by its 口径."""

    class Unit(models.TextChoices):
        PEOPLE = "people", "人"
        ACTS = "acts", "人次"
        PER_CENT = "per_cent", "%"
        PARKS = "parks", "个"
        ENTRIES = "entries", "条"
        FEN = "fen", "元"  # counted in 分, shown in 元

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    unit = models.CharField("单位", max_length=10, choices=Unit)
    kind = models.CharField("数的性质", max_length=10, blank=True)  # 实名, 预计, 核定
    position = models.PositiveSmallIntegerField()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("kpi:indicator", args=[self.code])


class Definition(models.Model):
    """口径: what an indicator means from a month on. A new one never changes an old month."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    since = models.DateField("从哪个月起")  # the first day of a month
    sentence = models.CharField("怎么算", max_length=300)
    numerator = models.CharField("分子", max_length=200, blank=True)
    denominator = models.CharField("分母", max_length=200, blank=True)
    # Which acts count: values of Participation.Kind.
    kinds = ArrayField(models.CharField(max_length=12), verbose_name="哪些参与算")
    # Figures of the rule, by name: what no source fixes, the federation settles here.
    rule = models.JSONField("规则", default=dict)
    source = models.CharField("依据", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "since"],
                name="one_definition_from_a_month",
                violation_error_message="这个指标从这个月起的口径刚刚有人改过，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_definition_begins_with_a_month",
                condition=models.Q(since__day=1),
                violation_error_message="口径从一个月的第一天起。",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}（{self.since:%Y年%m月}起）"

    @classmethod
    def versions(cls):
        """{code: all that were ever in force, the oldest first}, in the order of indicators."""
        rows = cls.objects.select_related("indicator").order_by("indicator__position", "since")
        found = {}
        for row in rows:
            found.setdefault(row.indicator.code, []).append(row)
        return found

    @property
    def shown_kinds(self):
        return [Participation.Kind(kind).label for kind in self.kinds]

    @classmethod
    @transaction.atomic
    def change(cls, indicator, *, by, since, **told):
        """新口径: from this month on, which has not begun, so that no past figure moves."""
        Indicator.objects.select_for_update().get(pk=indicator.pk)
        now = clock.now()
        if since.day != 1 or since <= month_of(clock.day_of(now)):
            raise Refusal("新口径要从以后的一个月起：已经开始的月份，口径不再变。")
        if cls.objects.filter(indicator=indicator, since=since).exists():
            raise OutOfStep("这个指标从这个月起的口径刚刚有人改过，请刷新后再看。")
        new = cls.objects.create(indicator=indicator, since=since, by=by, made_at=now, **told)
        leave_trace("改口径", indicator, by=by, since=str(since), sentence=new.sentence)
        return new
