"""封账: the figures of a period are signed and never change again."""

import json
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.errands.models import Errand
from jiangxin.kpi import tallying
from jiangxin.kpi.figure import reckoned
from jiangxin.kpi.models.indicator import Definition
from jiangxin.kpi.models.tally import SETS, ClosedMonth, Tally, Watermark
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.lib import clock
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.unhurried import unhurried
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park

BATCH = 100
PLACES = ("organisation", "park", "enterprise")
AGAIN = "这个时期已经封账，或者正在封。"


class ClosingQuerySet(models.QuerySet):
    def done(self):
        return self.exclude(closed_at=None)

    def for_list(self):
        return self.select_related("by", "office__organisation", "errand")


class Closing(models.Model):
    """封账: the figures of these months, as one office signed them.

    Its months' bitmaps are final from then on. `digest` is over all its figures, their definitions
    and the bitmaps; it stands in the sealed log, so that nobody can change them unseen.
    """

    first = models.DateField("从哪个月")
    last = models.DateField("到哪个月")
    name = models.CharField("时期", max_length=40)
    signer = models.CharField("签字领导", max_length=30)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="封账单位")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签字时间")
    errand = models.ForeignKey(Errand, models.PROTECT, related_name="+")
    # What counts was written before this transaction.
    xid = models.BigIntegerField("截止事务", null=True)
    digest = models.CharField("摘要", max_length=64, blank=True)
    closed_at = models.DateTimeField("封账时间", null=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "last"],
                name="one_closing_of_a_period",
                violation_error_message=AGAIN,
            ),
            models.CheckConstraint(
                name="a_closed_period_has_its_digest",
                condition=Q(closed_at=None, digest="")
                | Q(closed_at__isnull=False, xid__isnull=False) & ~Q(digest=""),
                violation_error_message="封账要有摘要和截止时间。",
            ),
        ]

    def __str__(self):
        return f"{self.name}封账"

    def get_absolute_url(self):
        return reverse("kpi:closing", args=[self.pk])

    @property
    def period(self):
        return Period(self.first, self.last, self.name)

    @classmethod
    @transaction.atomic
    def start(cls, period, *, by, office, signer):
        """Sign for a period that is over. The figures are kept in the background."""
        if period.last_day >= clock.today():
            raise Refusal(f"{period}还没有过完，过完才能封账。")
        if cls.objects.filter(first=period.first, last=period.last).exists():
            raise OutOfStep(AGAIN)
        errand = Errand.start(f"{period}封账", by=by, path=reverse("kpi:closings"))
        new = cls.objects.create(
            first=period.first, last=period.last, name=str(period), signer=signer, office=office,
            by=by, errand=errand, signed_at=clock.now(),
        )  # fmt: skip
        leave_trace("签字封账", new, by=by, signer=signer, period=period.written)
        later(new.close)
        return new

    def close(self, end=None):
        """What its job does: freeze the months, keep every place's figures, seal them.

        After a kill it goes on where it was. `end`: as `tallying.catch_up` takes it.
        """
        if self.errand.is_over:
            return
        with self.errand.at_work() as errand, unhurried():
            tallying.catch_up(end)
            self.freeze()
            there = {one.of_what for one in self.figures.defer("figures")}
            every = [one for one in all_places() if named(one) not in there]
            like, done, total = Reading(None, self.period), len(there), len(there) + len(every)
            for begin in range(0, len(every), BATCH):
                errand.advance(done + begin, total, "正在封存各单位的数字")
                for place in every[begin : begin + BATCH]:
                    ClosedFigure.keep(self, Reading(place, self.period, like))
            self._seal(errand)

    @transaction.atomic
    def freeze(self):
        """From here on nothing that comes changes these months."""
        mark = tallying.hold(wait=True)
        type(self).objects.filter(pk=self.pk, xid=None).update(xid=mark.xid)
        self.refresh_from_db(fields=["xid"])
        known = ClosedMonth.all()
        ClosedMonth.objects.bulk_create(
            ClosedMonth(month=month, closing=self)
            for month in self.period.months
            if month not in known
        )
        Watermark.objects.update(revision=F("revision") + 1)

    @transaction.atomic
    def _seal(self, errand):
        digest, now = self.reckoned_digest(), clock.now()
        told = {"digest": digest, "closed_at": now}
        if not type(self).objects.filter(pk=self.pk, closed_at=None).update(**told):
            raise OutOfStep(AGAIN)
        self.digest, self.closed_at = digest, now
        city = self.figures.filter(organisation__isnull=False).order_by("id").first()
        leave_trace("封账", self, by=self.by, digest=digest, city=city and city.figures)
        errand.finish(f"{self.figures.count():,} 份数字已封存，摘要 {digest[:12]}")

    def reckoned_digest(self):
        """SHA-256 over the figures with their definitions, and over every bitmap, as kept now."""
        whole = sha256()
        for one in Definition.objects.filter(since__lte=self.last).order_by("id"):
            told = [one.pk, str(one.since), one.sentence, one.kinds, one.rule]
            whole.update(json.dumps(told, sort_keys=True).encode())
        for row in self.figures.order_by("id").iterator(chunk_size=BATCH):
            whole.update(json.dumps([row.of_what, row.figures], sort_keys=True).encode())
        for row in Tally.objects.over(self.period).order_by("id").iterator(chunk_size=BATCH):
            of_what = [str(row.month), row.organisation_id, row.park_id, row.kind, row.is_in_plan]
            whole.update(json.dumps([*of_what, row.acts]).encode())
            for name in SETS:
                whole.update(sha256(bytes(getattr(row, name))).digest())
        return whole.hexdigest()

    def is_as_sealed(self):
        return self.reckoned_digest() == self.digest


