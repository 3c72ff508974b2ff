"""What a superuser of the database can do to the log behind our back, drawn from dice.

Each way returns what the findings must say: a number of traces, each named, or a phrase.
"""

import json
import os
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from jiangxin.audit.models import Head, LogNode, Trace
from jiangxin.audit.words import digest_of
from jiangxin.lib import clock
from jiangxin.lib.signing import SigningKey
from jiangxin_verify import heads, tree

TABLES = [model._meta.db_table for model in (Trace, Head, LogNode)]


def run(statement, *given):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def keep(name):
    """A backup of the log as it stands."""
    for table in TABLES:
        run(f"DROP TABLE IF EXISTS {name}_{table}")
        run(f"CREATE TABLE {name}_{table} AS SELECT * FROM {table}")


def put_back(name):
    for table in TABLES:
        run(f"DELETE FROM {table}")
        run(f"INSERT INTO {table} SELECT * FROM {name}_{table}")


def forget(name):
    for table in TABLES:
        run(f"DROP TABLE IF EXISTS {name}_{table}")


@contextmanager
def undone():
    keep("before")
    try:
        yield
    finally:
        put_back("before")
        forget("before")


def named(*keys):
    return [f"留痕 {key}" for key in keys]


def one_of(dice):
    return Trace.objects.get(pk=dice.choice(sealed()))


def sealed():
    return list(
        Trace.objects.exclude(position=None).order_by("position").values_list("pk", flat=True)
    )


def change(dice, trace):
    """Change one of the words; does it differ now?"""
    before = trace.words
    word = dice.choice(["actor", "verb", "title", "details", "happened_at", "about_id", "by"])
    if word == "happened_at":
        trace.happened_at += timedelta(microseconds=dice.choice([-1, 1, 60_000_000]))
    elif word == "about_id":
        trace.about_id += 1
    elif word == "by":
        trace.by_id = None
    elif word == "details":
        trace.details = {**trace.details, "remark": f"假 {dice.random()}"}
    else:
        setattr(trace, word, getattr(trace, word)[:-1] + "假")
    assert trace.words != before


def write(trace):
    Trace.objects.filter(pk=trace.pk).update(
        actor=trace.actor, verb=trace.verb, title=trace.title, details=trace.details,
        happened_at=trace.happened_at, about_id=trace.about_id, by=trace.by_id,
        salt=trace.salt, digest=trace.digest,
    )  # fmt: skip


def edit(dice):
    trace = one_of(dice)
    change(dice, trace)
    write(trace)
    return named(trace.pk)


def edit_and_rehash(dice):
    """The words, and a digest that fits them; with the old salt or a new one."""
    trace = one_of(dice)
    change(dice, trace)
    if dice.random() < 0.5:
        trace.salt = os.urandom(16)
    trace.digest = digest_of(bytes(trace.salt), trace.words)
    write(trace)
    return named(trace.pk)


def change_salt(dice):
    trace = one_of(dice)
    trace.salt = os.urandom(16)
    write(trace)
    return named(trace.pk)


def delete(dice):
    keys = dice.sample(sealed()[:-1], dice.choice([1, 1, 3]))
    Trace.objects.filter(pk__in=keys).delete()
    return named(*keys)


def delete_and_close_up(dice):
    trace = one_of(dice)
    Trace.objects.filter(pk=trace.pk).delete()
    shift(trace.position, -1)
    return named(trace.pk)


def shift(position, by):
    """All from here on; by way of numbers below zero, since a position may be there once."""
    run("UPDATE audit_trace SET position = -1 - position WHERE position >= %s", position)
    run("UPDATE audit_trace SET position = -1 - position + %s WHERE position < 0", by)


def insert(dice):
    """A well-made row into the sealed part, the others moved up."""
    trace = one_of(dice)
    position = trace.position
    shift(position, 1)
    new = forged(trace, happened_at=trace.happened_at)
    Trace.objects.filter(pk=new.pk).update(position=position)
    return named(new.pk)


def backdate(dice):
    """A well-made row at the end, said to have happened long before."""
    at = clock.now() - timedelta(hours=dice.randint(2, 9_000))
    return named(forged(one_of(dice), happened_at=at).pk)


