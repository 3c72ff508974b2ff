"""Which proposals: the words by which their rows are chosen."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.text import query_terms
from jiangxin.organisations.models import Office, Park
from jiangxin.people.models import Person
from jiangxin.programmes.models import GONE, Seat, Status
from jiangxin.proposals.models.authorship import Authorship
from jiangxin.proposals.models.benefit import Benefit

SENT = Q(journey__submitted_at__isnull=False)
DECIDED = [Status.ACCEPTED, Status.REJECTED, Status.RESERVED]
OUTCOMES = {
    "提出": Status.values,
    "已通过": [Status.ACCEPTED],
    "不通过": [Status.REJECTED],
    "技术储备": [Status.RESERVED],
    "一般性意见": [Status.NOTED],
    "已撤回": [Status.WITHDRAWN],
    "已并入": [Status.MERGED],
    "在办": [Status.UNDER_WAY, Status.HANDED_BACK],
}


class WordedQuerySet(models.QuerySet):
    """Rows that keep their `words`."""

    def matching(self, query):
        """Those that hold every word of the query, in Chinese or Latin letters."""
        terms = query_terms(query)
        if not terms:
            return self.none() if query.strip() else self
        return self.filter(words__contains=terms)


class ProposalQuerySet(WordedQuerySet):
    def by(self, user):
        """Those on whose list of authors this user stands: they wrote it, or agreed to it."""
        return self.filter(_written_by(user, consented_at__isnull=False))

    def of_author(self, person):
        """Those on whose list of authors this person stands and agreed to."""
        return self.filter(_signed_by(person.selves(), consented_at__isnull=False))

    def asking(self, user):
        """Those sent in that ask this user to stand among the authors."""
        asked = _written_by(user, consented_at=None, declined_at=None)
        sent = self.filter(SENT)
        return sent.exclude(journey__status__in=GONE).filter(asked)

    def sent(self):
        """Those that were handed in, whatever became of them."""
        return self.filter(SENT)

    def standing(self):
        """But those that were withdrawn, or merged into another."""
        return self.exclude(journey__status__in=GONE)

    def handed_back(self):
        return self.filter(journey__status=Status.HANDED_BACK)

    def exclude_handed_back(self):
        return self.exclude(journey__status=Status.HANDED_BACK)

    def with_status(self, status):
        return self.filter(journey__status=status) if status in Status.values else self

    def of_programme(self, programme):
        return self.filter(journey__programme=programme)

    def in_place(self, place):
        """Sent in from a park's enterprises, or from below a union, as it was on that day."""
        if isinstance(place, Park):
            return self.filter(SENT, park=place)
        return self.filter(SENT, journey__origin__path__startswith=place.path)

    def sent_between(self, first=None, last=None):
        """First sent in on one of these days, both included; None is no limit."""
        rows = self
        if first:
            rows = rows.filter(journey__submitted_at__gte=clock.midnight(first))
        if last:
            rows = rows.filter(journey__submitted_at__lt=clock.midnight(last + timedelta(days=1)))
        return rows

    def at(self, enterprise):
        """Those sent in by workers of this enterprise, as it was on the day they were sent."""
        return self.filter(SENT, enterprise=enterprise)

    def of_kind(self, kind):
        """Those handed in to calls of this kind (Programme.Kind)."""
        return self.filter(SENT, journey__programme__kind=kind)

    def accepted(self):
        return self.filter(journey__status=Status.ACCEPTED)

    def decided(self):
        """Those with a conclusion: 采纳, 不采纳 or 技术储备. What was taken back has none."""
        return self.filter(journey__status__in=DECIDED)

    def in_use(self):
        """Accepted, carried out and finished: others may adopt these."""
        done = Q(implementation__finished_at__isnull=False)
        return self.filter(done, journey__status=Status.ACCEPTED)

    def outcomes(self, since):
        """What became of them, sent in since a day and ever: [(word, of these, ever)]."""
        recent = Q(journey__submitted_at__gte=clock.midnight(since))
        kinds = {word: Q(journey__status__in=them) for word, them in OUTCOMES.items()}
        told = {f"ever{n}": Count("pk", filter=kind) for n, kind in enumerate(kinds.values())}
        told |= {
            f"recent{n}": Count("pk", filter=kind & recent) for n, kind in enumerate(kinds.values())
        }
        found = self.aggregate(**told)
        return [(word, found[f"recent{n}"], found[f"ever{n}"]) for n, word in enumerate(kinds)]

    def visible_to(self, user, among=None):
        """Authors see their own; officers see all that was sent in where their offices reach.

        `among` these keys only, where it is a few that are asked about.
        """
        reach = Office.objects.reach_of(user)
        if among is not None:
            return self.filter(AnyOf("pk", among)).seen_one_by_one(user)
        if reach.is_everywhere():
            return self.filter(SENT | Q(journey__started_by=user))
        return self.filter(pk__in=_known_to(user, reach, self.model.objects))

    def seen_one_by_one(self, user):
        """The same as `visible_to`, asked of each row: where most rows that come are seen."""
        return self.filter(_seen_by(user, Office.objects.reach_of(user)))

    def nameable_to(self, user, among, near=()):
        """Those of some keys whose title and outcome a hint may tell this user.

        What they may see; what was opened to all; what was sent in within the enterprises `near`,
        unless it was taken back. No draft, not even one's own.
        """
        seen = _seen_by(user, Office.objects.reach_of(user))
        standing = {"openings__opened_at__isnull": False, "openings__closed_at": None}
        opened = Exists(self.model.objects.filter(pk=OuterRef("pk"), **standing))
        inside = Q(enterprise__in=near) & ~Q(journey__status=Status.WITHDRAWN)
        return self.filter(AnyOf("pk", among)).filter(SENT).filter(seen | opened | inside)

    def led_by(self, user):
        """All that was sent in where the user's offices reach; nothing for being its author."""
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.sent()
        first, *others = (way.values("pk") for way in _reached(reach, self.model.objects))
        return self.filter(pk__in=first.union(*others, all=True))

    def for_list(self):
        return self._standing().prefetch_related("journey__road__stages")

    def laid_out(self, chosen):
        """These rows in their order, as a list shows them: joined only once they are chosen.

        The tables of a list are more than the planner puts in order: it would join all rows first.
        """
        found = self.for_list().in_bulk([row.pk for row in chosen])
        return [found[row.pk] for row in chosen]

    def for_page(self):
        return self._standing().select_related(
            "journey__questionnaire",
            "journey__origin",
            "journey__park_union",
            "park",
            "entered_by",
            "scan",
        )

    def for_showing(self):
        """Each knows its authors who `consented`, its `counted` benefits, and its questions."""
        agreed = Authorship.objects.exclude(consented_at=None).select_related("person")
        agreed = Prefetch("authorships", agreed.order_by("position"), to_attr="consented")
        counted = Benefit.objects.standing().order_by("-kind")  # 预计 before 核定
        counted = Prefetch("benefits", counted, to_attr="counted")
        rows = self.select_related("enterprise", "journey__programme", "journey__questionnaire")
        return rows.prefetch_related("journey__questionnaire__questions", agreed, counted)

    def _standing(self):
        return self.select_related(
            "journey__programme",
            "journey__road",
            "journey__stage",
            "journey__keeper",
            "enterprise",
            "category",
        )


