from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.change import Change
from jiangxin.ui.words import full_day

BEARERS = ("enterprise", "organisation", "park")


class FormerName(models.Model):
    """曾用名: what an enterprise, a union or a park was called until a day.

    The name on the thing itself is today's; each row says what it was before, back to the row
    before it. So no two names can be valid on one day.
    """

    name = models.CharField("名称", max_length=120)
    until = models.DateField("用到")  # the first day without it
    enterprise = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="former_names", null=True
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="former_names", null=True
    )
    park = models.ForeignKey(
        "organisations.Park", models.PROTECT, related_name="former_names", null=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_former_name_is_of_one_thing",
                condition=Q(enterprise=None, organisation=None, park__isnull=False)
                | Q(enterprise=None, organisation__isnull=False, park=None)
                | Q(enterprise__isnull=False, organisation=None, park=None),
                violation_error_message="曾用名只能是一家企业、一家工会或一个园区的。",
            ),
            *(
                models.UniqueConstraint(
                    fields=[bearer, "until"],
                    name=f"one_renaming_of_{article}_{bearer}_a_day",
                    violation_error_message="这一天已经改过一次名称。",
                )
                for article, bearer in zip(("an", "an", "a"), BEARERS, strict=True)
            ),
        ]

    def __str__(self):
        return f"{self.name}（用到{full_day(self.until)}）"

    @property
    def beginning(self):
        return f"“{self.name}”成为曾用名"


def then_named(bearer, day, key="pk", name="name"):
    """An expression: what the bearer with this key was called on a day. `name` is today's."""
    former = FormerName.objects.filter(**{bearer: OuterRef(key)}, until__gt=day)
    return Coalesce(Subquery(former.order_by("until").values("name")[:1]), name)


class Named:
    """What bears a name that may change. Its class has `name` and `former_names`."""

    def name_on(self, day):
        """What it was called on a day."""
        held = self.former_names.filter(until__gt=day).order_by("until").first()
        return held.name if held else self.name

    def rename(self, name, *, by, on=None):
        """It bears another name from this day on; the old one is kept as a 曾用名."""
        on, old, name = on or clock.today(), self.name, name.strip()
        if not name or name == old:
            raise Refusal(f"新名称和现在的一样，都是“{old}”。" if name else "请写新名称。")
        last = self.former_names.order_by("until").last()
        if last and last.until >= on:
            raise Refusal(f"它{full_day(last.until)}才叫“{old}”，这次更名要晚于那一天。")
        title = f"“{old}”更名为“{name}”"
        with Change.making("更名", by=by, on=on, title=title, about=[self]) as change:
            change.write(self, f"{full_day(on)}起，{title}", name=name)
            bearer = {self._meta.model_name: self}
            change.begin(FormerName(name=old, until=on, **bearer))
        return change
