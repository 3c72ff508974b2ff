from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models.headcount_part import HeadcountPart, divided


class HeadcountQuerySet(models.QuerySet):
    def latest_of(self, enterprises, on=None):
        """The last headcount of each of these enterprises, as of this day."""
        filed = self.filter(enterprise__in=enterprises, as_of__lte=on or clock.today())
        return filed.order_by("-enterprise", "-as_of").distinct("enterprise")  # as its index lies

    def for_list(self):
        return self.select_related("enterprise", "filed_by", "confirmed_by")


class Headcount(models.Model):
    """在册职工数: how many work there on a day, as the enterprise itself declares (自报).

    A confirmation says that an office of the union looked at it; it stays 自报.
    """

    enterprise = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="headcounts"
    )
    as_of = models.DateField("截至")
    workers = models.PositiveIntegerField("在册职工")
    frontline = models.PositiveIntegerField("一线职工", null=True, blank=True)
    members = models.PositiveIntegerField("工会会员", null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    confirmed_at = models.DateTimeField(null=True)

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
            models.CheckConstraint(
                name="a_confirmation_has_its_hour",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="确认要写明是谁、什么时候确认的。",
            ),
            models.CheckConstraint(
                name="nobody_confirms_their_own_headcount",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("filed_by")),
                violation_error_message="自己填报的职工数，要由别人确认。",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.as_of}：{self.workers} 人"

    @classmethod
    @transaction.atomic
    def file(cls, enterprise, *, by, as_of, workers, structure=None, **numbers):
        """Keep what was declared for a day; a later filing for the same day replaces all of it.

        `numbers` may give frontline and members; `structure` is {facet: {band: workers}}, with the
        facets of `HeadcountPart.Facet` and the bands of the setting.
        """
        now = clock.now()
        if as_of > clock.day_of(now):
            raise Refusal("“截至”的日子还没有到，请填今天或以前的日子。")
        parts = divided(structure or {}, workers)
        told = {"frontline": None, "members": None, **numbers, "workers": workers}
        told |= {"filed_by": by, "filed_at": now, "confirmed_by": None, "confirmed_at": None}
        same_day = cls.objects.filter(enterprise=enterprise, as_of=as_of)
        before = same_day.select_for_update().first()
        filed, _ = cls.objects.update_or_create(enterprise=enterprise, as_of=as_of, defaults=told)
        filed.parts.all().delete()
        HeadcountPart.objects.bulk_create(part.of(filed) for part in parts)
        if before and before.confirmed_by_id:
            confirmed = {"confirmed_by": before.confirmed_by_id, "workers": before.workers}
            leave_trace("确认因重新填报失效", enterprise, by=by, as_of=str(as_of), **confirmed)
        return filed

    @transaction.atomic
    def confirm(self, *, by):
        """Say that this number, as one sees it now, is right: 确认. Never for one's own filing."""
        if self.filed_by_id == by.pk:
            raise Refusal("这是您自己填报的，要请工会里别的主席、专管员或上级工会确认。")
        now = clock.now()
        as_seen = type(self).objects.filter(pk=self.pk, filed_at=self.filed_at, confirmed_at=None)
        if not as_seen.update(confirmed_by=by, confirmed_at=now):
            raise OutOfStep("这个职工数刚刚有人确认过，或已经重新填报，请刷新后再看。")
        self.confirmed_by, self.confirmed_at = by, now
        told = {"as_of": str(self.as_of), "workers": self.workers}
        leave_trace("确认职工数", self.enterprise, by=by, **told)

    def structure(self):
        """What was declared of its structure: {facet: {band: workers}}, in the order of filing."""
        found = {}
        for part in self.parts.order_by("id"):
            found.setdefault(part.facet, {})[part.band] = part.workers
        return found
