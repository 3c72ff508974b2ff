from functools import cached_property

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.programmes.models.stage import StageKeeper

MOST_STAGES = 12


class Road(models.Model):
    """走法: one version of the stages of a programme. A case under way keeps the one it has.

    It may be changed until it is begun; then it stays as it is, and a change is a new version.
    """

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="roads", verbose_name="活动"
    )
    version = models.PositiveSmallIntegerField("版本", default=1)
    made_at = models.DateTimeField("拟定")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    begun_at = models.DateTimeField("起用", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"],
                name="one_road_of_a_version",
                violation_error_message="刚才别人也另起了一版，请刷新后再看。",
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(begun_at=None),
                name="one_road_in_the_making",
                violation_error_message="这个活动已有一版走法正在拟定，请接着改那一版。",
            ),
        ]

    def __str__(self):
        return f"{self.programme}第 {self.version} 版走法"

    @cached_property
    def gates(self):
        """Its stages in their order, each with its keepers. One query."""
        rows = StageKeeper.objects.filter(stage__road=self).select_related("stage")
        stages = {}
        for keeper in rows.order_by("stage__position", "position"):
            stage = stages.setdefault(keeper.stage_id, keeper.stage)
            stage.kept_by = [*stage.__dict__.get("kept_by", []), keeper]
        return list(stages.values())

    def after(self, stage):
        """The stages that follow this one, in order; all of them for None."""
        position = stage.position if stage else 0
        return [gate for gate in self.gates if gate.position > position]

    def gate(self, key):
        """The stage with this key."""
        return next(gate for gate in self.gates if gate.pk == key)

    def hold(self):
        """Locked and fresh, still in the making: whoever changes a stage of it waits in line."""
        self.refresh_from_db(from_queryset=Road.objects.select_for_update())
        self.__dict__.pop("gates", None)
        if self.begun_at:
            raise OutOfStep("这一版走法已经起用，不能再改。要改请另起一版。")
        return self

    @transaction.atomic
    def add(self, name, keepers, *, if_missing, working_days, by=None, **terms):
        """One more stage at the end. `keepers`: for each its tier, role and, if need be, more.

        `terms` may give outcomes and closed_to.
        """
        self.hold()
        if self.stages.count() >= MOST_STAGES:
            raise Refusal(f"环节最多 {MOST_STAGES} 个。")
        stage = self.stages.create(
            position=self.stages.count() + 1,
            name=name,
            if_missing=if_missing,
            working_days=working_days,
            **terms,
        )
        for position, keeper in enumerate(keepers, start=1):
            stage.keepers.create(position=position, **keeper)
        if by:
            leave_trace("加环节", self.programme, by=by, stage=name)
        return stage

    @transaction.atomic
    def begin(self):
        """From now on entries travel it, and nobody changes it."""
        self.hold()
        self.begun_at = clock.now()
        self.save(update_fields=["begun_at"])

    @transaction.atomic
    def next(self, *, by):
        """A new version that begins as a copy of this one."""
        last = Road.objects.filter(programme=self.programme_id).order_by("-version").first()
        new = Road.objects.create(
            programme_id=self.programme_id, version=last.version + 1, made_at=clock.now(), by=by
        )
        self.copy_to(new)
        return new

    def copy_to(self, other):
        for gate in self.gates:
            gate.copy_to(other)
