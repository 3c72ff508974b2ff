"""效益: what an improvement saves in the twelve months from its first effect."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.refusal import OutOfStep, Refusal


class BenefitQuerySet(models.QuerySet):
    def standing(self):
        """Those that no later one has replaced: at most one expected and one confirmed."""
        return self.filter(replaced_at=None)

    def expected(self):
        return self.filter(kind=Benefit.Kind.EXPECTED)

    def confirmed(self):
        return self.filter(kind=Benefit.Kind.CONFIRMED)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_journeys(self, keys):
        """Of the proposals with these journeys, without what adoptions elsewhere saved."""
        return self.filter(AnyOf("proposal__journey", keys))

    def for_page(self):
        return self.select_related("by").prefetch_related("lines").order_by("-id")


class Benefit(models.Model):
    """效益: 预计 (hoped for) or 核定 (signed by finance). The two are never added together.

    Net of what it cost, over 12 months from the first effect (合理化建议和技术改进奖励条例 1986,
    第九条); `total` in 分, the sum of its lines, may be below zero. What it saves where it was
    adopted belongs to that adoption, and is signed there.
    """

    class Kind(models.TextChoices):
        EXPECTED = "expected", "预计"
        CONFIRMED = "confirmed", "核定"

    proposal = models.ForeignKey(
        "proposals.Proposal", models.PROTECT, related_name="benefits", null=True
    )
    adoption = models.ForeignKey(
        "proposals.Adoption", models.PROTECT, related_name="benefits", null=True
    )
    kind = models.CharField(max_length=9, choices=Kind)
    since = models.DateField("开始见效")
    total = models.BigIntegerField("合计")
    basis = models.CharField("依据", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    why = models.CharField("为什么更正", max_length=500, blank=True)
    replaced_at = models.DateTimeField(null=True)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "kind"],
                condition=Q(replaced_at=None),
                name="one_standing_benefit_of_a_kind",
                violation_error_message="这条建议的效益刚刚有人算过，请刷新后再看。",
            ),
            models.UniqueConstraint(
                fields=["adoption", "kind"],
                condition=Q(replaced_at=None),
                name="one_standing_benefit_of_an_adoption",
                violation_error_message="这次推广应用的效益刚刚有人算过，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_benefit_is_of_one_thing",
                condition=Q(proposal=None) ^ Q(adoption=None),
                violation_error_message="效益要么是建议的，要么是一次推广应用的。",
            ),
        ]

    def __str__(self):
        return f"“{self.of}”的{self.get_kind_display()}效益"

    def get_absolute_url(self):
        if self.adoption_id:
            return reverse("proposals:adoption", args=[self.adoption_id])
        return reverse("proposals:benefit", args=[self.proposal_id])

    @property
    def of(self):
        """The Proposal, or the Adoption, whose benefit it is."""
        return self.adoption or self.proposal

    @classmethod
    @transaction.atomic
    def expect(cls, of, *, by, since, lines, basis=""):
        """预计 of a Proposal or an Adoption, by who carries it out. A later one replaces it."""
        of.hold()
        of.benefits.expected().standing().update(replaced_at=clock.now())
        new = cls._made(of, cls.Kind.EXPECTED, by=by, since=since, lines=lines, basis=basis)
        leave_trace("写预计效益", of, by=by, total=new.total)
        return new

    @classmethod
    @transaction.atomic
    def confirm(cls, of, *, by, since, lines, basis):
        """核定: by the enterprise's finance, never by an author, once it is in use."""
        of.hold()
        if of.is_by(by):
            raise Refusal("您是这条建议的作者，效益要由企业财务的其他人核定。")
        of.must_be_in_use()
        if of.benefits.confirmed().standing().exists():
            raise OutOfStep("效益已经核定过。有错请用“更正”，会留下记录。")
        new = cls._made(of, cls.Kind.CONFIRMED, by=by, since=since, lines=lines, basis=basis)
        leave_trace("核定效益", of, by=by, total=new.total)
        of.tell_authors(f"“{of}”的效益已核定", new.shown, f"benefit:{new.pk}")
        return new

    @transaction.atomic
    def correct(self, *, by, why, since, lines, basis):
        """更正 of a confirmed one: the old figure stays to be read, with who changed it and why."""
        of = self.of
        if of.is_by(by):
            raise Refusal("您是这条建议的作者，效益要由企业财务的其他人更正。")
        standing = type(self).objects.confirmed().standing().filter(pk=self.pk)
        if not standing.update(replaced_at=clock.now()):
            raise OutOfStep("这份核定刚刚有别人更正过，请刷新后再看。")
        told = {"since": since, "lines": lines, "basis": basis, "why": why}
        new = self._made(of, self.Kind.CONFIRMED, by=by, **told)
        leave_trace("更正核定效益", of, by=by, was=self.total, now=new.total, remark=why)
        of.tell_authors(f"“{of}”的核定效益有更正", new.shown, f"benefit:{new.pk}")
        return new

    @property
    def until(self):
        """The first day after the twelve months."""
        year, month = self.since.year + 1, self.since.month
        leap = (month, self.since.day) == (2, 29)
        return date(year, 3, 1) if leap else self.since.replace(year=year)

    @property
    def shown(self):
        return f"{self.get_kind_display()} {self.total / 100:,.2f} 元"

    @classmethod
    def _made(cls, of, kind, *, lines, **told):
        if not lines:
            raise Refusal("请至少写一项，例如节约的工时。")
        rows = [BenefitLine(position=n, **line) for n, line in enumerate(lines, start=1)]
        total = sum(row.amount for row in rows)
        new = of.benefits.create(kind=kind, total=total, made_at=clock.now(), **told)
        for row in rows:
            row.benefit = new
        BenefitLine.objects.bulk_create(rows)
        return new


class BenefitLine(models.Model):
    """效益的一项: (before − after) × quantity × price − cost (the enterprise rule of 细则, S20)."""

    class Saved(models.TextChoices):
        HOURS = "hours", "工时"
        MATERIAL = "material", "原料、材料、工具"
        ENERGY = "energy", "能源"
        SCRAP = "scrap", "废品"
        DOWNTIME = "downtime", "停机"

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    saved = models.CharField("节约什么", max_length=10, choices=Saved)
    unit = models.CharField("单位", max_length=20)
    before = models.DecimalField("改前每件", max_digits=14, decimal_places=4)
    after = models.DecimalField("改后每件", max_digits=14, decimal_places=4)
    quantity = models.DecimalField("一年件数", max_digits=14, decimal_places=2)
    price = models.DecimalField("单价（元）", max_digits=14, decimal_places=4)
    cost = models.BigIntegerField("投入费用", default=0)  # 分

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_line_counts_from_nothing_up",
                condition=Q(
                    before__gte=0, after__gte=0, quantity__gte=0, price__gte=0, cost__gte=0
                ),
                violation_error_message="效益的数字不能小于 0。",
            )
        ]

    def __str__(self):
        return self.get_saved_display()

    @property
    def amount(self):
        """分, rounded once, half up."""
        saved = (self.before - self.after) * self.quantity * self.price * 100
        return int(saved.quantize(Decimal(1), ROUND_HALF_UP)) - self.cost
