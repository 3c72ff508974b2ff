"""查重: which proposals of a call look copied from earlier ones. A person says what each is."""

from django.conf import settings
from django.db import connection, models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.errands.models import Errand
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.sameness import contained, trigrams
from jiangxin.programmes.models import Programme
from jiangxin.proposals.models.likeness import Likeness
from jiangxin.proposals.models.lookalike import Lookalike
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.questionnaires.models import text_of

BATCH = 200
EARLIER = 20  # by one mark the nearest before: each of a hundred copies finds some
LEAST_MARKS = 2  # fewer, and by chance
A_SECTION = 20  # runs of three characters: a shorter answer everybody writes (“节省人工”)
LOOKED_UP = 30 * BATCH  # pairs of one batch that are weighed exactly, those with most in common

# “+ 0”: in the order of the key the planner would read the whole table backwards.
MET = """
WITH asked AS (
    SELECT proposal_id AS id, unnest(prints) AS mark
    FROM proposals_likeness WHERE proposal_id = ANY(%(keys)s)
)
SELECT asked.id, earlier.id FROM asked CROSS JOIN LATERAL (
    SELECT proposal_id AS id FROM proposals_likeness
    WHERE prints @> ARRAY[asked.mark] AND proposal_id < asked.id
    ORDER BY proposal_id + 0 DESC LIMIT %(earlier)s
) AS earlier
GROUP BY asked.id, earlier.id HAVING count(*) >= %(least)s
ORDER BY count(*) DESC LIMIT %(most)s
"""


class Comparison(models.Model):
    """查重: all that was sent in to a call, held against all that was sent in before it, anywhere.

    It finds Lookalikes and decides nothing. Run again it forgets those that nobody has judged and
    that are alike no more.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    errand = models.ForeignKey(Errand, models.PROTECT, related_name="+")
    compared = models.PositiveIntegerField("比了几条", null=True)
    found = models.PositiveIntegerField("找到几对", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "errand"],
                name="one_comparison_of_an_errand",
                violation_error_message="这次查重已经在办。",
            )
        ]

    def __str__(self):
        return f"“{self.programme}”查重"

    @classmethod
    @transaction.atomic
    def start(cls, programme, *, by):
        """In the background; refused while one of this call is under way."""
        programme.hold()
        waiting = Errand.objects.under_way().filter(
            pk__in=cls.objects.filter(programme=programme).values("errand")
        )
        if waiting.exists():
            raise Refusal(f"“{programme}”正在查重，请等它办完。")
        path = f"{reverse('proposals:lookalikes')}?programme={programme.pk}"
        errand = Errand.start(f"“{programme}”查重"[:100], by=by, path=path)
        new = cls.objects.create(programme=programme, by=by, errand=errand)
        leave_trace("查重", programme, by=by)
        later(new.compare)
        return new

    @classmethod
    def last_of(cls, programme):
        """The newest of this call, or None."""
        return cls.objects.filter(programme=programme).select_related("errand").last()

    def compare(self):
        """What its job does, batch by batch. After a kill it begins anew and finds the same."""
        if self.errand.is_over:
            return
        with self.errand.at_work() as errand:
            keys = self._keys(errand)
            found, seen = [], 0
            for begin in range(0, len(keys), BATCH):
                batch = keys[begin : begin + BATCH]
                with transaction.atomic():
                    found += self._find(batch)
                    seen += len(batch)
                    errand.advance(seen, len(keys), f"找到 {len(found)} 对")
            self._end(errand, len(keys), found)

    def _keys(self, errand):
        """All that were sent in and still stand. Marks that lack, of any call, are made first."""
        made = 0
        while batch := Likeness.catch_up():
            made += batch
            errand.advance(0, note=f"先算以前各条的特征，已算 {made:,} 条")
        rows = Proposal.objects.sent().standing().filter(journey__programme=self.programme)
        return list(rows.order_by("id").values_list("pk", flat=True))

    def _find(self, keys):
        """The keys of the Lookalikes of these proposals, kept."""
        met = self._met(keys)
        rows = Proposal.objects.filter(pk__in={key for pair in met for key in pair})
        rows = rows.sent().standing().only("title", "answers")
        known = {row.pk: row for row in rows}
        pairs = [(known[one], known[other]) for one, other in met if known.keys() >= {one, other}]
        weighed = [(one, other, *likest(one, other)) for one, other in pairs]
        found = [row for row in weighed if row[2] >= settings.LOOKALIKE_FROM]
        return [row.pk for row in Lookalike.keep(found)]

    def _met(self, keys):
        with connection.cursor() as cursor:
            asked = {"keys": keys, "earlier": EARLIER, "least": LEAST_MARKS, "most": LOOKED_UP}
            cursor.execute("SET LOCAL statement_timeout = '120s'")
            cursor.execute(MET, asked)
            return cursor.fetchall()

    @transaction.atomic
    def _end(self, errand, compared, found):
        mine = type(self).objects.filter(pk=self.pk, compared=None)
        if not mine.update(compared=compared, found=len(found)):
            raise OutOfStep("这次查重已经办完。")
        here = Lookalike.objects.of(self.programme)
        here.unjudged().exclude(pk__in=found).delete()
        here.group()
        errand.finish(f"比了 {compared:,} 条，找到 {len(found):,} 对像是雷同的")


def likest(one, other):
    """(0–100, key of an answer or ""): how much of the part that is most alike the other holds.

    A part is an answer of the later one, the whole of it, or the whole of the earlier one, which
    may have been put into a longer text.
    """
    mine, theirs = trigrams(one.text), trigrams(other.text)
    parts = [(contained(mine, theirs), ""), (contained(theirs, mine), "")]
    for key, answer in one.answers.items():
        said = trigrams(text_of(answer))
        if len(said) >= A_SECTION:
            parts.append((contained(said, theirs), key))
    share, section = max(parts)
    return round(100 * share), section
