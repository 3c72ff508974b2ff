"""Everything reckoned again: digests, positions, tree, heads, signatures, and the heads' folder.

The folder is the second copy: where it knows an entry, the tree is built over what it says, and the
database is compared with it, so that one edited row is named and not all that come after it.
"""

import json
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from jiangxin.audit.findings import Findings
from jiangxin.audit.models import Head, LogNode
from jiangxin.audit.models.trace import ERASING
from jiangxin.audit.pairing import Pairing
from jiangxin.audit.records import Record
from jiangxin.audit.sealing import NAME_OF_LOCK
from jiangxin.audit.words import digest_of, wording
from jiangxin.lib.signing import signing_key
from jiangxin_verify import heads, tree
from jiangxin_verify.signatures import read_public

ROWS = (
    "SELECT position, id, digest, salt, actor, verb, about_kind_id, about_id, title, details,"
    " happened_at, by_id FROM audit_trace WHERE position IS {} NULL ORDER BY position, id"
)
AT_ONCE = 5_000


class Verification:
    """One look over the whole log, as it stood at one moment."""

    def __init__(self, place=None):
        self.place = place or settings.HEADS
        self.findings = Findings()
        self.pairing = Pairing(self.findings)
        self.kinds = {
            kind.pk: f"{kind.app_label}.{kind.model}" for kind in ContentType.objects.all()
        }
        self.entries, self.ended = 0, 0
        self.erased, self.let_erase = set(), set()

    def run(self):
        """The findings."""
        with standing_still(self.place) as ends:
            self.stored = {head.size: head for head in Head.objects.order_by("size").iterator()}
            self.record = Record(self.place, ends, self.findings)
            if self.stored and not ends:
                self.findings.problem("record", f"没有封存记录（{self.place}）：只能在库内核对。")
            self.tree = Reckoning(self.stored)
            self.look_at_sealed()
            self.look_at_unsealed()
            self.look_at_heads()
            self.tree.compare_nodes(self.findings)
        for key in sorted(self.erased - self.let_erase):
            self.findings.problem("erased", f"留痕 {key}：内容被抹去，却没有抹去它的留痕。")
        return self.findings

    def look_at_sealed(self):
        since = Since(self.stored)
        for position, row, leaf in side_by_side(rows("NOT"), self.record.leaves()):
            if row:
                self.entries, self.ended = self.entries + 1, position + 1
                self.look_at(row, since.at(position))
            self.pairing.lay(row and (position, row[1], bytes(row[2])), leaf)
            self.tree.add(position, leaf[2] if leaf else bytes(row[2]))

    def look_at_unsealed(self):
        since, unsealed = Since(self.stored).at(None), {}
        for row in rows(""):
            self.look_at(row, since)
            unsealed[row[1]] = bytes(row[2])
        self.pairing.tell(self.ended, self.record.size, unsealed)

    def look_at(self, row, since):
        """One row by itself: do its words fit its digest, and its day its place?"""
        _, key, digest, salt, actor, verb, kind, about, title, details, at, by = row
        details = json.loads(details)
        if salt is None:
            self.erased.add(key)
            if title or actor or details:
                self.findings.problem("words", f"留痕 {key}：说是抹去了，却还有内容。")
        elif digest_of(
            bytes(salt),
            wording(
                actor=actor, verb=verb, about=f"{self.kinds.get(kind)}:{about}", title=title,
                details=details, happened_at=at, by=by,
            ),
        ) != bytes(digest):  # fmt: skip
            self.findings.problem("words", f"留痕 {key}：内容被改过，和摘要不符。")
        elif verb == ERASING:
            self.let_erase.update(details.get("erased", ()))
        if since and at < since:
            self.findings.problem(
                "backdated", f"留痕 {key}：写的时间早于已经封存的时间，是倒签的。"
            )

    def look_at_heads(self):
        known, folder = known_keys(self.place), self.record.heads
        newest = max(self.stored, default=0)
        for size in sorted(self.stored.keys() | folder.keys()):
            stated = self.stored[size].stated() if size in self.stored else None
            fault = self.fault_of(size, stated, folder.get(size), known)
            if fault and (stated or size <= newest):
                self.findings.problem("heads", f"共 {size} 条的封存头：{fault}。")

    def fault_of(self, size, stated, line, known):
        """What is wrong with the head of this size, in the database or in the folder."""
        reckoned = self.tree.roots.get(size)
        if stated is None:
            return "库里没有，被删除"
        if stated["public"] not in known or not heads.is_signed(stated):
            return "库里的签名不对，被改过"
        if reckoned is None or stated["root"] != reckoned[0].hex():
            return "根和留痕对不上"
        if bytes(self.stored[size].frontier) != reckoned[1]:
            return "库里的右缘被改过"
        if line is None:
            return "封存记录里没有" if self.record.heads else ""
        if any(line[name] != value for name, value in stated.items()):
            return "库里的和封存记录里的不同"
        return ""


