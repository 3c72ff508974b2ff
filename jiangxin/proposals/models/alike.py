"""相似的建议: which proposals say much the same as a text. A hint for a person, never a gate."""

import logging
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from jiangxin.lib import clock
from jiangxin.lib.looking import looking
from jiangxin.lib.sameness import grams, highlighted, prints, words_in_common
from jiangxin.organisations.models import Office
from jiangxin.people.models import Employment, Person
from jiangxin.proposals.models.likeness import Commonness
from jiangxin.proposals.models.opening import without_numbers
from jiangxin.proposals.models.proposal import Proposal

log = logging.getLogger(__name__)

FEW = 5
LEAST = 0.15  # below it only common words are common (docs/why/0011-sameness.md)
ASKED = 14  # so many of the rarest grams are looked up
OFTEN = 0.02  # a gram in more texts than this is looked up only where few others are there
EACH, POOL, WEIGHED = 400, 400, 40  # texts looked up by a gram, ranked, and weighed exactly
AT_ONCE, ENOUGH = 250, 20  # it is asked of so many at once who may see them, until so many are
PRINTED, SELDOM = 60, 100  # marks of copied passages, and texts looked up by each
NEAR = 400  # of the newest of one's own enterprise

BY_GRAMS = """
SELECT found.id FROM unnest(%(grams)s::text[], %(weights)s::float8[]) AS asked (gram, weight)
CROSS JOIN LATERAL ({rows} LIMIT %(each)s) AS found
GROUP BY found.id ORDER BY sum(asked.weight) DESC, found.id DESC LIMIT %(pool)s
"""
ANYWHERE = BY_GRAMS.format(
    rows="SELECT id FROM proposals_proposal WHERE words @> ARRAY[asked.gram]"
)
OPENED = BY_GRAMS.format(
    rows="SELECT proposal_id AS id FROM proposals_opening"
    " WHERE closed_at IS NULL AND words @> ARRAY[asked.gram]"
)

# Whatever shares a passage: among many texts the grams that they share are seldom the rarest.
COPIED = """
SELECT found.id FROM unnest(%(prints)s::int[]) AS asked (mark)
CROSS JOIN LATERAL (
    SELECT proposal_id AS id FROM proposals_likeness
    WHERE prints @> ARRAY[asked.mark] LIMIT %(seldom)s
) AS found
GROUP BY found.id ORDER BY count(*) DESC, found.id DESC LIMIT %(seldom)s
"""
# An enterprise has few: its newest are taken first, and only these looked through.
NEAR_BY = """
SELECT own.id FROM (
    SELECT id, words FROM proposals_proposal
    WHERE enterprise_id = ANY(%(near)s::bigint[]) ORDER BY id + 0 DESC LIMIT %(newest)s
) AS own JOIN unnest(%(grams)s::text[], %(weights)s::float8[]) AS asked (gram, weight)
ON own.words @> ARRAY[asked.gram]
GROUP BY own.id ORDER BY sum(asked.weight) DESC, own.id DESC
"""


@dataclass(frozen=True)
class Alike:
    """A proposal, how alike it is (0–100), in which words, and whether its page may be seen."""

    proposal: Proposal
    figure: int
    words: tuple
    is_seen: bool

    @property
    def title(self):
        title = self.proposal.title
        return title if self.is_seen else without_numbers(title)

    @property
    def parts(self):
        """The title as [(part, is one of the words)]."""
        return highlighted(self.title, self.words)

    @property
    def why(self):
        if not self.words:
            return "用字相近"
        return f"共有{''.join(f'“{word}”' for word in self.words)}"


