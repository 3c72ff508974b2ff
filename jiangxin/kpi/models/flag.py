"""疑点: what looks untrue about a unit's numbers. It stands beside a figure, never in it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.people.models import Person

MOST_PEOPLE = 2000  # whom one flag names; the sentence gives the whole number


class Doubt(models.TextChoices):
    GHOST = "ghost", "查无此人"
    TWIN = "twin", "一人算两次"
    PHONE = "phone", "多人共用手机号"
    BURST = "burst", "截止前突击"
    COPIED = "copied", "内容照抄"
    PAPER = "paper", "代录没有各自的纸件"
    RETURNED = "returned", "离职又回来参与"
    SEQUENCE = "sequence", "证件号连号"
    OWN = "own", "自己录、自己批"
    PAST = "past", "事后改动"
    SHRUNK = "shrunk", "期末职工数变少"
    SPLIT = "split", "分立后职工数变少"
    SAMPLE = "sample", "随机抽查"


class Finding(models.TextChoices):
    TRUE = "true", "属实"
    FALSE = "false", "不属实"
    UNSURE = "unsure", "需核实"


SETTLED = (Finding.TRUE, Finding.FALSE)


class FlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those about units that the user's offices reach: their own too."""
        reach = Office.objects.reach_of(user)
        return self.all() if reach.is_everywhere() else self.filter(reach.covers())

    def open(self):
        """Those that still want a verdict, and that the last search found again."""
        return self.exclude(finding__in=SETTLED).filter(faded_at=None)

    def standing(self):
        """Those that a reader of a figure should know of: not found untrue, not gone."""
        still = Q(faded_at=None) | Q(finding=Finding.TRUE)
        return self.exclude(doubt=Doubt.SAMPLE).exclude(finding=Finding.FALSE).filter(still)

    def shown(self, how):
        """As a list asks: open, unsure, true, false, faded, or else all."""
        if how == "open":
            return self.open().filter(finding="")
        if how == "faded":
            return self.exclude(faded_at=None)
        return self.filter(finding=how) if how in Finding.values else self

    def of(self, doubt):
        return self.filter(doubt=doubt) if doubt else self

    def over(self, period):
        return self.filter(month__range=(period.first, period.last))

    def about(self, enterprises):
        return self.filter(enterprise__in=enterprises)

    def for_list(self):
        """Without the keys of the people, which may be many."""
        shown = self.select_related("enterprise", "judged_by", "answered_by")
        return shown.defer("people", "proposals")

    def people_in_doubt(self):
        """Whom these name, each once whatever number of records they had, as keys."""
        keys = {key for people in self.values_list("people", flat=True) for key in people}
        known = Person.objects.filter(AnyOf("id", keys)).values_list("pk", "merged_into")
        return {into or key for key, into in known}

    def tally(self):
        """{doubt: (how many there are, settled, of these found true)}."""
        counted = (
            self.values("doubt")
            .order_by("doubt")
            .annotate(
                all=Count("pk"),
                settled=Count("pk", filter=Q(finding__in=SETTLED)),
                true=Count("pk", filter=Q(finding=Finding.TRUE)),
            )
        )
        return {row["doubt"]: (row["all"], row["settled"], row["true"]) for row in counted}


class Flag(models.Model):
    """疑点: one reason, with figures, to look closer at what a unit's people did in a month.

    Found by a rule, or drawn by lot (随机抽查). It changes no figure: a person looks, and says what
    it is. `key` tells evidence of one kind apart; it is never a personal number.
    """

    doubt = models.CharField("疑点", max_length=10, choices=Doubt)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    month = models.DateField("月份")
    key = models.CharField(max_length=40, blank=True)
    reason = models.CharField("为什么", max_length=300)
    touched = models.PositiveIntegerField("涉及人数")
    people = ArrayField(models.BigIntegerField(), default=list)
    proposals = ArrayField(models.BigIntegerField(), default=list)
    # Keys of the users who entered, filed or decided what is in doubt: they never judge it.
    barred = ArrayField(models.BigIntegerField(), default=list)
    seed = models.CharField("抽查种子", max_length=32, blank=True)
    found_at = models.DateTimeField("发现")
    faded_at = models.DateTimeField("不再出现", null=True)
    answer = models.CharField("单位的说明", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField("说明时间", null=True)
    finding = models.CharField("认定", max_length=6, choices=Finding, blank=True)
    remark = models.CharField("认定的理由", max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    judged_at = models.DateTimeField("认定时间", null=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "month", "doubt", "key"],
                name="one_flag_of_a_doubt",
                violation_error_message="这个疑点已经在名单里。",
            ),
            models.CheckConstraint(
                name="a_finding_has_somebody_and_a_time",
                condition=Q(finding="", judged_by=None, judged_at=None)
                | (~Q(finding="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                violation_error_message="认定要有人、有时间。",
            ),
            models.CheckConstraint(
                name="an_answer_to_a_flag_has_somebody_and_a_time",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                violation_error_message="说明要有人、有时间。",
            ),
            models.CheckConstraint(
                name="only_a_lot_has_a_seed",
                condition=Q(doubt="sample") ^ Q(seed=""),
                violation_error_message="只有随机抽查有种子。",
            ),
        ]
        indexes = [
            models.Index(fields=["-touched", "-id"], name="flags_by_people"),
            models.Index(fields=["month"], name="flags_of_a_month"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.month:%Y-%m} {self.get_doubt_display()}"

    def get_absolute_url(self):
        return reverse("kpi:flag", args=[self.pk])

    @property
    def state(self):
        """(kind, word)."""
        if self.finding:
            kinds = {Finding.TRUE: "late", Finding.FALSE: "passed", Finding.UNSURE: "waiting"}
            return kinds[self.finding], self.get_finding_display()
        return ("closed", "不再出现") if self.faded_at else ("open", "还没认定")

    @property
    def is_settled(self):
        return self.finding in SETTLED

    @transaction.atomic
    def judge(self, finding, *, by, remark, seen=""):
        """Say what it is, once: 需核实 may be followed by a verdict, a verdict by nothing.

        `seen`: the finding that the page showed. Of two at once the second is told.
        """
        if by.pk in self.barred:
            raise Refusal("这里有您录入、填报或办理的内容，请别的经审人员认定。")
        if seen in SETTLED:
            raise OutOfStep("这个疑点已经认定过，请刷新后再看。")
        now = clock.now()
        as_seen = type(self).objects.filter(pk=self.pk, finding=seen)
        told = {"finding": finding, "remark": remark, "judged_by": by, "judged_at": now}
        if not as_seen.update(**told):
            raise OutOfStep("刚才别人已经认定过这个疑点，请刷新后再看。")
        leave_trace("认定疑点", self, by=by, finding=str(finding), remark=remark)

    @transaction.atomic
    def explain(self, answer, *, by):
        """说明: what the unit itself says to it, once, before the verdict."""
        waiting = type(self).objects.filter(pk=self.pk, answer="").exclude(finding__in=SETTLED)
        told = {"answer": answer, "answered_by": by, "answered_at": clock.now()}
        if not waiting.update(**told):
            raise OutOfStep("这个疑点已经有说明，或者已经认定，请刷新后再看。")
        leave_trace("说明疑点", self, by=by)