class ClosedFigure(models.Model):
    """封存的数字: all figures of one place, as they were when the period was closed."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="figures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    is_in_plan = models.BooleanField("计划口径")
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "organisation", "park", "enterprise", "is_in_plan"],
                nulls_distinct=False,
                name="one_closed_figure_of_a_place",
                violation_error_message="这个单位这个时期的数字已经封存。",
            ),
            models.CheckConstraint(
                name="a_closed_figure_is_of_one_place",
                condition=Q(organisation__isnull=False, park=None, enterprise=None)
                | Q(organisation=None, park__isnull=False, enterprise=None)
                | Q(organisation=None, park=None, enterprise__isnull=False),
                violation_error_message="封存的数字要么是工会的，要么是园区的，要么是企业的。",
            ),
        ]

    def __str__(self):
        return f"{self.closing_id} {self.of_what}"

    @property
    def of_what(self):
        """Which place, in words for the digest: “organisation:3:plan”."""
        keys = {name: getattr(self, f"{name}_id") for name in PLACES}
        return next(worded(name, key, self.is_in_plan) for name, key in keys.items() if key)

    @classmethod
    def of(cls, place, period):
        """What was closed of a place for exactly this period, or None."""
        return cls.of_all([place], period).get(place.thing.pk)

    @classmethod
    def of_all(cls, places, period):
        """The same of places of one kind and scope: {key of the place: ClosedFigure}."""
        kind, in_plan = places[0].kind, places[0].in_plan
        rows = cls.objects.filter(
            closing__first=period.first, closing__last=period.last,
            closing__closed_at__isnull=False, is_in_plan=in_plan,
            **{f"{kind}__in": [one.thing.pk for one in places]},
        )  # fmt: skip
        return {getattr(row, f"{kind}_id"): row for row in rows.select_related("closing")}

    @classmethod
    def keep(cls, closing, reading):
        """Once: another worker's row of the same place stays."""
        place = reading.place
        told = {code: one.kept() for code, one in reckoned(reading).items()}
        row = cls(closing=closing, is_in_plan=place.in_plan, figures=told,
                  **{place.kind: place.thing})  # fmt: skip
        cls.objects.bulk_create([row], ignore_conflicts=True)


def worded(kind, key, is_in_plan):
    return f"{kind}:{key}:{'plan' if is_in_plan else 'all'}"


def named(place):
    return worded(place.kind, place.thing.pk, place.in_plan)


def all_places():
    """The city first; what has bitmaps also as the plan counts it; unions and enterprises."""
    unions = Organisation.objects.order_by("depth", "id")
    every = (*unions, *Park.objects.order_by("id"), *Enterprise.objects.order_by("id"))
    for place in map(Place, every):
        yield place
        if place.node:
            yield Place(place.thing, in_plan=True)
