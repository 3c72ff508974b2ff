"""The sealer: gives each trace a position in the log, and signs how far the log has come.

One round is one transaction. The line in the heads' folder is on the disk before the commit, so
after a crash in between the folder is one line ahead. Such a line is a promise that was signed: the
next round seals exactly its entries, in its order, and takes its head as it stands. Nothing can
have come between, since only the round that commits gives positions. Signing another head of the
same size instead would be two truths. What cannot be sealed as promised (the database is an older
backup, or somebody was at it) stops the sealer and says so; it never signs over a contradiction.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from jiangxin.audit.folder import HeadsFolder
from jiangxin.audit.models import Head, LogNode, Trace
from jiangxin.lib import clock
from jiangxin.lib.signing import signing_key
from jiangxin_verify import heads, tree

log = logging.getLogger(__name__)

MOST = 5_000  # entries of one round
EVERY = 1.0  # seconds
SAY_EVERY = 60  # rounds between two alarms
NAME_OF_LOCK = "hashtextextended('jiangxin sealer', hashtext(%s))"
ALONE = f"SELECT pg_try_advisory_xact_lock({NAME_OF_LOCK})"
# A transaction that still runs may yet commit entries with a smaller number than those we see: all
# below the oldest one running are final. A number beyond the newest is of another cluster, from
# which this database was restored.
FINAL = (
    "xid < pg_snapshot_xmin(pg_current_snapshot())"
    " OR xid >= pg_snapshot_xmax(pg_current_snapshot())"
)
WAITING = (
    "SELECT id, digest FROM audit_trace WHERE position IS NULL AND ({}) ORDER BY xid, id LIMIT %s"
)
PLACE = (
    "UPDATE audit_trace t SET position = new.position"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS new(id, position)"
    " WHERE t.id = new.id AND t.position IS NULL"
)


class Disagreement(Exception):
    """Database and heads' folder contradict each other: a person must look (`jiangxin verify`)."""


class Sealer:
    """`final` is the condition under which no older entry can appear any more."""

    def __init__(self, place=None, *, final=FINAL):
        self.folder, self.final = HeadsFolder(place or settings.HEADS), final

    def run(self, stopping):
        """Until the event is set. Whatever happens, the next second tries again."""
        rounds = 0
        while not stopping.is_set():
            fault = self.catch_up(stopping)
            if rounds % SAY_EVERY == 0 and fault:
                log.error("封存停下了：%s", fault)
            rounds = rounds + 1 if fault else 0
            stopping.wait(EVERY)

    def catch_up(self, stopping=None):
        """Rounds until nothing is left; returns what went wrong, or None."""
        try:
            while self.round() == MOST and not (stopping and stopping.is_set()):
                pass
        except (Disagreement, OSError) as fault:
            return fault
        except (OperationalError, InterfaceError) as fault:
            connection.close()
            return fault
        return None

    @transaction.atomic
    def round(self):
        """Seal what is waiting, up to MOST; returns how many entries that were."""
        if not is_alone():
            return 0
        head, last = Head.objects.latest_head(), self.folder.last()
        edge = head.edge() if head else tree.Frontier()
        there = last["size"] if last else 0
        if there > edge.size:
            return self.keep_promise(edge)
        if there < edge.size:
            self.restore(there)
        elif last and last["root"] != edge.root().hex():
            raise Disagreement(f"共 {there} 条时，库里的根和封存记录里的不同。")
        return self.seal(edge)

    def seal(self, edge):
        rows = self.waiting()
        leaves, start = rows[:MOST], edge.size
        if not leaves:
            return 0
        grown = place(edge, leaves)
        head = signed(edge, complete=len(rows) <= MOST)
        head.save(force_insert=True)
        LogNode.objects.bulk_create(grown)
        self.folder.append(head, start, leaves)
        return len(leaves)

    def waiting(self):
        """[(id, digest)], one more than a round takes."""
        with connection.cursor() as cursor:
            cursor.execute(WAITING.format(self.final), [MOST + 1])
            return [(key, bytes(digest)) for key, digest in cursor.fetchall()]

    def keep_promise(self, edge):
        """The folder is ahead: seal exactly what its next line says."""
        line = self.folder.after(edge.size)
        if line is None:
            raise Disagreement(f"封存记录里没有从第 {edge.size + 1} 条接着写的一行。")
        leaves = list(zip(line["ids"], map(bytes.fromhex, line["leaves"]), strict=True))
        there = dict(
            Trace.objects.unsealed().filter(pk__in=line["ids"]).values_list("pk", "digest")
        )
        for key, digest in leaves:
            if key not in there or bytes(there[key]) != digest:
                raise Disagreement(
                    f"封存记录里的留痕 {key} 在库里找不到，或内容不同：库可能是较早的备份。"
                )
        grown = place(edge, leaves)
        if edge.root().hex() != line["root"] or not heads.is_signed(line):
            raise Disagreement(f"封存记录里共 {line['size']} 条的一行被改过。")
        head_of(line, edge).save(force_insert=True)
        LogNode.objects.bulk_create(grown)
        return len(leaves)

    def restore(self, size):
        """Lines are missing: write them again out of the database, and mark them so."""
        log.error("封存记录只到第 %s 条，按库里的签名补写；请查是谁截断了它。", size)
        before = Head.objects.filter(size=size).first()
        if size and before is None:
            raise Disagreement(f"库里没有共 {size} 条的封存头。")
        edge = before.edge() if before else tree.Frontier()
        for head in Head.objects.filter(size__gt=size).order_by("size"):
            rows = Trace.objects.filter(position__gte=edge.size, position__lt=head.size)
            rows = rows.order_by("position").values_list("pk", "digest")
            leaves, start = [(key, bytes(digest)) for key, digest in rows], edge.size
            for _, digest in leaves:
                edge.add(digest)
            if (edge.size, edge.root()) != (head.size, bytes(head.root)):
                raise Disagreement(f"库里的留痕和共 {head.size} 条的封存头不符。")
            self.folder.append(head, start, leaves, restored=True)


def is_alone():
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [settings.SCHEMA])
        return cursor.fetchone()[0]


def place(edge, leaves):
    """Give these entries the next positions; returns the nodes that became complete."""
    start, grown = edge.size, []
    for _, digest in leaves:
        grown += edge.add(digest)
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [[key for key, _ in leaves], list(range(start, edge.size))])
        if cursor.rowcount != len(leaves):
            raise Disagreement("有留痕在封存时变了位置。")
    return [
        LogNode(level=level, index=index, hash=one)
        for level, index, one in grown
        if level in LogNode.LEVELS
    ]


def signed(edge, *, complete):
    """A head over this edge, not yet saved."""
    key = signing_key()
    head = Head(
        size=edge.size,
        root=edge.root(),
        frontier=b"".join(edge.hashes),
        signed_at=clock.now(),
        complete=complete,
        federation=settings.FEDERATION,
        suite=key.suite,
        key=key.id,
        public=key.public,
        signature=b"",
    )
    head.signature = key.sign(heads.statement(head.stated()))
    return head


def head_of(line, edge):
    """The head that a line of the folder states."""
    return Head(
        size=line["size"],
        root=edge.root(),
        frontier=b"".join(edge.hashes),
        signed_at=datetime.fromisoformat(line["signed_at"]),
        complete=line["complete"],
        federation=line["federation"],
        suite=line["suite"],
        key=line["key"],
        public=bytes.fromhex(line["public"]),
        signature=bytes.fromhex(line["signature"]),
    )
