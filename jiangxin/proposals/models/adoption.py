from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.proposals.models.opening import Opening
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.ui.words import full_day

ENDED = "这次推广应用已经停止，请刷新后再看。"


class AdoptionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def within(self, user):
        """Those in the enterprises that the user's offices reach."""
        reach = Office.objects.reach_of(user)
        return self.all() if reach.is_everywhere() else self.filter(reach.covers())

    def visible_to(self, user):
        """Those within reach, and those of a proposal that the user may see."""
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.all()
        known = Proposal.objects.visible_to(user).values("pk")
        return self.filter(reach.covers() | Q(proposal__in=known))

    def for_list(self):
        return self.select_related("proposal", "enterprise", "proposal__enterprise")

    def for_page(self):
        of = self.select_related("proposal__journey", "proposal__enterprise", "enterprise")
        return of.select_related("by", "ended_by")


class Adoption(models.Model):
    """推广应用: another enterprise adopted what was finished elsewhere. It credits the authors.

    Nobody takes part by it: it is no act of theirs. It ends with a reason and stays to be read.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="adoptions")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    since = models.DateField("从哪天起")
    place = models.CharField("用在哪里", max_length=200)
    changed = models.TextField("改了什么", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记")
    ended_at = models.DateTimeField("停止", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    why_ended = models.CharField("为什么停止", max_length=500, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "enterprise"],
                condition=Q(ended_at=None),
                name="one_standing_adoption_per_enterprise",
                violation_error_message="这家企业已经登记过这项成果的推广应用，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="an_adoption_ends_with_a_reason",
                condition=Q(ended_at=None, ended_by=None, why_ended="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(why_ended="")),
                violation_error_message="停止推广应用要写明为什么。",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise}推广应用{self.proposal}"

    def get_absolute_url(self):
        return reverse("proposals:adoption", args=[self.pk])

    @staticmethod
    def possible_for(user):
        """The finished proposals that this user may see, and those opened to all officers."""
        known = Q(pk__in=Proposal.objects.visible_to(user).values("pk"))
        opened = Q(pk__in=Opening.objects.visible_to(user).values("proposal"))
        return Proposal.objects.in_use().filter(known | opened)

    @classmethod
    @transaction.atomic
    def record(cls, proposal, *, by, enterprise, since, place, changed=""):
        """Say that an enterprise uses it; the authors are told where their idea went."""
        proposal.hold().must_be_in_use()
        if enterprise == proposal.enterprise:
            raise Refusal("这是本企业自己的成果，不用登记推广应用，请在“实施”和“效益”里写。")
        if not proposal.implementation.finished_on <= since <= clock.today():
            done = full_day(proposal.implementation.finished_on)
            raise Refusal(f"开始应用的日子要在原企业做成（{done}）以后，不能晚于今天。")
        if proposal.adoptions.standing().filter(enterprise=enterprise).exists():
            raise OutOfStep(f"{enterprise}已经登记过这项成果的推广应用，请刷新后再看。")
        told = {"since": since, "place": place, "changed": changed}
        new = proposal.adoptions.create(
            enterprise=enterprise, by=by, recorded_at=clock.now(), **told
        )
        leave_trace("登记推广应用", new, by=by, enterprise=enterprise.pk, since=str(since))
        text = f"{full_day(since)}起，用在{place}。"
        new.tell_authors(f"您的“{proposal}”在{enterprise}推广应用了", text, f"adoption:{new.pk}")
        return new

    @transaction.atomic
    def end(self, *, by, why):
        """停止: it is not used there any more; what was recorded stays."""
        if not why:
            raise Refusal("停止推广应用要写明为什么。")
        told = {"ended_at": clock.now(), "ended_by": by, "why_ended": why}
        if not type(self).objects.standing().filter(pk=self.pk).update(**told):
            raise OutOfStep(ENDED)
        for name, value in told.items():
            setattr(self, name, value)
        leave_trace("停止推广应用", self, by=by, remark=why)
        said = f"“{self.proposal}”在{self.enterprise}不再应用了"
        self.tell_authors(said, why, f"adoption-end:{self.pk}")

    def hold(self):
        """Locked and fresh; refused once it ended."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(of=("self",)))
        self.must_be_in_use()
        return self

    def must_be_in_use(self):
        if self.ended_at is not None:
            raise OutOfStep(ENDED)

    def is_by(self, user):
        """Is this user one of the authors whose idea was adopted?"""
        return self.proposal.is_by(user)

    def tell_authors(self, title, text="", event=""):
        self.proposal.tell_authors(title, text, event)
