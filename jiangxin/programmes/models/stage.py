from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib.ordered import change_places, close_ranks
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Office, Organisation


class Outcome(models.TextChoices):
    """结果: what a stage may decide. Which of them it offers is data; what each does is code."""

    PASS_ON = "pass_on", "通过"
    HAND_BACK = "hand_back", "退回修改"
    REJECT = "reject", "不通过"
    RESERVE = "reserve", "技术储备"
    REPORT_UP = "report_up", "上报上级"
    REFER = "refer", "转办"
    NOTE = "note", "一般性意见"


def usual_outcomes():
    return [Outcome.PASS_ON, Outcome.HAND_BACK, Outcome.REJECT]


class Stage(models.Model):
    """环节: one gate on a road. Who keeps it is resolved for each entry when it gets there."""

    class IfMissing(models.TextChoices):
        SKIP = "skip", "跳过"
        UP = "up", "由上级代办"

    road = models.ForeignKey("programmes.Road", models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=60)
    if_missing = models.CharField("没有这一级时", max_length=4, choices=IfMissing)
    working_days = models.PositiveSmallIntegerField("工作日")
    outcomes = ArrayField(
        models.CharField(max_length=12, choices=Outcome),
        verbose_name="结果",
        default=usual_outcomes,
    )
    # Positions of earlier stages of this road: whoever decided there may not decide here.
    closed_to = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name="回避", default=list, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["road", "position"],
                name="one_stage_at_a_position",
                violation_error_message="这个活动的这一步已有一个环节。",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="a_stage_can_be_passed",
                condition=models.Q(outcomes__contains=["pass_on"]),
                violation_error_message="每个环节都要能“通过”。",
            ),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def kept_by(self):
        """Its keepers in their order. A road's `gates` know them already."""
        return list(self.keepers.order_by("position"))

    @property
    def keeper(self):
        """The first of its keepers."""
        return self.kept_by[0]

    @property
    def outcome_words(self):
        return "、".join(Outcome(outcome).label for outcome in self.outcomes)

    @transaction.atomic
    def amend(self, *, by, **terms):
        """Change name, working_days, if_missing, outcomes or closed_to."""
        self.road.hold()
        self.refresh_from_db()
        if any(position >= self.position for position in terms.get("closed_to", ())):
            raise Refusal("回避只能选前面的环节。")
        for name, value in terms.items():
            setattr(self, name, value)
        self.save(update_fields=list(terms))
        leave_trace("改环节", self.road.programme, by=by, stage=self.name)

    @transaction.atomic
    def move(self, step, *, by):
        """One place up (-1) or down (1). Whom the others are closed to moves with it."""
        self.road.hold()
        self.refresh_from_db()
        if other := change_places(self, self.road.stages.all(), step):
            swap = {self.position: other.position, other.position: self.position}
            self._renumber(lambda position: swap.get(position, position))
            leave_trace("调整环节的次序", self.road.programme, by=by, stage=self.name)

    @transaction.atomic
    def remove(self, *, by):
        self.road.hold()
        self.refresh_from_db()
        gone, road = self.position, self.road
        self.delete()
        close_ranks(road.stages.all())
        for stage in road.stages.all():
            kept = [p - (p > gone) for p in stage.closed_to if p != gone]
            road.stages.filter(pk=stage.pk).update(closed_to=kept)
        leave_trace("去掉环节", road.programme, by=by, stage=self.name)

    @transaction.atomic
    def add_keeper(self, *, by, **office):
        """Somebody else who must agree too: tier, role, department, of_park."""
        self.road.hold()
        new = self.keepers.create(position=self.keepers.count() + 1, **office)
        self.__dict__.pop("kept_by", None)
        leave_trace("加把关人", self.road.programme, by=by, stage=self.name, keeper=str(new))
        return new

    def _renumber(self, new):
        for stage in self.road.stages.exclude(closed_to=[]):
            closed = sorted(map(new, stage.closed_to))
            self.road.stages.filter(pk=stage.pk).update(closed_to=closed)

    def copy_to(self, road):
        """The same stage on another road."""
        terms = {name: getattr(self, name) for name in TERMS}
        new = road.stages.create(position=self.position, **terms)
        for keeper in self.kept_by:
            keeper.copy_to(new)
        return new


TERMS = ["name", "if_missing", "working_days", "outcomes", "closed_to"]


class StageKeeper(models.Model):
    """环节把关人: which office keeps a stage. With several of them, all must agree."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="keepers")
    position = models.PositiveSmallIntegerField(default=1)
    tier = models.CharField("把关层级", max_length=10, choices=Organisation.Tier)
    role = models.CharField("把关人", max_length=20, choices=Office.Role)
    department = models.CharField("部门", max_length=60, blank=True)  # "": whichever it is
    # Territory before parentage: the union of the park in which the entry's enterprise stands.
    of_park = models.BooleanField("由企业所在园区的工会把关", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "tier", "role", "department"],
                name="one_keeper_of_a_kind",
                violation_error_message="这个环节里已有同样的把关人。",
            ),
            models.CheckConstraint(
                name="the_union_of_a_park_is_a_parks_union",
                condition=models.Q(of_park=False) | models.Q(tier="park"),
                violation_error_message="按园区把关的，层级要选园区联合工会。",
            ),
        ]

    def __str__(self):
        return f"{self.place}{self.department}{self.get_role_display()}"

    @property
    def place(self):
        return "企业所在园区的工会" if self.of_park else self.get_tier_display()

    @transaction.atomic
    def remove(self, *, by):
        """One of several is asked no more; the last one stays."""
        stage, said = self.stage, str(self)
        stage.road.hold()
        if stage.keepers.count() == 1:
            raise Refusal(f"环节“{stage}”至少要有一个把关人。请先加一个，再去掉这一个。")
        self.delete()
        close_ranks(stage.keepers.all())
        leave_trace("去掉把关人", stage.road.programme, by=by, stage=stage.name, keeper=said)

    def seat_at(self, union):
        """What is asked at this union: (key, role, department)."""
        return union.pk, self.role, self.department

    def copy_to(self, stage):
        terms = ["position", "tier", "role", "department", "of_park"]
        return stage.keepers.create(**{name: getattr(self, name) for name in terms})
