import hashlib
import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from jiangxin.documents.models import Attachment
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.text import tokens
from jiangxin.organisations.models import Enterprise, Park
from jiangxin.people.models import Person
from jiangxin.programmes.models import Category, Journey, Participation, Status
from jiangxin.programmes.trail import last_word, state_of, track_of
from jiangxin.proposals.models.notices import ask_for_consent, tell_authors, tell_keepers
from jiangxin.proposals.models.photo import Photo
from jiangxin.proposals.models.rows import ProposalQuerySet
from jiangxin.proposals.models.workplace import Workplace


class Proposal(models.Model):
    """合理化建议: an idea of the people who do the work for doing it better."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="+")
    title = models.CharField("题目", max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", null=True)
    answers = models.JSONField(default=dict)
    words = ArrayField(models.TextField(), default=list, editable=False)
    # Of the form on which it was written: the same form sent twice is one proposal.
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_token"],
                name="one_proposal_per_form",
                violation_error_message="这张表已经交过一次，请到“我的建议”里看。",
            )
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

        `more` may give category, colleagues (Persons of the same enterprise) and form_token.
        Refused when the author works nowhere today, or where the programme does not reach.
        """
        must_have_a_title(title)
        place = Workplace.of(author, programme)
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

    @classmethod
    def write(cls, programme, *, author, form_token, submit=False, **written):
        """What the form does: draft, keep the photos, submit; all or nothing, and only once.

        A form that comes a second time, even at the same moment, is about the proposal that the
        first one made.
        """
        by = author.user or author.account()
        sent = cls.objects.filter(form_token=form_token, journey__started_by=by)
        if made := sent.select_related("journey").first():
            if made.journey.is_with_author():
                made.revise(by=by, submit=submit, **written)
            return made
        try:
            return cls._write(
                programme=programme,
                author=author,
                form_token=form_token,
                submit=submit,
                **written,
            )
        except IntegrityError:
            if not sent.exists():
                raise
            return sent.get()

    @classmethod
    @transaction.atomic
    def _write(cls, *, author, submit, photos=(), **written):
        new, by = cls.draft(author=author, **written), author.user
        new.add_photos(photos, by=by)
        if submit:
            new._send(by=by)
        return new

    @transaction.atomic
    def revise(self, *, by, submit=False, photos=(), **written):
        """Change what is written, while it lies with its author; and submit it, if so wished.

        `written` gives title, answers, category and colleagues.
        """
        if not self.journey.hold().is_with_author():
            raise OutOfStep(f"“{self}”已经交上去，不能再改。")
        must_have_a_title(written["title"])
        self.title, self.answers = written["title"], written["answers"]
        self.category = written.get("category")
        self.words = words_of(self.title, self.answers)
        self.save(update_fields=["title", "answers", "category", "words"])
        self.journey.retitle(self.title)
        self._invite(written.get("colleagues", ()))
        self.add_photos(photos, by=by)
        if submit:
            self.submit(by=by)

    @transaction.atomic
    def submit(self, *, by):
        """Send it in. Its author, and every colleague who agreed, has taken part."""
        if self.journey.submitted_at is None:
            self._settle(Workplace.of(self.author))
        self._send(by=by)

    @transaction.atomic
    def pass_on(self, *, by, remark=""):
        self.journey.pass_on(by=by, remark=remark)
        if self.journey.status == Status.ACCEPTED:
            tell_authors(self, f"您的建议“{self}”已通过", remark)
        else:
            tell_authors(self, f"您的建议“{self}”通过一关，现在在{self.journey.keeper}", remark)
            tell_keepers(self)

    @transaction.atomic
    def hand_back(self, *, by, remark):
        self.journey.hand_back(by=by, remark=remark)
        tell_authors(self, f"您的建议“{self}”请补充后再交", remark)

    @transaction.atomic
    def reject(self, *, by, reason, remark):
        self.journey.reject(by=by, reason=reason, remark=remark)
        tell_authors(self, f"您的建议“{self}”不通过", f"{reason}：{remark}")

    @transaction.atomic
    def withdraw(self, *, by):
        """Take it back before a conclusion: what it counted is cancelled by counter-rows."""
        self.journey.withdraw(by=by)
        Participation.cancel_for(self.journey)

    @transaction.atomic
    def consent(self, *, by):
        """A colleague agrees to stand among the authors, and so has taken part."""
        journey = self.journey.hold()  # a withdrawal at this moment waits, and cancels this too
        if journey.status == Status.WITHDRAWN:
            raise OutOfStep(f"“{self}”已经撤回，不用再署名。")
        authorship = self._authorship_of(by)
        authorship.consent()
        journey.bar(by)
        if journey.submitted_at:
            self._count(authorship.person)

    def decline(self, *, by):
        self._authorship_of(by).decline()

    def add_photos(self, photos, *, by):
        """Keep these pictures, (name, developed Photo) each; one that is there stays one."""
        if not photos:
            return
        there = set(self.photos.values_list("attachment__sha256", flat=True))
        new = [(name, photo) for name, photo in photos if sha256_of(photo) not in there]
        if len(there) + len(new) > Photo.MOST:
            raise Refusal(f"照片最多 {Photo.MOST} 张，请先去掉几张。")
        for name, photo in new:
            self.photos.create(attachment=Attachment.keep_developed(photo, name, by=by))

    @property
    def author(self):
        """The person who wrote it down, first among its authors."""
        first = self.authorships.select_related("person").order_by("position").first()
        return first.person

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

    def is_by(self, user):
        """May this user speak for it? The authors who agreed may."""
        return any(
            a.person.is_of(user) and a.consented_at
            for a in self.authorships.select_related("person__merged_into")
        )

    def invites(self, user):
        """Is this user asked to stand among the authors?"""
        asking = type(self).objects.filter(pk=self.pk).asking(user)
        return asking.exists()

    def _send(self, *, by):
        if missing := self.journey.programme.questionnaire.unanswered(self.answers):
            raise Refusal(f"还没有写“{missing[0]}”，写好再提交。")
        self.journey.submit(by=by)
        for authorship in self.authorships.select_related("person").order_by("position"):
            if authorship.consented_at:
                self._count(authorship.person)
            elif authorship.is_open() and not authorship.asked_at:
                authorship.ask()
                ask_for_consent(self, authorship.person)
        tell_keepers(self)

    def _settle(self, place):
        """The enterprise, park and union are those of the day on which it is first sent in."""
        self.enterprise, self.park = place.enterprise, place.park
        self.save(update_fields=["enterprise", "park"])
        self.journey.settle(place.union, place.park_union)

    def _invite(self, colleagues):
        """Ask exactly these colleagues, besides those who have answered already."""
        wanted = {person.pk: person for person in colleagues}
        known = list(self.authorships.all())
        self.authorships.filter(
            pk__in=[a.pk for a in known if a.is_open() and a.person_id not in wanted]
        ).delete()
        last = max((a.position for a in known), default=1)
        new = [p for key, p in wanted.items() if key not in {a.person_id for a in known}]
        for position, person in enumerate(new, start=last + 1):
            self.authorships.create(person=person, position=position)

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


def must_have_a_title(title):
    if not title:
        raise Refusal("请先写题目，一句话就行。")


def words_of(title, answers):
    """All that a search may find in a proposal."""
    return tokens("\n".join([title, *(str(answer) for answer in answers.values() if answer)]))


def sha256_of(photo):
    return hashlib.sha256(photo.content).hexdigest()
