from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.text import query_terms, tokens
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import (
    Enterprise,
    Office,
    Organisation,
    Park,
    is_top,
    reach,
)
from jiangxin.people.models import Person
from jiangxin.programmes.models import Category, Journey, Participation, Status
from jiangxin.proposals.models.authorship import Authorship


class ProposalQuerySet(models.QuerySet):
    def by(self, user):
        """Those on whose list of authors this user stands and did not decline."""
        mine = Authorship.objects.filter(
            proposal=OuterRef("pk"), person__user=user, declined_at=None
        )
        return self.filter(Exists(mine))

    def visible_to(self, user):
        """Authors see their own; officers see all that was sent in where their offices reach."""
        sent = ~Q(journey__status=Status.DRAFT)
        mine = Authorship.objects.filter(
            proposal=OuterRef("pk"), person__user=user, declined_at=None
        )
        return self.filter(Exists(mine) & (sent | Q(journey__started_by=user)) | sent & below(user))

    def for_list(self):
        return self.select_related(
            "journey__programme", "journey__stage", "journey__keeper", "enterprise", "category"
        )

    def matching(self, query):
        """Those that hold every word of the query, in Chinese or Latin letters."""
        terms = query_terms(query)
        return self.filter(words__contains=terms) if terms else self


def below(user):
    """Proposals from where the user's offices reach: by the union tree, or by a park's territory."""
    paths = list(Office.objects.paths_of(user))
    if any(is_top(path) for path in paths):
        return Q(pk__isnull=False)
    inside = Office.objects.of(user).exclude(enterprise=None).values("enterprise")
    return (
        reach("organisation__path", paths)
        | reach("journey__park_union__path", paths)
        | Q(enterprise__in=inside)
    )


class Proposal(models.Model):
    """合理化建议: an idea of the people who do the work for doing it better."""

    journey = models.OneToOneField(Journey, models.PROTECT, related_name="+")
    title = models.CharField("题目", max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    words = ArrayField(models.TextField(), default=list, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="proposals_by_word")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("proposals:proposal", args=[self.pk])

    @classmethod
    @transaction.atomic
    def draft(cls, *, programme, author, title, answers, category=None, colleagues=()):
        """Write a proposal down. It is the author's alone until it is submitted.

        Refused when the author works nowhere today, or where no union takes care of them.
        """
        job = author.employment()
        if job is None:
            raise Refusal("您现在不在任何企业的名册上。请联系本单位工会，把您加进名册再提。")
        union, park = job.enterprise.union(), job.enterprise.park()
        if union is None:
            raise Refusal(f"“{job.enterprise}”还没有工会覆盖，暂时没有人受理。请联系园区工会或市总工会。")
        journey = Journey.start(
            programme,
            title=title,
            origin=union,
            park_union=park.union() if park else None,
            by=author.account(),
        )
        new = cls.objects.create(
            journey=journey,
            title=title,
            category=category,
            enterprise=job.enterprise,
            park=park,
            organisation=union,
            answers=answers,
            words=words_of(title, answers),
        )
        new.authorships.create(person=author, position=1, consented_at=clock.now())
        new._invite(colleagues)
        journey.lead_to(new.get_absolute_url())
        return new

    @transaction.atomic
    def revise(self, *, title, answers, category=None, colleagues=()):
        """Change what is written, while it lies with its author."""
        self.title, self.answers, self.category = title, answers, category
        self.words = words_of(title, answers)
        self.save(update_fields=["title", "answers", "category", "words"])
        self.journey.retitle(title)
        self._invite(colleagues)

    @transaction.atomic
    def submit(self, *, by):
        """Send it in. Its author, and every colleague who agreed, has taken part."""
        self.journey.submit(by=by)
        for authorship in self.authorships.exclude(consented_at=None).select_related("person"):
            self._count(authorship.person)
        for authorship in self.authorships.filter(consented_at=None, declined_at=None):
            self._ask(authorship)
        self._tell_keepers()

    @transaction.atomic
    def pass_on(self, *, by, remark=""):
        self.journey.pass_on(by=by, remark=remark)
        if self.journey.status == Status.ACCEPTED:
            self._tell_authors(f"您的建议“{self}”已通过")
        else:
            self._tell_authors(f"您的建议“{self}”通过一关，现在在{self.journey.keeper}")
            self._tell_keepers()

    @transaction.atomic
    def hand_back(self, *, by, remark):
        self.journey.hand_back(by=by, remark=remark)
        self._tell_authors(f"您的建议“{self}”请补充后再交", text=remark)

    @transaction.atomic
    def reject(self, *, by, reason, remark):
        self.journey.reject(by=by, reason=reason, remark=remark)
        self._tell_authors(f"您的建议“{self}”不通过", text=f"{reason}：{remark}")

    @transaction.atomic
    def withdraw(self, *, by):
        """Take it back before a conclusion: what it counted is cancelled by counter-rows."""
        self.journey.withdraw(by=by)
        Participation.cancel_for(self.journey)

    @transaction.atomic
    def consent(self, *, by):
        """A colleague agrees to stand among the authors, and so has taken part."""
        authorship = self._authorship_of(by)
        authorship.answer("consented_at")
        if self.journey.submitted_at and self.journey.status != Status.WITHDRAWN:
            self._count(authorship.person)

    def decline(self, *, by):
        self._authorship_of(by).answer("declined_at")

    def add_photo(self, file, *, by):
        """Keep a picture with it; refused when it is no picture."""
        return self.photos.create(attachment=self.photos.model.keep(file, by=by))

    def is_by(self, user):
        """May this user speak for it? The authors who agreed may."""
        return any(
            a.person.user_id == user.pk and a.consented_at for a in self.authorships.all()
        )

    def invites(self, user):
        """Is this user asked to stand among the authors?"""
        return any(a.person.user_id == user.pk and a.is_open() for a in self.authorships.all())

    def _invite(self, colleagues):
        known = {a.person_id for a in self.authorships.all()}
        position = max((a.position for a in self.authorships.all()), default=0)
        for person in colleagues:
            if person.pk not in known:
                position += 1
                self.authorships.create(person=person, position=position)

    def _authorship_of(self, user):
        mine = self.authorships.filter(person__user=user).first()
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

    def _ask(self, authorship):
        user = authorship.person.account()
        title = f"请您确认：是否和同事一起提“{self}”"
        Notification.tell(user, title, path=self.get_absolute_url())

    def _tell_authors(self, title, text=""):
        agreed = Person.objects.filter(
            pk__in=self.authorships.exclude(consented_at=None).values("person")
        ).exclude(user=None)
        for person in agreed.select_related("user"):
            Notification.tell(person.user, title, text=text, path=self.get_absolute_url())

    def _tell_keepers(self):
        for user in self.journey.keepers():
            Notification.tell(user, f"待办：{self}", path=self.get_absolute_url())


def words_of(title, answers):
    """All that a search may find in a proposal."""
    return tokens("\n".join([title, *(str(a) for a in answers.values() if a)]))
