"""并档, and how it is taken back. The steps that move rows are in `fusion.py` beside this."""

import json

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.sealed import SealedField
from jiangxin.people.models.fusion import Fusion, obstacles
from jiangxin.people.models.person import Person

GONE = "这两份记录刚刚有别人并过档，请刷新后再看。"


class MergerQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def about(self, person):
        """Those into this person, newest first, the ones that were taken back as well."""
        return self.filter(kept=person).select_related("absorbed", "by").order_by("-id")

    def for_page(self):
        return self.select_related("kept", "absorbed", "by", "undone_by")


class Merger(models.Model):
    """并档: two records were found to be one person. One is kept, and counts for both.

    The absorbed row keeps its past employments and all its acts; what holds today (the running
    employment, the account, numbers that only it had) goes over to the one that is kept.
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="保留")
    absorbed = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="并入")
    reason = models.CharField("理由", max_length=200)
    # What it changed, so that it can be taken back: numbers and names, hence sealed.
    moved = SealedField(purpose="people.Merger.moved")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField("并档时间")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = MergerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at=None),
                name="one_standing_merger_per_absorbed_person",
                violation_error_message=GONE,
            )
        ]

    def __str__(self):
        return f"并档 {self.pk}"

    def get_absolute_url(self):
        return reverse("people:merger", args=[self.pk])

    @property
    def pair(self):
        """Whom an office must reach to take it back: the absorbed one works nowhere any more."""
        return self.kept, self.kept

    @classmethod
    @transaction.atomic
    def make(cls, kept, absorbed, *, by, reason, chosen=()):
        """The absorbed one becomes the kept one. `chosen`: the facts that are right over there."""
        kept, absorbed = cls._hold(kept, absorbed)
        if hindered := obstacles(kept, absorbed):
            raise Refusal(hindered[0])
        moved = Fusion(kept, absorbed, by=by).fuse(chosen)
        merger = cls.objects.create(
            kept=kept,
            absorbed=absorbed,
            reason=reason,
            moved=json.dumps(moved),
            by=by,
            merged_at=clock.now(),
        )
        for person in (kept, absorbed):
            leave_trace("并档", person, by=by, kept=kept.pk, absorbed=absorbed.pk, reason=reason)
        return merger

    @transaction.atomic
    def undo(self, *, by):
        """Take it back, while all that it changed still is as it left it."""
        kept, absorbed = self._locked(self.kept_id, self.absorbed_id)
        taken = type(self).objects.standing().filter(pk=self.pk)
        if not taken.update(undone_at=clock.now(), undone_by=by):
            raise OutOfStep("这次并档已经撤销，不用再撤。")
        if kept.merged_into_id:
            raise Refusal(f"“{kept}”后来又并到别的记录，请先撤销那一次。")
        Fusion(kept, absorbed, by=by).separate(json.loads(self.moved))
        for person in (kept, absorbed):
            leave_trace("撤销并档", person, by=by, kept=kept.pk, absorbed=absorbed.pk)

    @classmethod
    def _hold(cls, kept, absorbed):
        """Both rows, locked in the order of their keys: of two mergers that meet one waits."""
        if kept.pk == absorbed.pk:
            raise Refusal("不能把一个人并到自己，请选另一份记录。")
        held = cls._locked(kept.pk, absorbed.pk)
        if any(person.merged_into_id for person in held):
            raise OutOfStep(GONE)
        return held

    @classmethod
    def _locked(cls, kept, absorbed):
        rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept, absorbed])
        found = {row.pk: row for row in rows.order_by("pk")}
        return found[kept], found[absorbed]
