"""合并: two proposals that say the same become one, with the consent of every author of both."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Kind, Notification
from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey
from jiangxin.proposals.models import notices
from jiangxin.proposals.models.joinable import in_order, must_be_joinable
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.proposals.models.shares import WHOLE
from jiangxin.proposals.models.team import kept, people_of, restore, take_in

OVER = "这次合并已经有了结果，请刷新后再看。"


class JoiningQuerySet(models.QuerySet):
    def open(self):
        """Those that wait for somebody's consent."""
        return self.filter(done_at=None, dropped_at=None)

    def standing(self):
        """Those that were done and not taken back."""
        return self.filter(done_at__isnull=False, undone_at=None)

    def about(self, proposal):
        """Those that are open or stand, into this proposal or out of it."""
        here = Q(source=proposal) | Q(target=proposal)
        return self.filter(here, dropped_at=None, undone_at=None).order_by("id")

    def visible_to(self, user):
        """Whoever is asked, and whoever may see both proposals."""
        asked = JoiningPart.objects.filter(person__in=Person.objects.keys_of(user))
        seen = Proposal.objects.visible_to(user).values("pk")
        both = Q(source__in=seen, target__in=seen)
        return self.filter(both | Q(pk__in=asked.values("joining")))

    def for_page(self):
        rows = self.select_related("by", "dropped_by", "undone_by")
        return rows.select_related("source__journey", "target__journey")


