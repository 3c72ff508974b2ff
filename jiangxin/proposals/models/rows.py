"""Which proposals: the words by which their rows are chosen."""

from django.db import models
from django.db.models import Q

from jiangxin.lib.text import query_terms
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.programmes.models import Status
from jiangxin.proposals.models.authorship import Authorship

SENT = Q(journey__submitted_at__isnull=False)


class ProposalQuerySet(models.QuerySet):
    def by(self, user):
        """Those on whose list of authors this user stands: they wrote it, or agreed to it."""
        return self.filter(_written_by(user, consented_at__isnull=False))

    def of_author(self, person):
        """Those on whose list of authors this person stands and agreed to."""
        mine = Authorship.objects.filter(person__in=person.selves())
        agreed = mine.filter(consented_at__isnull=False)
        return self.filter(pk__in=agreed.values("proposal"))

    def asking(self, user):
        """Those sent in that ask this user to stand among the authors."""
        asked = _written_by(user, consented_at=None, declined_at=None)
        sent = self.filter(SENT)
        return sent.exclude(journey__status=Status.WITHDRAWN).filter(asked)

    def handed_back(self):
        return self.filter(journey__status=Status.HANDED_BACK)

    def exclude_handed_back(self):
        return self.exclude(journey__status=Status.HANDED_BACK)

    def with_status(self, status):
        return self.filter(journey__status=status) if status in Status.values else self

    def visible_to(self, user):
        """Authors see their own; officers see all that was sent in where their offices reach."""
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.filter(SENT | Q(journey__started_by=user))
        return self.filter(pk__in=_known_to(user, reach, self.model.objects))

    def for_list(self):
        return self.select_related(
            "journey__programme", "journey__stage", "journey__keeper", "enterprise", "category"
        ).prefetch_related("journey__programme__stages")

    def for_page(self):
        return self.for_list().select_related(
            "journey__programme__questionnaire", "journey__origin", "journey__park_union", "park"
        )

    def matching(self, query):
        """Those that hold every word of the query, in Chinese or Latin letters."""
        terms = query_terms(query)
        if not terms:
            return self.none() if query.strip() else self
        return self.filter(words__contains=terms)


def _written_by(user, **how):
    mine = Authorship.objects.filter(person__in=Person.objects.keys_of(user), **how)
    return Q(pk__in=mine.values("proposal"))


def _known_to(user, reach, proposals):
    """The keys of what this user wrote, is asked to sign, or reaches by an office.

    By the union tree, by a park's territory, or in an enterprise. One list of keys, not conditions
    joined by OR: each way is found by its own index.
    """
    me = Person.objects
    signed = Authorship.objects.filter(person__in=me.keys_of(user), declined_at=None)
    ways = [
        proposals.filter(journey__started_by__in=me.closed_for(user)),
        proposals.filter(SENT, pk__in=signed.values("proposal")),
        proposals.filter(SENT, reach.below("journey__origin__path")),
        proposals.filter(SENT, reach.below("journey__park_union__path")),
        proposals.filter(SENT, enterprise__in=reach.inside),
    ]
    written = proposals.filter(journey__started_by=user).values("pk")
    return written.union(*(way.values("pk") for way in ways), all=True)