def _written_by(user, **how):
    return _signed_by(Person.objects.keys_of(user), **how)


def _signed_by(people, **how):
    """Their keys, asked first: they are few, which a planner of many joins does not see."""
    mine = Authorship.objects.filter(person__in=people, **how)
    return Q(pk__in=list(mine.values_list("proposal", flat=True)))


def _known_to(user, reach, proposals):
    """The keys of what this user wrote, is asked to sign, or reaches by an office.

    By the union tree, by a park's territory, in an enterprise, or as it was referred there. One
    list of keys, not conditions joined by OR: each way is found by its own index.
    """
    me = Person.objects
    signed = Authorship.objects.filter(person__in=me.keys_of(user), declined_at=None)
    ways = [
        proposals.filter(journey__started_by__in=me.closed_for(user)),
        proposals.filter(SENT, pk__in=signed.values("proposal")),
        *_reached(reach, proposals),
    ]
    written = proposals.filter(journey__started_by=user).values("pk")
    return written.union(*(way.values("pk") for way in ways), all=True)


def _seen_by(user, reach):
    """The same as `_known_to` in one condition: for rows that are few, and found already."""
    if reach.is_everywhere():
        return SENT | Q(journey__started_by=user)
    own = Q(journey__started_by=user) | Q(journey__started_by__in=Person.objects.closed_for(user))
    signed = Q(
        pk__in=Authorship.objects.filter(
            person__in=Person.objects.keys_of(user), declined_at=None
        ).values("proposal")
    )
    referred = Exists(_came_to(reach).filter(journey=OuterRef("journey")))
    paths = reach.below("journey__origin__path") | reach.below("journey__park_union__path")
    return own | SENT & (signed | paths | Q(enterprise__in=reach.inside) | referred)


def _reached(reach, proposals):
    """Those that some offices reach: each way a query of its own."""
    return [
        proposals.filter(SENT, reach.below("journey__origin__path")),
        proposals.filter(SENT, reach.below("journey__park_union__path")),
        proposals.filter(SENT, enterprise__in=reach.inside),
        proposals.filter(SENT, journey__in=_referred(reach)),
    ]


def _referred(reach):
    """The journeys that were referred to a union in reach, wherever they come from."""
    return _came_to(reach).values("journey")


def _came_to(reach):
    return Seat.objects.filter(reach.below("union__path"), came=Seat.Came.REFERRED)