class Joining(models.Model):
    """合并: the later proposal goes on in the earlier one. Nothing moves before all have agreed.

    The source's journey ends as 已并入; its authors become authors of the target. What they were
    counted for stays, and nothing is counted a second time.
    """

    source = models.ForeignKey(
        Proposal, models.PROTECT, related_name="joinings", verbose_name="并入的"
    )
    target = models.ForeignKey(
        Proposal, models.PROTECT, related_name="joined", verbose_name="保留的"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出合并")
    done_at = models.DateTimeField("合并", null=True)
    was = models.JSONField(default=dict)  # where the source lay, and how the target's team was
    dropped_at = models.DateTimeField("不合并", null=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    undone_at = models.DateTimeField("拆开", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = JoiningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(dropped_at=None, undone_at=None),
                name="one_open_joining_per_source",
                violation_error_message="这条建议刚刚已经有人提出合并，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="nothing_is_joined_to_itself",
                condition=~Q(source=models.F("target")),
                violation_error_message="不能和自己合并。",
            ),
            models.CheckConstraint(
                name="a_joining_ends_one_way",
                condition=(Q(done_at=None) | Q(dropped_at=None))
                & (Q(undone_at=None) | Q(done_at__isnull=False)),
                violation_error_message="这次合并已经有了结果，请刷新后再看。",
            ),
        ]

    def __str__(self):
        return f"“{self.source}”并入“{self.target}”"

    def get_absolute_url(self):
        return reverse("proposals:joining", args=[self.pk])

    @classmethod
    @transaction.atomic
    def propose(cls, one, other, shares, *, by):
        """Ask every author of both.

        The later one goes on in the earlier one. Whoever proposes and is an author has agreed.
        """
        source, target = in_order(one, other)
        cls._hold(source, target)
        must_be_joinable(source, target)
        if source.joinings.filter(dropped_at=None, undone_at=None).exists():
            raise OutOfStep("这条建议刚刚已经有人提出合并，请刷新后再看。")
        people = people_of(target, source)
        if shares.keys() != people.keys():
            raise OutOfStep("作者刚刚有变化，请刷新后再分。")
        if sum(shares.values()) != WHOLE or min(shares.values()) < 1:
            raise Refusal(f"份额要每人至少 1，合计正好 {WHOLE}，现在合计 {sum(shares.values())}。")
        new = cls.objects.create(source=source, target=target, by=by, proposed_at=clock.now())
        for key, person in people.items():
            agreed = new.proposed_at if person.is_of(by) else None
            new.parts.create(person=person, share=shares[key], agreed_at=agreed)
        for proposal in (source, target):
            leave_trace("提出合并", proposal, by=by, source=source.pk, target=target.pk)
        new._tell(f"请您看看：{new}，同不同意", Kind.INVITATION, "asked", waiting=True)
        new._go_on(by)
        return new

    @transaction.atomic
    def agree(self, *, by):
        """This author agrees to the merging and to the shares. The last one makes it happen."""
        self.hold()
        if self.done_at or self.dropped_at:
            raise OutOfStep(OVER)
        mine = [part for part in self.parts.select_related("person") if part.person.is_of(by)]
        if not mine:
            raise Refusal("这次合并没有请您确认。")
        for part in mine:
            part.agree()
        leave_trace("同意合并", self, by=by)
        Notification.settle(self.get_absolute_url(), Kind.INVITATION, user=by)
        self._go_on(by)

    @transaction.atomic
    def drop(self, *, by):
        """不合并: one of them does not want it, or who proposed it takes it back."""
        self.hold()
        if self.done_at or self.dropped_at:
            raise OutOfStep(OVER)
        self._write(dropped_at=clock.now(), dropped_by=by)
        leave_trace("不合并", self, by=by)
        Notification.settle(self.get_absolute_url(), Kind.INVITATION)
        self._tell(f"不合并了：{self}", Kind.OTHER, "dropped")

    @transaction.atomic
    def undo(self, *, by):
        """拆开: both are again as before, as long as the target is not concluded."""
        source, target = self.hold()
        if self.done_at is None or self.undone_at:
            raise OutOfStep(OVER)
        if target.journey.is_concluded():
            raise Refusal(f"“{target}”已经办结，不能再拆开。")
        later = type(self).objects.standing().filter(target=target, done_at__gt=self.done_at)
        for other in later[:1]:
            raise Refusal(f"在它之后又有“{other.source}”并入，请先拆开那一次。")
        source.journey.part(self.was["journey"], by=by)
        restore(target, self.was["team"], self)
        self._write(undone_at=clock.now(), undone_by=by)
        leave_trace("拆开合并", target.journey, by=by, remark=f"“{source}”拆开，各办各的")
        notices.tell_keepers(source)
        self._tell(f"拆开了：“{source}”和“{target}”各办各的", Kind.ANSWER, "undone")

    def hold(self):
        """(source, target) with both journeys locked and fresh, and this row after them."""
        self._hold(self.source, self.target)
        self.refresh_from_db(fields=["done_at", "dropped_at", "undone_at", "was"])
        return self.source, self.target

    def waits_for(self, user):
        if not self.is_open():
            return False
        waiting = self.parts.filter(agreed_at=None).select_related("person")
        return any(part.person.is_of(user) for part in waiting)

    def is_for(self, user):
        """Is this user one of the authors who are asked?"""
        return any(part.person.is_of(user) for part in self.parts.select_related("person"))

    def is_open(self):
        return self.done_at is None and self.dropped_at is None

    def is_standing(self):
        return self.done_at is not None and self.undone_at is None

    @property
    def state(self):
        """(kind, word)."""
        if self.is_open():
            return "waiting", "等作者同意"
        if self.dropped_at:
            return "closed", "没有合并"
        return ("closed", "已拆开") if self.undone_at else ("merged", "已合并")

    @staticmethod
    def _hold(*proposals):
        held = Journey.hold_all([proposal.journey_id for proposal in proposals])
        for proposal in proposals:
            proposal.journey = held[proposal.journey_id]

    def _go_on(self, by):
        """Once the last of them has agreed, it happens: all of it, or nothing."""
        if self.parts.filter(agreed_at=None).exists():
            return
        source, target = self.source, self.target
        must_be_joinable(source, target)
        parts = list(self.parts.select_related("person").order_by("id"))
        if people_of(source, target).keys() != {part.person.survivor for part in parts}:
            raise OutOfStep("作者刚刚有变化，请撤回这次合并，重新提出。")
        was = {"team": kept(target)}
        take_in(target, parts, self)
        was["journey"] = source.journey.merge(target, by=by)
        self._write(done_at=clock.now(), was=was)
        leave_trace("并入一条", target.journey, by=by, remark=f"“{source}”并入，作者一起署名")
        notices.keepers_are_done(source)
        self._tell(f"合并好了：{self}", Kind.ANSWER, "done")

    def _write(self, **told):
        for name, value in told.items():
            setattr(self, name, value)
        self.save(update_fields=list(told))

    def _tell(self, title, kind, event, *, waiting=False):
        parts = self.parts.filter(agreed_at=None) if waiting else self.parts.all()
        people = Person.objects.survivors(parts.values("person")).exclude(user=None)
        users = {person.user for person in people.select_related("user").order_by("pk")}
        for user in sorted(users if waiting else users | {self.by}, key=lambda user: user.pk):
            path, key = self.get_absolute_url(), f"joining:{self.pk}:{event}"
            Notification.tell(user, title, kind=kind, path=path, key=key)


class JoiningPart(models.Model):
    """合并的一位作者: their share of the whole, and that they agreed to it."""

    joining = models.ForeignKey(Joining, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField("份额")  # per cent
    agreed_at = models.DateTimeField("同意", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joining", "person"],
                name="one_part_per_person",
                violation_error_message="这位作者已经在里面。",
            ),
            models.CheckConstraint(
                name="a_part_is_of_the_whole",
                condition=Q(share__range=(1, 100)),
                violation_error_message="份额在 1 到 100 之间。",
            ),
        ]

    def __str__(self):
        return str(self.person)

    def agree(self):
        self.agreed_at = self.agreed_at or clock.now()
        self.save(update_fields=["agreed_at"])
