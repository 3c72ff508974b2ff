from django.conf import settings
from django.db import models, transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.park_names import local


class ParkAlias(models.Model):
    """园区别名: another name of a park, or how the addresses in it begin; a table finds it by this.

    Kept as it is compared: without blanks and brackets, and without 上海市 in front.
    """

    class Kind(models.TextChoices):
        NAME = "name", "别名"
        ADDRESS = "address", "地址"

    park = models.ForeignKey("organisations.Park", models.PROTECT, related_name="aliases")
    kind = models.CharField(max_length=7, choices=Kind)
    text = models.CharField(max_length=120)
    since = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "text"],
                name="one_park_per_alias",
                violation_error_message="这个别名已经是另一个园区的。",
            )
        ]

    def __str__(self):
        return self.text

    @classmethod
    def drafted(cls, park, text, kind, *, by):
        """One that is not in the register yet."""
        return cls(park=park, kind=kind, text=local(text)[:120], since=clock.today(), by=by)

    @classmethod
    @transaction.atomic
    def learn(cls, park, text, kind=Kind.NAME, *, by):
        """From now on this text means this park."""
        new = cls.drafted(park, text, kind, by=by)
        if len(new.text) < 2:
            raise Refusal("别名至少要两个字。")
        new.save(force_insert=True)
        leave_trace("园区别名", park, by=by, kind=str(new.kind), text=new.text)
        return new
