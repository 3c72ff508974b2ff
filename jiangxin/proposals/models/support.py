"""创新项目扶持: what an accepted idea needs before there is a result, and who gives it."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.money import yuan
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Kind as About
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office, Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models import Status

GIVING = [Office.Role.CHAIR, Office.Role.STEWARD]
CHANGED = "这项扶持刚刚有了变化，请刷新后再看。"


class SupportQuerySet(models.QuerySet):
    def standing(self):
        """Asked for or granted: at most one of a kind for a proposal."""
        return self.filter(refused_at=None, closed_at=None)

    def for_page(self):
        of = self.select_related("proposal__journey", "proposal__enterprise", "union")
        return of.select_related("by", "answered_by", "closed_by")


class Support(models.Model):
    """创新项目扶持: money, an expert or a place, asked of the union that accepted the idea.

    `amount` (asked for), `granted` and `spent` in 分, and only of money; `provided` names the
    person, the unit or the place.
    """

    class Kind(models.TextChoices):
        MONEY = "money", "经费"
        EXPERT = "expert", "专家"
        PLACE = "place", "场地"
        OTHER = "other", "其他"

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="supports")
    kind = models.CharField("要什么", max_length=6, choices=Kind)
    purpose = models.TextField("做什么用")
    amount = models.PositiveBigIntegerField("要多少钱", null=True)
    until = models.DateField("用到哪天")
    union = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    granted_at = models.DateTimeField("批准", null=True)
    granted = models.PositiveBigIntegerField("批准金额", null=True)
    provided = models.CharField("提供什么", max_length=200, blank=True)
    refused_at = models.DateTimeField("没有批准", null=True)
    remark = models.CharField("答复", max_length=500, blank=True)
    spent = models.PositiveBigIntegerField("已用", default=0)
    closed_at = models.DateTimeField("结束", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    outcome = models.CharField("结束时的话", max_length=500, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "kind"],
                condition=Q(refused_at=None, closed_at=None),
                name="one_open_support_of_a_kind",
                violation_error_message="这条建议已经有一项同样的扶持在办，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="only_money_is_asked_in_yuan",
                condition=Q(kind="money", amount__isnull=False, amount__gt=0)
                | (~Q(kind="money") & Q(amount=None, granted=None)),
                violation_error_message="经费要写金额，别的扶持不写金额。",
            ),
            models.CheckConstraint(
                name="a_support_is_answered_one_way",
                condition=Q(granted_at=None, refused_at=None, answered_by=None)
                | Q(granted_at__isnull=False, refused_at=None, answered_by__isnull=False)
                | (
                    Q(granted_at=None, refused_at__isnull=False, answered_by__isnull=False)
                    & ~Q(remark="")
                ),
                violation_error_message="扶持要么批准，要么不批准并写明原因。",
            ),
            models.CheckConstraint(
                name="no_more_is_spent_than_was_granted",
                condition=Q(spent=0) | Q(granted__isnull=False, spent__lte=F("granted")),
                violation_error_message="已用的钱不能多于批准的。",
            ),
            models.CheckConstraint(
                name="no_more_is_granted_than_was_asked",
                condition=Q(granted=None)
                | Q(amount__isnull=False, granted__lte=F("amount"), granted__gt=0),
                violation_error_message="批准的钱不能多于申请的。",
            ),
            models.CheckConstraint(
                name="only_what_was_granted_is_closed",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, granted_at__isnull=False),
                violation_error_message="批准过的扶持才能结束。",
            ),
        ]

    def __str__(self):
        return f"“{self.proposal}”的{self.get_kind_display()}扶持"

    def get_absolute_url(self):
        return reverse("proposals:support", args=[self.pk])

    @classmethod
    @transaction.atomic
    def ask(cls, proposal, *, by, kind, purpose, until, amount=None):
        """申请: while the idea has no result yet; of the union at whose gate it was accepted."""
        proposal.hold()
        if proposal.journey.status != Status.ACCEPTED:
            raise Refusal(f"“{proposal}”还没有通过，通过以后才能申请扶持。")
        work = getattr(proposal, "implementation", None)
        if work and not work.is_going_on():
            raise Refusal("这条建议的实施已经有了结果，不用再申请扶持。")
        if until < clock.today():
            raise Refusal("用到的日子已经过了，请填今天或以后的日子。")
        if proposal.supports.standing().filter(kind=kind).exists():
            raise OutOfStep(f"这条建议已经有一项{cls.Kind(kind).label}扶持在办，请刷新后再看。")
        seat = proposal.journey.accepted_at()
        if seat is None:
            raise Refusal("找不到最后审定这条建议的工会。请联系市总工会。")
        told = {"kind": kind, "purpose": purpose, "until": until, "amount": amount}
        new = proposal.supports.create(union=seat.union, by=by, asked_at=clock.now(), **told)
        leave_trace("申请扶持", new, by=by, kind=str(kind), amount=amount)
        new._tell(new._givers(), f"待办：{new}", About.WAITING, purpose, "asked")
        return new

    @transaction.atomic
    def grant(self, *, by, granted=None, provided="", remark=""):
        """批准: so much money, or a person, a unit, a place by name."""
        self._must_not_be_own(by)
        if self.is_money() and not 0 < (granted or 0) <= self.amount:
            raise Refusal(f"批准的钱要大于 0，不多于申请的 {yuan(self.amount)} 元。")
        if not (self.is_money() or provided):
            raise Refusal("请写提供什么：谁、哪个单位或哪里。")
        told = {"granted": granted if self.is_money() else None, "provided": provided}
        self._answer(by, granted_at=clock.now(), remark=remark, **told)
        leave_trace("批准扶持", self, by=by, **told, remark=remark)
        said = "。".join(filter(None, [self.gift, remark]))
        self._tell(self._takers(), f"{self}已批准", About.ANSWER, said, "granted")

    @transaction.atomic
    def refuse(self, *, by, reason):
        """不批准, with a reason; it may be asked for again."""
        self._must_not_be_own(by)
        if not reason:
            raise Refusal("不批准要写明原因，申请的人会看到。")
        self._answer(by, refused_at=clock.now(), remark=reason)
        leave_trace("不批准扶持", self, by=by, remark=reason)
        self._tell(self._takers(), f"{self}没有批准", About.ANSWER, reason, "refused")

    @transaction.atomic
    def report(self, *, by, on, text, spent=None):
        """进展: what became of it by a day; of money, all that was spent so far, in 分."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        if not self.is_running():
            raise OutOfStep(CHANGED)
        if not self.reported_on() <= on <= clock.today():
            raise Refusal("报告的日子要在批准和上一次报告以后，不能晚于今天。")
        if self.is_money():
            self._spend(spent)
        note = self.notes.create(on=on, text=text, spent=spent, by=by, at=clock.now())
        leave_trace("报告扶持的使用", self, by=by, on=str(on), spent=spent)
        self._tell(self._givers(), f"{self}有了进展", About.OTHER, text, f"note:{note.pk}")
        return note

    @transaction.atomic
    def close(self, *, by, outcome=""):
        """结束: the office that granted it has seen what became of it."""
        if self.proposal.is_by(by):
            raise Refusal("您是这条建议的作者，要由别人结束这项扶持。")
        told = {"closed_at": clock.now(), "closed_by": by, "outcome": outcome}
        self._change({"granted_at__isnull": False, "closed_at": None}, told)
        leave_trace("结束扶持", self, by=by, spent=self.spent, remark=outcome)
        self._tell(self._takers(), f"{self}结束了", About.OTHER, outcome, "closed")

    def is_money(self):
        return self.kind == self.Kind.MONEY

    def is_asked(self):
        return self.granted_at is None and self.refused_at is None

    def is_running(self):
        return self.granted_at is not None and self.closed_at is None

    def reported_on(self):
        """The day up to which is known what became of it; at first that of the grant."""
        last = self.notes.order_by("-on").first()
        return last.on if last else clock.day_of(self.granted_at)

    @property
    def gift(self):
        """What was granted, in words."""
        return f"{yuan(self.granted)} 元" if self.is_money() else self.provided

    @property
    def state(self):
        """(kind, word)."""
        if self.is_asked():
            return "waiting", f"等{self.union}答复"
        if self.refused_at:
            return "refused", "没有批准"
        return ("open", "已批准") if self.is_running() else ("done", "已结束")

    def _must_not_be_own(self, by):
        if by.pk == self.by_id or self.proposal.is_by(by):
            raise Refusal("作者和申请的人不能批自己的扶持，请由本会别的主席、专管员批。")

    def _spend(self, spent):
        if spent is None or spent > self.granted:
            raise Refusal(f"已用的钱要填，不能多于批准的 {yuan(self.granted)} 元。")
        self.spent = spent
        self.save(update_fields=["spent"])

    def _answer(self, by, **told):
        self._change({"granted_at": None, "refused_at": None}, told | {"answered_by": by})
        Notification.settle(self.get_absolute_url(), About.WAITING)

    def _change(self, seen, told):
        # A conditional update: of two officers who answer at once, one is told so.
        if not type(self).objects.filter(pk=self.pk, **seen).update(**told):
            raise OutOfStep(CHANGED)
        for name, value in told.items():
            setattr(self, name, value)

    def _givers(self):
        """Chair and steward of the union that is asked; no author, nor who asked."""
        held = Office.objects.today().filter(organisation=self.union, role__in=GIVING)
        others = held.exclude(user__in=[*self.proposal.journey.barred, self.by_id])
        return User.objects.filter(pk__in=others.values("user")).order_by("pk")

    def _takers(self):
        """Its authors, and who asked."""
        authors = Person.objects.survivors(self.proposal.agreed().values("person"))
        mine = Q(pk__in=authors.exclude(user=None).values("user")) | Q(pk=self.by_id)
        return User.objects.filter(mine).order_by("pk")

    def _tell(self, users, title, kind, text, event):
        for user in users:
            key = f"support:{self.pk}:{event}"
            path = self.get_absolute_url()
            Notification.tell(user, title, kind=kind, text=text, path=path, key=key)


class SupportNote(models.Model):
    """扶持的进展: what became of it by a day; `spent` so far in 分, of money only."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="notes")
    on = models.DateField("截至哪天")
    text = models.TextField("做了什么")
    spent = models.PositiveBigIntegerField("已用", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return self.text[:40]
