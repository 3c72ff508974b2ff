import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.documents.models import Attachment
from jiangxin.lib import clock
from jiangxin.lib.looking import once
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Park
from jiangxin.people.models import Person
from jiangxin.programmes.models import GONE, Category, Journey, Participation
from jiangxin.programmes.trail import last_word, state_of, track_of
from jiangxin.proposals.models import notices
from jiangxin.proposals.models.answering import Answering
from jiangxin.proposals.models.authorship import Authorship
from jiangxin.proposals.models.duty import Duty
from jiangxin.proposals.models.entering import Entering
from jiangxin.proposals.models.receipt import Receipt
from jiangxin.proposals.models.rows import ProposalQuerySet
from jiangxin.proposals.models.workplace import Workplace
from jiangxin.proposals.models.writing import Writing, must_have_a_title, words_of


class Proposal(Writing, Entering, Answering, models.Model):
    """合理化建议: an idea of the people who do the work for doing it better."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="+")
    title = models.CharField("题目", max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", null=True)
    duty = models.CharField(
        "和本职工作的关系", max_length=6, choices=Duty, blank=True, default="", db_default=""
    )
    answers = models.JSONField(default=dict)
    words = ArrayField(models.TextField(), default=list, editable=False)
    # 代为录入: who entered it for its author, and the paper that the author signed.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    scan = models.OneToOneField(Attachment, models.PROTECT, related_name="+", null=True)
    # Of the form on which it was written: the same form sent twice is one proposal.
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_token"],
                name="one_proposal_per_form",
                violation_error_message="这张表已经交过一次，请到“我的建议”里看。",
            ),
            models.CheckConstraint(
                name="what_is_entered_for_somebody_has_its_scan",
                condition=Q(entered_by=None, scan=None)
                | Q(entered_by__isnull=False, scan__isnull=False),
                violation_error_message="代录的建议要附上本人签名的纸件。",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="proposals_by_word")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("proposals:proposal", args=[self.pk])

    @classmethod
    @transaction.atomic
    def draft(cls, *, programme, author, title, answers, **more):
        """Write a proposal down. It is the author's alone until it is submitted.

        `more` may give category, duty, colleagues (Persons of the same enterprise), form_token,
        and place, the author's Workplace for this programme, if it was asked a moment ago.
        Refused when the author works nowhere today, or where the programme does not reach.
        """
        must_have_a_title(title)
        place = more.get("place") or Workplace.of(author, programme)
        journey = Journey.start(
            programme,
            title=title,
            origin=place.union,
            park_union=place.park_union,
            by=author.user or author.account(),
        )
        new = cls.objects.create(
            journey=journey,
            title=title,
            category=more.get("category"),
            duty=more.get("duty", ""),
            enterprise=place.enterprise,
            park=place.park,
            answers=answers,
            words=words_of(title, answers),
            form_token=more.get("form_token") or uuid.uuid4(),
        )
        new.authorships.create(person=author, position=1, consented_at=clock.now())
        if colleagues := more.get("colleagues"):
            new._invite(colleagues)
        journey.lead_to(new.get_absolute_url())
        return new

    @transaction.atomic
    def submit(self, *, by):
        """Send it in. Its author, and every colleague who agreed, has taken part."""
        if self.journey.submitted_at is None:
            self._settle(Workplace.of(self.author))
        self._send(by=by)

    @transaction.atomic
    def withdraw(self, *, by):
        """Take it back before a conclusion: what it counted is cancelled by counter-rows."""
        moves = self.journey.moves
        self.journey.hold().must_be_at(moves, "撤回")
        if self.joined.standing().exists():
            raise Refusal("有别的建议并入了这一条，请先在“合并”页里拆开，再撤回。")
        self.journey.withdraw(by=by)
        notices.keepers_are_done(self)
        Participation.cancel_for(self.journey)

    @transaction.atomic
    def consent(self, *, by):
        """A colleague agrees to stand among the authors, and so has taken part."""
        journey = self.journey.hold()  # a withdrawal at this moment waits, and cancels this too
        if journey.status in GONE:
            raise OutOfStep(f"“{self}”{journey.get_status_display()}，不用再署名。")
        authorship = self._authorship_of(by)
        authorship.consent()
        journey.bar(by)
        notices.consent_is_given(self, by)
        if journey.submitted_at:
            self._count(authorship.person)

    @transaction.atomic
    def decline(self, *, by):
        self._authorship_of(by).decline()
        notices.consent_is_given(self, by)

    def hold(self):
        """Locked and fresh: what is done about it waits until this act is over."""
        self.journey.hold()
        return self

    def must_be_in_use(self):
        if not type(self).objects.in_use().filter(pk=self.pk).exists():
            raise Refusal("实施完成以后才能核定效益、推广应用。现在可以先写预计。")

    def tell_authors(self, title, text="", event=""):
        """All who agreed to be its authors hear of it."""
        notices.tell_authors(self, title, text, event)

    @property
    def author(self):
        """The person who wrote it down, first among its authors."""
        first = self.authorships.select_related("person").order_by("position").first()
        return first.person

    def agreed(self):
        """Its authors: those who agreed to be named, in their order."""
        rows = self.authorships.exclude(consented_at=None)
        return rows.select_related("person").order_by("position")

    @property
    def state(self):
        """(kind, word): while it is under way, who is looking at it."""
        return state_of(self.journey)

    @property
    def track(self):
        return track_of(self.journey)

    @property
    def answer(self):
        """What the keeper said who handed it back or said no."""
        return last_word(self.journey)

    @property
    def number(self):
        """编号: by which one speaks of it on the telephone."""
        sent = self.journey.submitted_at
        return f"{sent.astimezone(clock.CHINA):%Y}-{self.pk:06d}" if sent else ""

    def signatures(self):
        """All who stand on its list of authors, in their order. One query; once for a page."""
        return signatures_of(self.pk)

    def is_by(self, user):
        """May this user speak for it? The authors who agreed may."""
        return any(a.person.is_of(user) and a.consented_at for a in self.signatures())

    def invites(self, user):
        """Is this user asked to stand among the authors?"""
        if self.journey.submitted_at is None or self.journey.status in GONE:
            return False
        return any(a.person.is_of(user) and a.is_open() for a in self.signatures())

    def _send(self, *, by):
        form = self.journey.questionnaire
        models.prefetch_related_objects([form], "questions")  # asked twice: here, in the receipt
        if missing := form.unanswered(self.answers):
            raise Refusal(f"还没有写“{missing[0]}”，写好再提交。")
        authorships = list(self.authorships.select_related("person").order_by("position"))
        Receipt.draw_up(self, authorships, by=by)
        for authorship in authorships:
            if authorship.joining_id:
                continue  # counted where they wrote it
            if authorship.consented_at:
                self._count(authorship.person)
            elif authorship.is_open() and not authorship.asked_at:
                authorship.ask()
                notices.ask_for_consent(self, authorship.person)
        notices.tell_keepers(self)

    def _settle(self, place):
        """The enterprise, park and union are those of the day on which it is first sent in."""
        self.enterprise, self.park = place.enterprise, place.park
        self.save(update_fields=["enterprise", "park"])
        self.journey.settle(place.union, place.park_union)

    def _authorship_of(self, user):
        rows = self.authorships.filter(person__in=Person.objects.keys_of(user))
        mine = rows.select_related("person").order_by("-asked_at", "position").first()
        if mine is None:
            raise Refusal("这条建议没有请您署名。")
        return mine

    def _count(self, person):
        Participation.record(
            person,
            Participation.Kind.PROPOSAL,
            self.journey,
            enterprise=self.enterprise,
            park=self.park,
        )


@once
def signatures_of(proposal):
    rows = Authorship.objects.filter(proposal=proposal).select_related("person__merged_into")
    return list(rows.order_by("position"))