def forged(trace, **words):
    new = Trace(
        by=trace.by, actor=trace.actor, verb="通过", about=trace.about, title=trace.title,
        details={"remark": "假"}, **words,
    )  # fmt: skip
    new.salt = os.urandom(16)
    new.digest = digest_of(new.salt, new.words)
    new.save()
    return new


def swap(dice):
    one, other = Trace.objects.filter(pk__in=dice.sample(sealed(), 2))
    Trace.objects.filter(pk=one.pk).update(position=None)
    Trace.objects.filter(pk=other.pk).update(position=one.position)
    Trace.objects.filter(pk=one.pk).update(position=other.position)
    return named(one.pk, other.pk)


def unseal(dice):
    trace = one_of(dice)
    Trace.objects.filter(pk=trace.pk).update(position=None)
    return named(trace.pk) if trace.pk != sealed()[-1] else ["等着封存"]


def truncate(dice):
    """The last entries, and the heads and nodes over them."""
    cut = dice.choice(list(Head.objects.order_by("size"))[1:-1]).size
    gone = list(Trace.objects.filter(position__gte=cut).values_list("pk", flat=True))
    Trace.objects.filter(position__gte=cut).delete()
    Head.objects.filter(size__gt=cut).delete()
    for node in LogNode.objects.all():
        if node.index + 1 << node.level > cut:
            node.delete()
    return [f"库里只到第 {cut} 条", str(gone[0])]


def forge_head(dice):
    """Another root of the same size; signed, but by a key of one's own."""
    head = dice.choice(list(Head.objects.all()))
    head.root = os.urandom(32)
    sign(head, SigningKey(os.urandom(32)))
    return [f"共 {head.size} 条的封存头"]


def sign(head, key):
    head.key, head.public = key.id, key.public
    head.signature = key.sign(heads.statement(head.stated()))
    head.save()


def soil_head(dice):
    head = dice.choice(list(Head.objects.all()))
    field = dice.choice(["root", "frontier", "signature", "public", "federation", "signed_at"])
    value = getattr(head, field)
    if field == "federation":
        head.federation += "假"
    elif field == "signed_at":
        head.signed_at += timedelta(microseconds=1)
    else:
        soiled = bytearray(value)
        soiled[dice.randrange(len(soiled))] ^= 1 << dice.randrange(8)
        setattr(head, field, bytes(soiled))
    head.save()
    return [f"共 {head.size} 条的封存头"]


def drop_head(dice):
    head = dice.choice(list(Head.objects.order_by("size"))[:-1])
    head.delete()
    return [f"共 {head.size} 条的封存头"]


def soil_node(dice):
    node = dice.choice(list(LogNode.objects.all()))
    node.hash = os.urandom(32)
    node.save()
    return [f"日志节点 {node.level}:{node.index}"]


def erase_in_silence(dice):
    trace = one_of(dice)
    Trace.objects.filter(pk=trace.pk).update(salt=None, title="", actor="", details={})
    return named(trace.pk)


def rewrite_everything(dice):
    """One row edited, and after it every node and head made anew: all but the signing key."""
    edited = edit_and_rehash(dice)
    edge, key, roots, nodes = tree.Frontier(), SigningKey(os.urandom(32)), {}, {}
    for digest in Trace.objects.exclude(position=None).order_by("position").values_list("digest"):
        nodes |= {(level, index): one for level, index, one in edge.add(bytes(digest[0]))}
        roots[edge.size] = (edge.root(), b"".join(edge.hashes))
    for head in Head.objects.all():
        head.root, head.frontier = roots[head.size]
        sign(head, key)
    for node in LogNode.objects.all():
        node.hash = nodes[node.level, node.index]
        node.save()
    return [*edited, "签名不对"]


def older_backup(dice):
    """The whole database as it was some time ago (`old` was kept)."""
    put_back("old")
    return ["较早的备份"]


WAYS = [
    edit, edit_and_rehash, change_salt, delete, delete_and_close_up, insert, backdate, swap,
    unseal, truncate, forge_head, soil_head, drop_head, soil_node, erase_in_silence,
    rewrite_everything, older_backup,
]  # fmt: skip


def said(findings):
    return json.dumps([*findings.problems, *findings.remarks], ensure_ascii=False)
