import json

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models.transaction import CurrentTransaction, TransactionField
from jiangxin.audit.words import salted, wording
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal

ERASING = "抹去留痕"


class TraceQuerySet(models.QuerySet):
    def about(self, row):
        kind = ContentType.objects.get_for_model(row)
        return self.filter(about_kind=kind, about_id=row.pk)

    def unsealed(self):
        return self.filter(position=None)


class Trace(models.Model):
    """留痕: one thing that somebody did, in words that stay true when people and names change.

    The application's database role may insert rows here and read them, and change nothing but
    what sealing and erasing change. Its digest stands in the sealed log at `position`.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    actor = models.CharField("谁", max_length=200)  # “沪云精密工会 周敏”, as it was at the act
    verb = models.CharField("做了什么", max_length=40)
    about_kind = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_kind", "about_id")
    title = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    salt = models.BinaryField("盐", max_length=16, null=True)  # none: erased
    digest = models.BinaryField("摘要", max_length=32)
    xid = TransactionField("事务", db_default=CurrentTransaction(), editable=False)
    position = models.BigIntegerField("位置", null=True)  # in the sealed log, from 0

    objects = TraceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "id"]),
            models.Index(
                fields=["xid", "id"], condition=Q(position=None), name="traces_to_be_sealed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["position"],
                condition=Q(position__isnull=False),  # a new row need not enter this index
                name="one_trace_at_a_position",
                violation_error_message="封存记录的这个位置上已经有一条留痕。",
            )
        ]

    def __str__(self):
        return f"已抹去的留痕 {self.pk}" if self.is_erased() else self.sentence

    @property
    def sentence(self):
        return f"{self.actor} {self.verb} {self.title}"

    @property
    def words(self):
        """The text under its digest."""
        return wording(
            actor=self.actor,
            verb=self.verb,
            about=subject(self.about_kind, self.about_id),
            title=self.title,
            details=self.details,
            happened_at=self.happened_at,
            by=self.by_id,
        )

    def is_erased(self):
        return self.salt is None

    @classmethod
    @transaction.atomic
    def erase(cls, traces, *, by, why):
        """Drop the words of these traces and the salts under their digests, for good.

        Their digests stay in the log, so that every proof about the others still holds; that and
        why it was done is a trace of its own.
        """
        keys = sorted(trace.pk for trace in traces)
        if not keys or not why:
            raise Refusal("请写明抹去哪些留痕、为什么。")
        cls.objects.filter(pk__in=keys).update(salt=None, title="", actor="", details={})
        first = cls.objects.get(pk=keys[0])
        return leave_trace(ERASING, first, by=by, erased=keys, remark=why)


def subject(kind, key):
    """How a trace names what it is about: “proposals.proposal:7”."""
    return f"{kind.app_label}.{kind.model}:{key}"


def leave_trace(verb, about, *, by, actor="", **details):
    """Write down an act, inside the act's own transaction.

    `actor` is the person with the office in which they acted; `by` is None when the platform
    itself acted. `details` must hold no personal data.
    """
    new = Trace(
        by=by,
        actor=str(actor or (by.name if by else "平台")),
        verb=verb,
        about=about,
        title=str(about)[:200],
        details=json.loads(json.dumps(details)),  # as it will be read back: keys are text
        happened_at=clock.now(),
    )
    new.salt, new.digest = salted(new.words)
    new.save(force_insert=True)
    return new
