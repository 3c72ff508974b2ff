from datetime import UTC, timedelta

from django.db import models

from jiangxin.audit.models.lognode import LogNode
from jiangxin.audit.models.trace import Trace
from jiangxin.lib import clock
from jiangxin.lib.clock import CHINA
from jiangxin_verify import tree
from jiangxin_verify.heads import VERSION

BLOCK = 256  # hashes below one node of LEVELS


class HeadQuerySet(models.QuerySet):
    def latest_head(self):
        return self.order_by("-size").first()

    def covering(self, position):
        """The first head under whose signature this position stands, or None."""
        if position is None:
            return None
        return self.filter(size__gt=position).order_by("size").first()

    def lag(self):
        """How long something has been waiting to be sealed; zero when nothing is."""
        waiting = Trace.objects.unsealed().aggregate(first=models.Min("happened_at"))["first"]
        if waiting is None:
            return timedelta()
        newest = self.latest_head()
        return max(clock.now() - max(waiting, newest.signed_at if newest else waiting), timedelta())

    def latest_words(self):
        """One short line for the foot of a paper: how long the log is, and its root."""
        newest = self.latest_head()
        return newest.words if newest else ""


class Head(models.Model):
    """封存头: how long the sealed log is and what its root is, signed. Never changed or removed."""

    size = models.BigIntegerField("条数")
    root = models.BinaryField("根", max_length=32)
    frontier = models.BinaryField("右缘")  # hashes of the complete subtrees, 32 bytes each
    signed_at = models.DateTimeField("签名时间")
    # Nothing that could be sealed was left: whatever comes later happened later.
    complete = models.BooleanField("已封到最后")
    federation = models.CharField(max_length=200)
    suite = models.PositiveSmallIntegerField("算法")
    key = models.CharField("公钥编号", max_length=16)
    public = models.BinaryField("公钥")
    signature = models.BinaryField("签名")

    objects = HeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["size"],
                name="one_head_of_a_size",
                violation_error_message="封存记录到这一条已经签过名。",
            )
        ]

    def __str__(self):
        return f"{self.size} 条 {bytes(self.root).hex()[:8]}"

    @property
    def root_words(self):
        return bytes(self.root).hex()

    @property
    def words(self):
        at = self.signed_at.astimezone(CHINA)
        return f"封存 {self.size:,} 条 · 根 {bytes(self.root).hex()[:8]}… · {at:%Y-%m-%d %H:%M:%S}"

    def edge(self):
        """The right edge of its tree, by which the log goes on."""
        whole = bytes(self.frontier)
        return tree.Frontier(self.size, [whole[n : n + 32] for n in range(0, len(whole), 32)])

    def stated(self):
        """As it stands in heads files and receipts."""
        return {
            "complete": self.complete,
            "federation": self.federation,
            "key": self.key,
            "root": bytes(self.root).hex(),
            "signed_at": clock_words(self.signed_at),
            "size": self.size,
            "suite": self.suite,
            "version": VERSION,
            "public": bytes(self.public).hex(),
            "signature": bytes(self.signature).hex(),
        }

    def path_to(self, position):
        """The inclusion proof of the entry at this position: hashes from the leaf to the root."""
        return tree.inclusion(position, self.size, Subtrees().root)


class Subtrees:
    """Roots of parts of the log, out of its nodes and at most a few hundred digests."""

    def __init__(self):
        self.known = {}

    def root(self, start, end):
        """Of the leaves from start to end, as RFC 9162 divides them."""
        size = end - start
        if size & (size - 1) == 0 and start % size == 0:
            return self.complete(size.bit_length() - 1, start // size)
        middle = start + tree.split(size)
        return tree.node(self.root(start, middle), self.root(middle, end))

    def complete(self, level, index):
        if level == 0 or level in LogNode.LEVELS:
            if (level, index) not in self.known:
                self.fetch(level, index // BLOCK * BLOCK)
            return self.known[level, index]
        return tree.node(*(self.complete(level - 1, 2 * index + side) for side in (0, 1)))

    def fetch(self, level, first):
        block = (first, first + BLOCK - 1)
        if level == 0:
            rows = Trace.objects.filter(position__range=block).values_list("position", "digest")
            self.known |= {(0, at): tree.leaf(bytes(digest)) for at, digest in rows}
        else:
            rows = LogNode.objects.filter(level=level, index__range=block)
            found = rows.values_list("index", "hash")
            self.known |= {(level, index): bytes(one) for index, one in found}


def clock_words(moment):
    """A moment in words that everybody reads alike: UTC to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