class Since:
    """Since when an entry may have happened: the last head before it that left nothing behind."""

    def __init__(self, stored):
        self.left = sorted(stored.items())
        self.allowed = timedelta(seconds=settings.BACKDATED_SECONDS)
        self.since = self.until = None
        self.size = 0

    def at(self, position):
        """For positions that only grow; None for what is not sealed yet."""
        while self.left and (position is None or position >= self.size):
            self._pass(self.until)
            self.size, self.until = self.left.pop(0)
        if position is None or position >= self.size:
            self._pass(self.until)
        return self.since

    def _pass(self, head):
        if head is not None and head.complete:
            self.since = head.signed_at - self.allowed


class Reckoning:
    """The tree built anew, with its root wherever a head was signed."""

    def __init__(self, sizes):
        self.edge, self.nodes, self.roots = tree.Frontier(), {}, {}
        self.sizes = sizes

    def add(self, position, digest):
        """The next leaf; after a gap nothing more can be reckoned."""
        if position != self.edge.size:
            return
        for level, index, one in self.edge.add(digest):
            if level in LogNode.LEVELS:
                self.nodes[level, index] = one
        if self.edge.size in self.sizes:
            self.roots[self.edge.size] = (self.edge.root(), b"".join(self.edge.hashes))

    def compare_nodes(self, findings):
        stored = LogNode.objects.values_list("level", "index", "hash").iterator()
        stored = {(level, index): bytes(one) for level, index, one in stored}
        newest = max(self.sizes, default=0)  # beyond it the folder may be a moment ahead
        due = {(level, index) for level, index in self.nodes if index + 1 << level <= newest}
        for place in sorted(stored.keys() | due):
            if stored.get(place) != self.nodes.get(place):
                findings.problem("nodes", f"日志节点 {place[0]}:{place[1]}：和留痕对不上。")


@contextmanager
def standing_still(place):
    """Database and folder at one moment, between two rounds of the sealer: {file: its end}."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        cursor.execute(f"SELECT pg_advisory_lock({NAME_OF_LOCK})", [settings.SCHEMA])
        try:
            ends = {file: file.stat().st_size for file in heads.files(place) if file.exists()}
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())")
                cursor.execute(f"SELECT pg_advisory_unlock({NAME_OF_LOCK})", [settings.SCHEMA])
                yield ends
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")


def rows(which):
    with connection.chunked_cursor() as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(ROWS.format(which))
        while some := cursor.fetchmany(AT_ONCE):
            yield from some


def side_by_side(sealed, leaves):
    """(position, row or None, leaf or None), in the order of the positions."""
    row, leaf = next(sealed, None), next(leaves, None)
    while row or leaf:
        position = min(one[0] for one in (row, leaf) if one)
        here = row if row and row[0] == position else None
        there = leaf if leaf and leaf[0] == position else None
        yield position, here, there
        row = next(sealed, None) if here else row
        leaf = next(leaves, None) if there else leaf


def known_keys(place):
    """Public keys, in hexadecimal: this installation's, and those that lie beside the heads."""
    known = {signing_key().public.hex()}
    for file in place.glob("key-*.pem") if place.is_dir() else ():
        if public := read_public(file.read_text(errors="replace")):
            known.add(public.hex())
    return known
