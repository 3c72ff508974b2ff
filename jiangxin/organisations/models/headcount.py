from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal


class HeadcountQuerySet(models.QuerySet):
    def latest_of(self, enterprises, on=None):
        """The last headcount of each of these enterprises, as of this day."""
        filed = self.filter(enterprise__in=enterprises, as_of__lte=on or clock.today())
        return filed.order_by("enterprise", "-as_of").distinct("enterprise")


class Headcount(models.Model):
    """在册职工数: how many work there on a day, as the enterprise itself declares (自报)."""

    enterprise = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="headcounts"
    )
    as_of = models.DateField("截至")
    workers = models.PositiveIntegerField("在册职工")
    frontline = models.PositiveIntegerField("一线职工", null=True, blank=True)
    members = models.PositiveIntegerField("工会会员", null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    objects = HeadcountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "as_of"],
                name="one_headcount_a_day",
                violation_error_message="这一天的职工数刚刚填报过，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="frontline_workers_are_workers",
                condition=Q(frontline=None) | Q(frontline__lte=F("workers")),
                violation_error_message="一线职工不能多于在册职工。",
            ),
            models.CheckConstraint(
                name="members_are_workers",
                condition=Q(members=None) | Q(members__lte=F("workers")),
                violation_error_message="工会会员不能多于在册职工。",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.as_of}：{self.workers} 人"

    @classmethod
    def file(cls, enterprise, *, by, as_of, workers, frontline=None, members=None):
        """Keep what was declared for a day; a later filing for the same day replaces it."""
        now = clock.now()
        if as_of > clock.day_of(now):
            raise Refusal("“截至”的日子还没有到，请填今天或以前的日子。")
        numbers = {"workers": workers, "frontline": frontline, "members": members}
        filed, _ = cls.objects.update_or_create(
            enterprise=enterprise,
            as_of=as_of,
            defaults={**numbers, "filed_by": by, "filed_at": now},
        )
        return filed