class Asked:
    """A text that is asked about, by a user; `exclude` is the proposal that it is of."""

    def __init__(self, text, user, exclude=None):
        self.text, self.user, self.exclude = text, user, exclude
        self.grams = grams(text)
        self.scale = Commonness.scale()

    def found(self):
        """At most five Alikes, the nearest first."""
        if len(self.grams) < 2:
            return []
        nearest = Proposal.objects.only("title", "answers").in_bulk(self.nameable())
        figures = {key: self.figure(one) for key, one in nearest.items()}
        best = sorted(figures, key=lambda key: (-figures[key], -key))[:FEW]
        best = [key for key in best if figures[key] >= LEAST]
        if not best:
            return []
        rows = Proposal.objects.for_list().in_bulk(best)
        seen = set(Proposal.objects.visible_to(self.user, among=best).values_list("pk", flat=True))
        return [self.alike(rows[key], figures[key], key in seen) for key in best]

    def nameable(self):
        """The first of the candidates that this user may be told of: some at once, not all."""
        keys, found = [key for key in self.candidates() if key != self.exclude], []
        for begin, end in ((0, AT_ONCE), (AT_ONCE, len(keys))):
            if len(found) < ENOUGH and keys[begin:end]:
                some = keys[begin:end]
                rows = Proposal.objects.nameable_to(self.user, among=some, near=self.near)
                known = set(rows.values_list("pk", flat=True))
                found += [key for key in some if key in known]
        return found[:WEIGHED]

    def figure(self, proposal):
        return self.scale.likeness(self.grams, grams(proposal.text))

    def alike(self, proposal, figure, is_seen):
        words = tuple(words_in_common(self.text, proposal.text, self.scale))
        return Alike(proposal, round(100 * figure), words, is_seen)

    def candidates(self):
        """Keys: those that share the rarest grams, what tells most first, in turn.

        Of what was opened, of one's own enterprise and one's own; and anywhere, for an officer:
        nobody else may see what lies there.
        """
        told = self.rarest()
        parameters = {"grams": told, "weights": [self.scale.weight(gram) for gram in told]}
        parameters |= {"each": EACH, "pool": POOL, "near": self.near, "newest": NEAR}
        parameters |= {"prints": prints(self.text)[:PRINTED], "seldom": SELDOM}
        anywhere = [COPIED, ANYWHERE] if Office.objects.held_by(self.user) else ()
        ways = [OPENED, NEAR_BY, *anywhere]
        mine = Proposal.objects.by(self.user).order_by("-id").values_list("pk", flat=True)
        found = [*(self.ask(way, parameters) for way in ways), mine[:FEW]]
        in_turn = chain.from_iterable(zip_longest(*found))
        return [key for key in dict.fromkeys(in_turn) if key]

    def ask(self, way, parameters):
        with connection.cursor() as cursor:
            cursor.execute(way, parameters)
            return [key for (key,) in cursor]

    def rarest(self):
        grams = self.scale.rarest(self.grams, ASKED)
        rare = [gram for gram in grams if self.scale.shares.get(gram, 0) <= OFTEN]
        return rare if len(rare) >= 6 else grams[:6]

    @cached_property
    def near(self):
        """The enterprises whose proposals this user may know of by their titles."""
        if not settings.SIMILAR_TITLES_IN_ENTERPRISE:
            return []
        people = Person.objects.keys_of(self.user)
        jobs = Employment.objects.on(clock.today()).filter(person__in=people)
        return list(jobs.values_list("enterprise", flat=True))


def similar_to(text, *, user, exclude=None):
    """At most five Alikes of a text; none where it takes too long or fails: it is only a hint."""
    try:
        with looking(), transaction.atomic(), connection.cursor() as cursor:
            # No LIMIT may lure the planner into reading all rows instead of the index of words.
            cursor.execute("SET LOCAL statement_timeout = '1s'; SET LOCAL enable_seqscan = off")
            found = Asked(text, user, exclude).found()
            cursor.execute("SET LOCAL statement_timeout = DEFAULT; SET LOCAL enable_seqscan = on")
            return found
    except DatabaseError:
        log.warning("similar proposals were not found", exc_info=True)
        return []
