from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.organisations.models import Office, Organisation
from jiangxin.questionnaires.models import Questionnaire


class ProgrammeQuerySet(models.QuerySet):
    def open(self, *, at=None):
        at = at or clock.now()
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=at), opens_at__lte=at)

    def offered_by(self, union):
        """Programmes called by this union or by any union above it."""
        return self.filter(organiser__in=union.lineage())


class Programme(models.Model):
    """活动: one call to take part, with its form, its dates and the road that entries travel."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", "合理化建议"
        FIVE_SMALLS = "five_smalls", "五小"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    summary = models.CharField("一句话", max_length=200, blank=True)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("截止", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programmes:programme", args=[self.pk])

    @classmethod
    @transaction.atomic
    def call(cls, name, kind, *, organiser, questionnaire, by, **details):
        """Open a call. `details` may give summary, opens_at and closes_at."""
        details.setdefault("opens_at", clock.now())
        new = cls.objects.create(
            name=name, kind=kind, organiser=organiser, questionnaire=questionnaire, **details
        )
        leave_trace("发起", new, by=by)
        return new

    def is_open(self):
        """By the database's clock, to the second."""
        now = clock.now()
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    def road_after(self, stage):
        """The stages that follow this one, in order; all of them for None."""
        position = stage.position if stage else 0
        return [s for s in self.road if s.position > position]

    @property
    def road(self):
        return sorted(self.stages.all(), key=lambda stage: stage.position)


class Category(models.Model):
    """类别: what kind of thing an entry is. A list of its own for every programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="categories")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=40)

    def __str__(self):
        return self.name


class Reason(models.Model):
    """理由: one of the reasons for 不通过 that a programme offers."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reasons")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("理由", max_length=60)

    def __str__(self):
        return self.name


class Stage(models.Model):
    """环节: one gate on the road of a programme. Who keeps it is resolved for each entry."""

    class IfMissing(models.TextChoices):
        SKIP = "skip", "跳过"
        UP = "up", "由上级代办"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=60)
    keeper_tier = models.CharField("把关层级", max_length=10, choices=Organisation.Tier)
    keeper_role = models.CharField("把关人", max_length=20, choices=Office.Role)
    if_missing = models.CharField("没有这一级时", max_length=4, choices=IfMissing)
    working_days = models.PositiveSmallIntegerField("工作日")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="one_stage_at_a_position",
                violation_error_message="这个活动的这一步已有一个环节。",
            )
        ]

    def __str__(self):
        return self.name

    def keeper_for(self, origin, park_union=None):
        """The organisation that keeps this gate for an entry from `origin`, or None to skip it.

        `park_union` is the union of the park in which the entry's enterprise stands: territory,
        not parentage. A level without anybody in the office counts as missing.
        """
        lineage = list(Organisation.objects.above(origin))
        if park_union and self.keeper_tier == Organisation.Tier.PARK:
            lineage.insert(0, park_union)
        seated = set(
            Office.objects.today()
            .filter(role=self.keeper_role, organisation__in=lineage)
            .values_list("organisation", flat=True)
        )
        manned = [organisation for organisation in lineage if organisation.pk in seated]
        exact = [organisation for organisation in manned if organisation.tier == self.keeper_tier]
        if exact or self.if_missing == self.IfMissing.SKIP:
            return exact[0] if exact else None
        tiers = list(Organisation.Tier.values)
        reaches = tiers.index(self.keeper_tier)
        above = [o for o in manned if tiers.index(o.tier) <= reaches]
        return above[0] if above else None
