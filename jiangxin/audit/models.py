from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from jiangxin.lib import clock


class TraceQuerySet(models.QuerySet):
    def about(self, row):
        kind = ContentType.objects.get_for_model(row)
        return self.filter(about_kind=kind, about_id=row.pk)


class Trace(models.Model):
    """留痕: one thing that somebody did, in words that stay true when people and names change.

    The application's database role may insert rows here and read them, never change or delete.
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

    objects = TraceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id", "id"])]

    def __str__(self):
        return f"{self.actor} {self.verb} {self.title}"


def leave_trace(verb, about, *, by, actor="", **details):
    """Write down an act, inside the act's own transaction.

    `actor` is the person with the office in which they acted; `by` is None when the platform
    itself acted. `details` must hold no personal data.
    """
    return Trace.objects.create(
        by=by,
        actor=actor or (by.name if by else "平台"),
        verb=verb,
        about=about,
        title=str(about)[:200],
        details=details,
        happened_at=clock.now(),
    )
