from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef

from jiangxin.audit.models import Trace, leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.workdays import add_working_days
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models.programme import Programme, Stage


class Status(models.TextChoices):
    DRAFT = "draft", "草稿"
    UNDER_WAY = "under_way", "办理中"
    HANDED_BACK = "handed_back", "退回修改"
    ACCEPTED = "accepted", "已通过"
    REJECTED = "rejected", "不通过"
    WITHDRAWN = "withdrawn", "已撤回"


WITH_AUTHOR = {Status.DRAFT, Status.HANDED_BACK}
WITH_KEEPER = {Status.UNDER_WAY}


class JourneyQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(status=Status.UNDER_WAY)

    def waiting_for(self, user):
        """Those that lie at a gate which this user keeps today."""
        seat = Office.objects.of(user).filter(
            organisation=OuterRef("keeper"), role=OuterRef("stage__keeper_role")
        )
        return self.under_way().filter(Exists(seat))

    def for_desk(self):
        return self.select_related("programme", "stage", "keeper")


class Journey(models.Model):
    """办理: the road of one entry, and where on it the entry stands. The only status there is.

    The life of an entry is written here in code, since it is the same everywhere. The road
    (which stages, kept by whom, in how many days) is data.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    park_union = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True)  # of the entry's own page
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", null=True)
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    arrived_at = models.DateTimeField("送到", null=True)
    due_on = models.DateField("最迟", null=True)
    submitted_at = models.DateTimeField("首次提交", null=True)
    concluded_at = models.DateTimeField("办结", null=True)
    moves = models.PositiveIntegerField(default=0)  # which version of the road a page was showing
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = JourneyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["keeper", "due_on", "id"],
                condition=models.Q(status=Status.UNDER_WAY),
                name="journeys_on_a_desk",
            )
        ]

    def __str__(self):
        return self.title

    @classmethod
    def start(cls, programme, *, title, origin, by, park_union=None):
        """A draft: it lies with its author and nobody else sees it."""
        return cls.objects.create(
            programme=programme, title=title, origin=origin, park_union=park_union, started_by=by
        )

    def lead_to(self, path):
        """Remember on which page this entry is shown."""
        self.path = path
        self.save(update_fields=["path"])

    def retitle(self, title):
        self.title = title
        self.save(update_fields=["title"])

    def submit(self, *, by):
        """Send it to the first gate; an entry that was handed back goes to where it was."""
        if self.status == Status.DRAFT and not self.programme.is_open():
            raise Refusal(f"“{self.programme}”现在不收件。您写的还在草稿里。")
        again = self.status == Status.HANDED_BACK
        stage, keeper = (self.stage, self.keeper) if again else self._next_gate()
        if stage is None:
            raise Refusal("现在没有工会能受理：您所在的工会和上级都还没有设经办人。请联系市总工会。")
        verb = "补充后再次提交" if again else "提交"
        self._move(verb, WITH_AUTHOR, Status.UNDER_WAY, stage=stage, keeper=keeper, by=by)

    def pass_on(self, *, by, remark=""):
        """Let it through this gate: on to the next one, or to acceptance after the last."""
        stage, keeper = self._next_gate()
        onward = Status.UNDER_WAY if stage else Status.ACCEPTED
        self._move("通过", WITH_KEEPER, onward, stage=stage, keeper=keeper, by=by, remark=remark)

    def hand_back(self, *, by, remark):
        self._move("退回修改", WITH_KEEPER, Status.HANDED_BACK, by=by, remark=remark, **self._here())

    def reject(self, *, by, reason, remark):
        said = f"{reason}：{remark}"
        self._move("不通过", WITH_KEEPER, Status.REJECTED, by=by, remark=said)

    def withdraw(self, *, by):
        self._move("撤回", WITH_AUTHOR | WITH_KEEPER, Status.WITHDRAWN, by=by)

    def is_with_author(self):
        return self.status in WITH_AUTHOR

    def is_concluded(self):
        return self.status in {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN}

    def is_late(self):
        return self.status == Status.UNDER_WAY and self.due_on and self.due_on < clock.today()

    def is_kept_by(self, user):
        """Does this user hold the very office that keeps this gate? An office above does not."""
        return (
            self.status == Status.UNDER_WAY
            and Office.objects.of(user)
            .filter(organisation=self.keeper_id, role=self.stage.keeper_role)
            .exists()
        )

    def keepers(self):
        """The people who hold the keeper's office today."""
        held = Office.objects.today().filter(
            organisation=self.keeper_id, role=self.stage.keeper_role
        )
        return [office.user for office in held.select_related("user")]

    def trail(self):
        """What happened to it, from the first act to the last."""
        return Trace.objects.about(self).select_related("by").order_by("id")

    def _here(self):
        return {"stage": self.stage, "keeper": self.keeper}

    def _next_gate(self):
        """The next stage that somebody keeps for this entry, and who; (None, None) at the end.

        A stage that falls to the same office as the one just passed is not asked twice.
        """
        asked = (self.keeper_id, self.stage.keeper_role) if self.stage else None
        for stage in self.programme.road_after(self.stage):
            keeper = stage.keeper_for(self.origin, self.park_union)
            if keeper and (keeper.pk, stage.keeper_role) != asked:
                return stage, keeper
        return None, None

    @transaction.atomic
    def _move(self, verb, origins, status, *, by, stage=None, keeper=None, remark=""):
        """The only place where a status changes."""
        now = clock.now()
        left = self.keeper if self.status == Status.UNDER_WAY else None
        step = {
            "status": status,
            "stage": stage,
            "keeper": keeper,
            "arrived_at": now,
            "due_on": None,
            "moves": self.moves + 1,
        }
        if status == Status.UNDER_WAY:
            step["due_on"] = add_working_days(clock.day_of(now), stage.working_days)
            step["submitted_at"] = self.submitted_at or now
        elif status in {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN}:
            step["concluded_at"] = now
        # A conditional update: of two keepers who press the button at once, one is told so.
        here = type(self).objects.filter(pk=self.pk, status__in=origins, moves=self.moves)
        if not here.update(**step):
            raise OutOfStep(self._what_happened_first(verb))
        for field, value in step.items():
            setattr(self, field, value)
        leave_trace(
            verb,
            self,
            by=by,
            actor=f"{left} {by.name}" if left and self._acts_for(by, left) else by.name,
            remark=remark,
            stage=str(stage or ""),
            keeper=str(keeper or ""),
        )

    def _acts_for(self, user, organisation):
        return Office.objects.of(user).filter(organisation=organisation).exists()

    def _what_happened_first(self, verb):
        last = self.trail().last()
        if last is None:
            return f"“{self}”还没有提交，不能{verb}。"
        at = clock.local(last.happened_at)
        return f"这件 {at:%H:%M} 已由 {last.actor} {last.verb}，您的“{verb}”没有生效。"
