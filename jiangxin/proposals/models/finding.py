"""找建议: by the words in it or by who wrote it, in the shortest of several ways."""

import re

from django.db.models import Q

from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.text import HAN, query_terms
from jiangxin.people.models import Person
from jiangxin.proposals.models.alike import similar_to
from jiangxin.proposals.models.authorship import Authorship
from jiangxin.proposals.models.proposal import Proposal

MANY = 1000  # keys that PostgreSQL is given one by one; beyond it walks from the newest on
NAME = re.compile(f"[a-z]{{2,10}}|[{HAN}·]{{2,12}}", re.IGNORECASE)
FEW = 5  # found: with fewer, those that come near are shown as well


def found_by(user, query):
    """Proposals that this user may see and that hold all words of the query, or are by a person
    of this name or with these initials.

    PostgreSQL does not know which way is shorter, so it is told: few that match, few that are
    seen, or one after the other from the newest on.
    """
    terms = query_terms(query)
    if not terms:
        seen = Proposal.objects.visible_to(user)
        return seen.none() if query.strip() else seen
    matching = Proposal.objects.filter(words__contains=terms)
    keys = keys_of(matching)
    if len(keys) <= MANY:
        return Proposal.objects.visible_to(user, among={*keys, *of_author(query)})
    seen = keys_of(Proposal.objects.visible_to(user))
    if len(seen) <= MANY:
        return Proposal.objects.filter(AnyOf("pk", seen)).filter(
            Q(words__contains=terms) | AnyOf("pk", of_author(query))
        )
    return Proposal.objects.seen_one_by_one(user).filter(words__contains=terms)


def near_misses(user, query, found):
    """Alikes of a query that finds few: a character mistyped, or one word too many."""
    if len(found) >= FEW or len(query) < 2:
        return []
    known = {row.pk for row in found}
    alike = similar_to(query, user=user)
    return [one for one in alike if one.is_seen and one.proposal.pk not in known]


def of_author(query):
    """The keys of some proposals by people of this name, or with these initials."""
    if not NAME.fullmatch(query.strip()):
        return []
    people = Person.objects.live().matching(query.strip()).values_list("pk", flat=True)[:MANY]
    signed = Authorship.objects.exclude(consented_at=None).filter(AnyOf("person", list(people)))
    return list(signed.order_by("-proposal").values_list("proposal", flat=True)[:MANY])


def keys_of(rows):
    """At most one more than MANY."""
    return list(rows.order_by().values_list("pk", flat=True)[: MANY + 1])
