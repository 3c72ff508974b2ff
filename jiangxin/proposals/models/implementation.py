from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.people.models import Person
from jiangxin.programmes.models import Status
from jiangxin.proposals.models.notices import tell_authors


class Implementation(models.Model):
    """实施: an accepted proposal is carried out where it belongs: what, by whom, until when."""

    proposal = models.OneToOneField(
        "proposals.Proposal", models.PROTECT, related_name="implementation"
    )
    plan = models.TextField("怎么做")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="负责人")
    due_on = models.DateField("计划完成")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("立项")
    finished_on = models.DateField("完成", null=True)  # the day from which it is in use
    finished_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField("终止", null=True)
    why_dropped = models.CharField("为什么终止", max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_implementation_ends_one_way",
                condition=Q(finished_at=None) | Q(dropped_at=None),
                violation_error_message="这条建议的实施已经有了结果，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_dropped_implementation_says_why",
                condition=Q(dropped_at=None) | ~Q(why_dropped=""),
                violation_error_message="终止实施要写明为什么。",
            ),
        ]

    def __str__(self):
        return f"实施“{self.proposal}”"

    def get_absolute_url(self):
        return reverse("proposals:implementation", args=[self.proposal_id])

    @classmethod
    @transaction.atomic
    def begin(cls, proposal, *, by, plan, owner, due_on):
        """Set it up, once, for a proposal that was accepted."""
        if proposal.journey.hold().status != Status.ACCEPTED:
            raise Refusal(f"“{proposal}”还没有通过，通过以后才能安排实施。")
        if due_on < clock.today():
            raise Refusal("计划完成的日子已经过了，请填今天或以后的日子。")
        new, is_new = cls.objects.get_or_create(
            proposal=proposal,
            defaults={
                "plan": plan,
                "owner": owner,
                "due_on": due_on,
                "begun_by": by,
                "begun_at": clock.now(),
            },
        )
        if not is_new:
            raise OutOfStep(f"“{proposal}”的实施已由 {new.begun_by} 安排，请刷新后再看。")
        leave_trace("安排实施", proposal, by=by, owner=owner.pk, due_on=str(due_on))
        tell_authors(proposal, f"您的建议“{proposal}”开始实施", f"由 {owner} 负责", "begun")
        return new

    @transaction.atomic
    def report(self, *, by, text, photos=()):
        """进展: what was done since; its authors hear of it."""
        self._must_go_on()
        note = self.notes.create(text=text, by=by, at=clock.now())
        self.proposal.add_photos(photos, by=by, note=note)
        leave_trace("报告进展", self.proposal, by=by)
        said = f"“{self.proposal}”的实施有了进展"
        tell_authors(self.proposal, said, text[:200], f"note:{note.pk}")
        return note

    @transaction.atomic
    def finish(self, *, by, on):
        """完成: from this day on it is in use, and its benefit can be counted."""
        begun_on = self.begun_at.astimezone(clock.CHINA).date()
        if not begun_on <= on <= clock.today():
            raise Refusal("完成的日子要在立项以后，不能晚于今天。")
        self._end(finished_on=on, finished_at=clock.now())
        leave_trace("实施完成", self.proposal, by=by, on=str(on))
        said = f"您的建议“{self.proposal}”已经做成"
        tell_authors(self.proposal, said, "可以核算效益了。", "finished")

    @transaction.atomic
    def drop(self, *, by, why):
        """终止: it will not be done after all; its authors are told why."""
        self._end(dropped_at=clock.now(), why_dropped=why)
        leave_trace("终止实施", self.proposal, by=by, remark=why)
        tell_authors(self.proposal, f"“{self.proposal}”的实施终止了", why[:200], "dropped")

    def is_going_on(self):
        return self.finished_at is None and self.dropped_at is None

    def is_late(self):
        return self.is_going_on() and self.due_on < clock.today()

    def _must_go_on(self):
        if not self.is_going_on():
            raise OutOfStep("这条建议的实施已经有了结果，请刷新后再看。")

    def _end(self, **fields):
        going_on = type(self).objects.filter(pk=self.pk, finished_at=None, dropped_at=None)
        if not going_on.update(**fields):
            raise OutOfStep("这条建议的实施已经有了结果，请刷新后再看。")
        for name, value in fields.items():
            setattr(self, name, value)


class ProgressNote(models.Model):
    """进展: one report on how far the work is; its photos are Photos of the proposal."""

    implementation = models.ForeignKey(Implementation, models.CASCADE, related_name="notes")
    text = models.TextField("做了什么")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self):
        return self.text[:40]
