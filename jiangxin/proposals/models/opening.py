"""公开推广: what was finished is shown to all officers, so that other enterprises may adopt it."""

import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.text import tokens
from jiangxin.notifications.models import Kind, Notification
from jiangxin.organisations.models import Office
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.proposals.models.rows import WordedQuerySet
from jiangxin.questionnaires.models import Question

# Telephones and identity cards that somebody typed into an answer, however they part the digits.
NUMBERS = re.compile(
    r"(?<!\d)(?:\d{17}[\dXxＸ]|[1１]\d{2}[- ]?\d{4}[- ]?\d{4}|[0０]\d{2,3}[- ]?\d{7,8})(?!\d)"
)
HIDDEN = "（号码不公开）"
KEPT_BACK = {Question.Kind.FILE, Question.Kind.PERSON}


class OpeningQuerySet(WordedQuerySet):
    def standing(self):
        """Those that nobody has closed: at most one of a proposal."""
        return self.filter(closed_at=None)

    def visible_to(self, user):
        """The standing ones, to whoever holds an office anywhere in the federation."""
        return self.standing() if Office.objects.held_by(user) else self.none()

    def for_list(self):
        """Each with its proposal as `for_showing` gives it."""
        return self.prefetch_related(Prefetch("proposal", Proposal.objects.for_showing()))


class Opening(models.Model):
    """公开推广: an officer of its enterprise opened a finished proposal to all officers.

    Every author is told and any of them may object, which closes it; it stays closed until that
    author opens it again. What stands in it: `contents_of`, and no more.
    """

    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="openings")
    words = ArrayField(models.TextField(), default=list, editable=False)  # of what is shown only
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("公开")
    closed_at = models.DateTimeField("停止公开", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    why_closed = models.CharField("为什么停止", max_length=500, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(closed_at=None),
                name="one_standing_opening_per_proposal",
                violation_error_message="这项成果刚刚已经公开推广，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="an_opening_is_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message="停止公开要有人、有时间。",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="openings_by_word")]

    def __str__(self):
        return f"公开推广“{self.proposal}”"

    def get_absolute_url(self):
        return reverse("proposals:adoptions", args=[self.proposal_id])

    @classmethod
    @transaction.atomic
    def open(cls, proposal, *, by):
        """Show it to all officers; refused while an author's objection stands."""
        proposal.hold()
        proposal.must_be_in_use()
        if proposal.openings.standing().exists():
            raise OutOfStep(f"“{proposal}”刚刚已经公开推广，请刷新后再看。")
        objector = cls.objector(proposal)
        if objector and objector != by:
            raise Refusal(f"作者 {objector} 不同意公开推广。要再公开，请先商量好，由其本人公开。")
        new = proposal.openings.create(words=cls.words_of(proposal), by=by, opened_at=clock.now())
        leave_trace("公开推广", proposal, by=by)
        text = "全市的工会经办人都能看到题目、内容、效益和署名。您不同意，可以在“推广”页里停止。"
        proposal.tell_authors(f"您的“{proposal}”公开推广了", text, f"opening:{new.pk}")
        return new

    @transaction.atomic
    def close(self, *, by, why=""):
        """停止公开: by the enterprise, which says why, or by an author who objects."""
        objects = self.proposal.is_by(by)
        if not (why or objects):
            raise Refusal("停止公开要写明为什么，作者会看到。")
        told = {"closed_at": clock.now(), "closed_by": by, "why_closed": why}
        if not type(self).objects.standing().filter(pk=self.pk).update(**told):
            raise OutOfStep(f"“{self.proposal}”已经停止公开推广，请刷新后再看。")
        for name, value in told.items():
            setattr(self, name, value)
        verb = "不同意公开推广" if objects else "停止公开推广"
        leave_trace(verb, self.proposal, by=by, remark=why)
        said = f"“{self.proposal}”停止公开推广了"
        self.proposal.tell_authors(said, why, f"closing:{self.pk}")
        if objects and self.by != by:
            title = f"作者 {by} 不同意公开推广“{self.proposal}”，已停止"
            path, key = self.get_absolute_url(), f"objection:{self.pk}"
            Notification.tell(self.by, title, kind=Kind.OTHER, text=why, path=path, key=key)

    @staticmethod
    def objector(proposal):
        """The author whose objection stands: who closed it last, if that was an author; or None."""
        last = proposal.openings.select_related("closed_by").order_by("-id").first()
        if last is None or last.closed_at is None or not proposal.is_by(last.closed_by):
            return None
        return last.closed_by

    @classmethod
    def words_of(cls, proposal):
        said = [shown for _, shown in cls.contents_of(proposal)]
        return tokens("\n".join([cls.title_of(proposal), str(proposal.enterprise), *said]))

    @staticmethod
    def title_of(proposal):
        return without_numbers(proposal.title)

    @staticmethod
    def contents_of(proposal):
        """[(question, text)]: what every officer may read. No file, no colleague, no number."""
        answered = proposal.journey.questionnaire.answered(proposal.answers)
        return [
            (question, without_numbers(question.shown(answer)))
            for question, answer in answered
            if question.kind not in KEPT_BACK
        ]

    @property
    def title(self):
        return self.title_of(self.proposal)

    @property
    def contents(self):
        return self.contents_of(self.proposal)


def without_numbers(text):
    return NUMBERS.sub(HIDDEN, text)
