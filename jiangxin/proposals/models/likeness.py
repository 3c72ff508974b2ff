"""相似: what is known of proposals so that those alike are found, computed in the background."""

from functools import lru_cache

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction
from django.db.models import F, Max, Q

from jiangxin.lib import clock
from jiangxin.lib.sameness import Scale, prints
from jiangxin.proposals.models.proposal import Proposal

VERSION = 1  # of the sums in lib.sameness: rows of an older one are made anew
BATCH = 2000
SAMPLE = 20_000  # of the newest proposals, by which it is counted how common a gram is
COUNTED = 10  # in fewer of them is as good as in none
COUNTED_AT = ""  # the row of no gram: when it was counted, in seconds

# One statement, so that those who ask meanwhile see the old table or the new one.
COUNT = """
WITH sample AS (
    SELECT words FROM proposals_proposal ORDER BY id DESC LIMIT %(sample)s
), counted AS (
    SELECT word, count(*) AS texts FROM sample, unnest(words) AS word GROUP BY word
), kept AS (
    INSERT INTO proposals_commonness (word, share)
    SELECT word, texts::float / (SELECT greatest(count(*), 100) FROM sample) FROM counted
    WHERE texts >= %(counted)s AND length(word) BETWEEN 1 AND 60
    UNION ALL SELECT '', extract(epoch FROM clock_timestamp())
    ON CONFLICT (word) DO UPDATE SET share = excluded.share RETURNING word
)
DELETE FROM proposals_commonness WHERE word NOT IN (SELECT word FROM kept)
"""


class Commonness(models.Model):
    """常见程度: in what share of the proposals a character, a pair or a word occurs."""

    word = models.CharField(max_length=60, primary_key=True)
    share = models.FloatField()

    def __str__(self):
        return self.word

    @classmethod
    @transaction.atomic
    def count(cls):
        """Count anew, over the newest proposals."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '120s'")
            cursor.execute(COUNT, {"sample": SAMPLE, "counted": COUNTED})

    @classmethod
    def scale(cls):
        """What each gram weighs. Before anything was counted all weigh the same."""
        stamp = cls.objects.filter(word=COUNTED_AT).values_list("share", flat=True).first()
        return scale_of(stamp) if stamp else Scale({})


@lru_cache(maxsize=2)
def scale_of(stamp):
    """The whole table, which is some ten thousand rows: kept until it is counted anew."""
    return Scale(dict(Commonness.objects.exclude(word=COUNTED_AT).values_list("word", "share")))


class Likeness(models.Model):
    """相似特征: the marks of a proposal's text, by which a copied passage is found."""

    proposal = models.OneToOneField(
        Proposal, models.CASCADE, related_name="likeness", primary_key=True
    )
    prints = ArrayField(models.IntegerField(), default=list)
    version = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        # Without a list of what is pending: it would be searched through by every question.
        indexes = [GinIndex(fields=["prints"], name="likenesses_by_print", fastupdate=False)]

    def __str__(self):
        return f"“{self.proposal}”的相似特征"

    @classmethod
    def catch_up(cls, newest=None):
        """Make the rows of some proposals that lack them; answers how many. Killed, it loses one
        batch at most, and it holds nothing that a submission waits for.

        Only among the `newest` so many, which are few to look through, or among all. One that has
        moved since may have been written anew.
        """
        moved = Q(likeness__made_at__lt=F("journey__arrived_at"))
        lacking = Q(likeness=None) | ~Q(likeness__version=VERSION) | moved
        rows = Proposal.objects.sent().filter(lacking).order_by("-id").only("title", "answers")
        if newest:
            last = Proposal.objects.aggregate(key=Max("pk"))["key"] or 0
            rows = rows.filter(pk__gt=last - newest)
        batch = list(rows[:BATCH])
        cls.keep(batch)
        return len(batch)

    @classmethod
    def keep(cls, proposals):
        """The rows of these, made or made anew."""
        now = clock.now()
        new = [
            cls(proposal=one, prints=prints(one.text), version=VERSION, made_at=now)
            for one in proposals
        ]
        fresh = {"update_fields": ["prints", "version", "made_at"], "unique_fields": ["proposal"]}
        cls.objects.bulk_create(new, update_conflicts=True, **fresh)
