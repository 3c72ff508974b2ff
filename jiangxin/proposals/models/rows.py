"""Which proposals: the words by which their rows are chosen."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from jiangxin.lib.text import query_terms
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Status
from jiangxin.proposals.models.authorship import Authorship


class ProposalQuerySet(models.QuerySet):
    def by(self, user):
        """Those on whose list of authors this user stands: they wrote it, or agreed to it."""
        return self.filter(_written_by(user, consented_at__isnull=False))

    def of_author(self, person):
        """Those on whose list of authors this person stands and agreed to."""
        agreed = Authorship.objects.filter(person=person, consented_at__isnull=False)
        return self.filter(pk__in=agreed.values("proposal"))

    def asking(self, user):
        """Those sent in that ask this user to stand among the authors."""
        asked = _written_by(user, consented_at=None, declined_at=None)
        sent = self.filter(journey__submitted_at__isnull=False)
        return sent.exclude(journey__status=Status.WITHDRAWN).filter(asked)

    def handed_back(self):
        return self.filter(journey__status=Status.HANDED_BACK)

    def exclude_handed_back(self):
        return self.exclude(journey__status=Status.HANDED_BACK)

    def with_status(self, status):
        return self.filter(journey__status=status) if status in Status.values else self

    def visible_to(self, user):
        """Authors see their own; officers see all that was sent in where their offices reach."""
        sent = Q(journey__submitted_at__isnull=False)
        mine = Q(journey__started_by=user) | sent & Q(_written_by(user, declined_at=None))
        return self.filter(mine | sent & _within_reach(user))

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
    return Exists(Authorship.objects.filter(proposal=OuterRef("pk"), person__user=user, **how))


def _within_reach(user):
    """Where the user's offices reach: by union tree, by a park's territory, in an enterprise."""
    reach = Office.objects.reach_of(user)
    if reach.is_everywhere():
        return Q(pk__isnull=False)
    return (
        reach.below("journey__origin__path")
        | reach.below("journey__park_union__path")
        | Q(enterprise__in=reach.inside)
    )
