"""查重: which proposals of a call look copied, from earlier ones or from published patents.

A person says what each is.
"""

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
from jiangxin.proposals.models.patent import PublishedPatent
from jiangxin.proposals.models.proposal import Proposal
from jiangxin.questionnaires.models import text_of

BATCH = 200
EARLIER = 20  # by one mark the nearest before: each of a hundred copies finds some; or patents
LEAST_MARKS = 2  # fewer, and by chance
A_SECTION = 20  # runs of three characters: a shorter answer everybody writes (“节省人工”)
LOOKED_UP = 30 * BATCH  # pairs of one batch that are weighed exactly, those with most in common

MET = """
WITH asked AS (
    SELECT proposal_id AS id, unnest(prints) AS mark
    FROM proposals_likeness WHERE proposal_id = ANY(%(keys)s)
)
SELECT asked.id, met.id FROM asked CROSS JOIN LATERAL ({rows} LIMIT %(earlier)s) AS met
GROUP BY asked.id, met.id HAVING count(*) >= %(least)s
ORDER BY count(*) DESC LIMIT %(most)s
"""
# “+ 0”: in the order of the key the planner would read the whole table backwards.
BEFORE = MET.format(
    rows="SELECT proposal_id AS id FROM proposals_likeness"
    " WHERE prints @> ARRAY[asked.mark] AND proposal_id < asked.id ORDER BY proposal_id + 0 DESC"
)
PATENTS = MET.format(
    rows="SELECT id FROM proposals_publishedpatent"
    " WHERE prints @> ARRAY[asked.mark] ORDER BY id + 0 DESC"
)


class Comparison(models.Model):
    """查重: all that was sent in to a call, held against all that was sent in before it, anywhere,
    and against the published patents.

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
                pairs = self._copied(batch)  # long sums, in no transaction
                with transaction.atomic():
                    found += kept(*pairs)
                    seen += len(batch)
                    errand.advance(seen, len(keys), f"找到 {len(found)} 对")
            self._end(errand, len(keys), found)

    def _keys(self, errand):
        """All that were sent in and still stand. Marks that lack, of any call, are made first."""
        made = 0
        while batch := Likeness.catch_up():
            made += batch
            errand.advance(0, note=f"先算以前各条的特征，已算 {made:,} 条")
        while PublishedPatent.catch_up():
            errand.advance(0, note="先算公开专利的特征")
        rows = Proposal.objects.sent().standing().filter(journey__programme=self.programme)
        return list(rows.order_by("id").values_list("pk", flat=True))

    def _copied(self, keys):
        """What these proposals look copied from: beside earlier ones, and beside patents."""
        met, published = met_by(BEFORE, keys), met_by(PATENTS, keys)
        asked = {key for pair in met for key in pair} | {one for one, _ in published}
        rows = Proposal.objects.filter(pk__in=asked).sent().standing()
        known = {row.pk: row for row in rows.only("title", "answers")}
        patents = PublishedPatent.objects.to_compare().in_bulk({key for _, key in published})
        return copied(known, known, met), copied(known, patents, published)

    @transaction.atomic
    def _end(self, errand, compared, found):
        mine = type(self).objects.filter(pk=self.pk, compared=None)
        if not mine.update(compared=compared, found=len(found)):
            raise OutOfStep("这次查重已经办完。")
        here = Lookalike.objects.of(self.programme)
        here.unjudged().exclude(pk__in=found).delete()
        here.group()
        errand.finish(f"比了 {compared:,} 条，找到 {len(found):,} 对像是雷同的")


def kept(proposals, patents):
    """The keys of the Lookalikes of these pairs."""
    rows = Lookalike.keep(proposals) + Lookalike.keep(patents, beside="patent")
    return [row.pk for row in rows]


def met_by(way, keys):
    """(key, key) of those that share marks, most in common first."""
    with transaction.atomic(), connection.cursor() as cursor:
        asked = {"keys": keys, "earlier": EARLIER, "least": LEAST_MARKS, "most": LOOKED_UP}
        cursor.execute("SET LOCAL statement_timeout = '120s'")
        cursor.execute(way, asked)
        return cursor.fetchall()


def copied(ones, others, met):
    """(one, other, share, section) of those that met and are alike enough."""
    pairs = [(ones[one], others[other]) for one, other in met if one in ones and other in others]
    weighed = [(one, other, *likest(one, other)) for one, other in pairs]
    return [row for row in weighed if row[2] >= settings.LOOKALIKE_FROM]


def likest(one, other):
    """(0–100, key of an answer or ""): how much of the part that is most alike the other holds.

    A part is an answer of the later one, the whole of it, or a passage of the earlier one (the
    whole of a proposal, the abstract of a patent), which may have been put into a longer text.
    """
    mine, theirs = trigrams(one.text), trigrams(other.text)
    parts = [(contained(mine, theirs), ""), (contained(theirs, mine), "")]
    for passage in other.passages:
        said = trigrams(passage)
        if len(said) >= A_SECTION:
            parts.append((contained(said, mine), ""))
    for key, answer in one.answers.items():
        said = trigrams(text_of(answer))
        if len(said) >= A_SECTION:
            parts.append((contained(said, theirs), key))
    share, section = max(parts)
    return round(100 * share), section
