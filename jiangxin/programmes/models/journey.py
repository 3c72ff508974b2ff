from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from jiangxin.audit.models import Trace, leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.workdays import add_working_days
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models.programme import Programme
from jiangxin.programmes.models.stage import Route, Stage


class Status(models.TextChoices):
    DRAFT = "draft", "草稿"
    UNDER_WAY = "under_way", "办理中"
    HANDED_BACK = "handed_back", "退回修改"
    ACCEPTED = "accepted", "已通过"
    REJECTED = "rejected", "不通过"
    WITHDRAWN = "withdrawn", "已撤回"


WITH_AUTHOR = {Status.DRAFT, Status.HANDED_BACK}
WITH_KEEPER = {Status.UNDER_WAY}
CONCLUDED = {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN}
NO_GATE = (None, None)


class JourneyQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(status=Status.UNDER_WAY)

    def waiting_for(self, user):
        """Those that lie at a gate which this user keeps today."""
        seat = Office.objects.of(user).filter(
            organisation=OuterRef("keeper"), role=OuterRef("stage__keeper_role")
        )
        return self.under_way().exclude(barred__contains=[user.pk]).filter(Exists(seat))

    def for_desk(self):
        return self.select_related("programme", "stage", "keeper", "origin")


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
    # Keys of the users who are among its authors: whatever office they hold, they never judge it.
    barred = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_journey_under_way_lies_with_a_keeper",
                condition=~Q(status=Status.UNDER_WAY)
                | Q(stage__isnull=False, keeper__isnull=False, due_on__isnull=False),
                violation_error_message="这件没有送到任何工会，没有生效。",
            ),
            models.CheckConstraint(
                name="a_journey_concludes_once",
                condition=Q(concluded_at=None) ^ Q(status__in=sorted(CONCLUDED)),
                violation_error_message="这件的办结时间和状态对不上，没有生效。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["keeper", "due_on", "id"],
                condition=Q(status=Status.UNDER_WAY),
                name="journeys_on_a_desk",
            )
        ]

    def __str__(self):
        return self.title

    @classmethod
    def start(cls, programme, *, title, origin, by, park_union=None):
        """A draft: it lies with its author and nobody else sees it."""
        programme.must_be_open()
        return cls.objects.create(
            programme=programme,
            title=title,
            origin=origin,
            park_union=park_union,
            started_by=by,
            barred=[by.pk],
        )

    def lead_to(self, path):
        """Remember on which page this entry is shown."""
        self.path = path
        self.save(update_fields=["path"])

    def retitle(self, title):
        self.title = title
        self.save(update_fields=["title"])

    def settle(self, origin, park_union):
        """Where its author works on the day it is first sent in."""
        self.origin, self.park_union = origin, park_union
        self.save(update_fields=["origin", "park_union"])

    def hold(self):
        """The same row, locked and fresh: what is done to it waits until this act is over."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        return self

    def bar(self, user):
        """This user stands among its authors now, and so cannot judge it.

        Refused while it lies at the user's own gate: nobody might be left to answer it.
        """
        if self.is_kept_by(user):
            raise Refusal("这件正由您办理，办完之前您不能署名。")
        if user.pk not in self.barred:
            self.barred.append(user.pk)
            self.save(update_fields=["barred"])

    def must_be_at(self, moves, act):
        """Refuse an act that was chosen on a page which shows an older version of the road."""
        if moves is not None and moves != self.moves:
            raise OutOfStep(self._what_happened_first(act))

    def submit(self, *, by):
        """Send it to the first gate; an entry that was handed back goes to where it was."""
        again = self.status == Status.HANDED_BACK
        if not again:
            self.programme.must_be_open()
        gate = self._same_gate() if again else self._next_gate()
        if gate == NO_GATE:
            raise Refusal("现在没有工会能受理：您所在的工会和上级都没有经办人。请联系市总工会。")
        verb = "补充后再次提交" if again else "提交"
        self._move(verb, WITH_AUTHOR, Status.UNDER_WAY, gate, by=by)

    def pass_on(self, *, by, remark=""):
        """Let it through this gate: on to the next one, or to acceptance after the last."""
        gate = self._next_gate()
        onward = Status.ACCEPTED if gate == NO_GATE else Status.UNDER_WAY
        self._move("通过", WITH_KEEPER, onward, gate, by=by, remark=remark)

    def hand_back(self, *, by, remark):
        if not remark:
            raise Refusal("退回要写明请对方补什么。")
        here = (self.stage, self.keeper)
        self._move("退回修改", WITH_KEEPER, Status.HANDED_BACK, here, by=by, remark=remark)

    def reject(self, *, by, reason, remark):
        if not reason or not remark:
            raise Refusal("不通过要选一个理由，再写一句话。")
        said = f"{reason}：{remark}"
        self._move("不通过", WITH_KEEPER, Status.REJECTED, by=by, remark=said)

    def withdraw(self, *, by):
        self._move("撤回", WITH_AUTHOR | WITH_KEEPER, Status.WITHDRAWN, by=by)

    def is_with_author(self):
        return self.status in WITH_AUTHOR

    def is_under_way(self):
        return self.status in WITH_KEEPER

    def is_concluded(self):
        return self.status in CONCLUDED

    def is_late(self):
        return self.is_under_way() and self.due_on < clock.today()

    def seat_of(self, user):
        """The very office by which this user keeps the gate, or None. One above does not."""
        if not self.is_under_way() or user.pk in self.barred:
            return None
        held = Office.objects.of(user).select_related("organisation")
        return held.filter(organisation=self.keeper_id, role=self.stage.keeper_role).first()

    def is_kept_by(self, user):
        return self.seat_of(user) is not None

    def keepers(self):
        """The people who hold the keeper's office today and may answer."""
        held = Office.objects.today().filter(
            organisation=self.keeper_id, role=self.stage.keeper_role
        )
        seated = held.exclude(user__in=self.barred).select_related("user").order_by("id")
        return [office.user for office in seated]

    def trail(self):
        """What happened to it, from the first act to the last."""
        return Trace.objects.about(self).order_by("id")

    def route(self):
        """Who may keep gates for this entry, as of today."""
        return Route(self.origin, self.park_union, self.barred)

    def ahead(self, route=None):
        """(stage, union) for each gate that it will still come to, as things stand today."""
        asked = (self.keeper_id, self.stage.keeper_role) if self.stage else None
        return (route or self.route()).ahead(self.programme.road_after(self.stage), asked)

    def _next_gate(self):
        return next(self.ahead(), NO_GATE)

    def _same_gate(self):
        """The gate that handed it back; when nobody keeps that any more, the next that is kept."""
        keeper = self.route().keeper_of(self.stage)
        return (self.stage, keeper) if keeper else self._next_gate()

    @transaction.atomic
    def _move(self, verb, origins, status, gate=NO_GATE, *, by, remark=""):
        """The only place where a status changes."""
        step = self._step(status, *gate)
        left, verbs_of_keeper = self.stage, status != Status.WITHDRAWN and self.is_under_way()
        actor = f"{self.keeper} {by.name}" if verbs_of_keeper else by.name
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
            actor=actor,
            remark=remark,
            move=self.moves,
            stage=str(left) if left and verbs_of_keeper else "",
            keeper=str(self.keeper or ""),
        )

    def _step(self, status, stage, keeper):
        now = clock.now()
        step = {"status": status, "stage": stage, "keeper": keeper, "arrived_at": now}
        step |= {"due_on": None, "moves": self.moves + 1}
        if status == Status.UNDER_WAY:
            arrived_on = now.astimezone(clock.CHINA).date()
            step["due_on"] = add_working_days(arrived_on, stage.working_days)
            step["submitted_at"] = self.submitted_at or now
        elif status in CONCLUDED:
            step["concluded_at"] = now
        return step

    def _what_happened_first(self, verb):
        last = self.trail().filter(details__has_key="move").last()
        if last is None:
            return f"“{self}”还没有提交，不能{verb}。"
        at = last.happened_at.astimezone(clock.CHINA)
        return f"这件 {at:%H:%M} 已由 {last.actor} {last.verb}，您的“{verb}”没有生效。"
