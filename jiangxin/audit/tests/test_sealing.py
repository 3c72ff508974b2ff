"""Positions, heads and the folder: in which order, and what a kill at any moment leaves."""

import json
import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, connections

from jiangxin.audit.models import Head, LogNode, Trace, leave_trace
from jiangxin.audit.sealing import Disagreement, Sealer
from jiangxin.audit.tests.aids import seal, sealer
from jiangxin.lib import clock
from jiangxin_verify import heads, tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who(transactional_db, settings, tmp_path):
    settings.HEADS = tmp_path / "heads"
    return get_user_model().objects.create_user("周处长")


def act(who, times=1):
    return [leave_trace("改", who, by=who) for _ in range(times)]


def lines():
    return [entry.head for entry in heads.entries(settings.HEADS)]


def in_order():
    return list(Trace.objects.exclude(position=None).order_by("position"))


def test_every_trace_gets_its_place_and_the_head_its_signature(who):
    traces = act(who, 300)
    head = seal()
    assert [trace.pk for trace in in_order()] == [trace.pk for trace in traces]
    assert [trace.position for trace in in_order()] == list(range(300))
    frontier = tree.Frontier()
    for trace in traces:
        frontier.add(bytes(trace.digest))
    assert (head.size, bytes(head.root)) == (300, frontier.root())
    assert heads.is_signed(head.stated())
    assert [(node.level, node.index) for node in LogNode.objects.all()] == [(8, 0)]
    assert lines()[0]["leaves"] == [bytes(trace.digest).hex() for trace in traces]


def test_any_entry_is_proved_by_few_rows(who, django_assert_max_num_queries):
    act(who, 700)
    head = seal()
    for position, trace in enumerate(in_order()):
        if position % 50 in (0, 49):
            with django_assert_max_num_queries(6):
                path = head.path_to(position)
            hashed = tree.leaf(bytes(trace.digest))
            assert tree.root_by(hashed, position, head.size, path) == bytes(head.root)


def test_heads_are_consistent_with_each_other(who):
    for times in (1, 2, 5, 9):
        act(who, times)
        seal()
    leaves = [tree.leaf(bytes(trace.digest)) for trace in in_order()]

    def hash_of(start, end):
        if end - start == 1:
            return leaves[start]
        middle = start + tree.split(end - start)
        return tree.node(hash_of(start, middle), hash_of(middle, end))

    known = [(head.size, bytes(head.root)) for head in Head.objects.order_by("size")]
    assert [size for size, _ in known] == [1, 3, 8, 17]
    for old in known:
        for new in known:
            if old[0] <= new[0]:
                proof = tree.consistency(old[0], new[0], hash_of)
                assert tree.is_consistent(*old, *new, proof)


@pytest.fixture
def other():
    """A second connection, as another process has it."""
    second = connections.create_connection("default")
    yield second
    second.close()


def older_and_newer(who, other):
    """An older transaction that is still open has left a trace; a newer one has committed."""
    old, new = act(who, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_trace WHERE id = %s FOR UPDATE", [old.pk])
    copied = (
        "INSERT INTO audit_trace (by_id, actor, verb, about_kind_id, about_id, title, details,"
        " happened_at, salt, digest) SELECT by_id, actor, verb, about_kind_id, about_id, title,"
        " details, happened_at, salt, %s FROM audit_trace WHERE id = %s RETURNING id"
    )
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(copied, [b"o" * 32, old.pk])
        left = cursor.fetchone()[0]
    newer = act(who)[0]
    assert newer.pk > left and new.pk < left
    return left, newer.pk


def is_ordered():
    """Is the log in the order of the transactions?"""
    order = [(trace.xid, trace.pk) for trace in in_order()]
    return order == sorted(order)


def test_an_older_transaction_keeps_its_place(who, other):
    left, newer = older_and_newer(who, other)
    one = Sealer()
    one.round()
    assert newer not in [trace.pk for trace in in_order()]  # it waits for the older one
    other.commit()
    one.round()
    assert [trace.pk for trace in in_order()][-2:] == [left, newer]
    assert is_ordered()


def test_without_waiting_the_order_would_be_lost(who, other):
    """The control: whatever can be seen is sealed at once, by its number."""
    left, newer = older_and_newer(who, other)
    one = sealer()
    one.round()
    other.commit()
    one.round()
    assert [trace.pk for trace in in_order()][-2:] == [newer, left]
    assert not is_ordered()


def test_going_on_after_the_last_number_would_lose_it(who, other):
    """The control of the control: “everything above the last id” never comes back to the older."""
    left, newer = older_and_newer(who, other)
    other.commit()
    assert left not in Trace.objects.filter(pk__gt=newer).values_list("pk", flat=True)


def test_what_came_from_another_cluster_is_sealed_too(who):
    """Restored elsewhere, its numbers may lie beyond all that this server has given."""
    far = act(who)[0]
    Trace.objects.filter(pk=far.pk).update(position=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_trace SET xid = '99999999999'::xid8 WHERE id = %s", [far.pk])
    Sealer().round()
    assert [trace.pk for trace in in_order()] == [far.pk]


class Killed(BaseException):
    pass


def kill_before_commit(monkeypatch, one):
    """The line is on the disk, and the process is gone before it could commit."""
    append = one.folder.append

    def die(*given, **more):
        append(*given, **more)
        raise Killed

    monkeypatch.setattr(one.folder, "append", die)
    with pytest.raises(Killed):
        one.round()


def test_killed_between_file_and_commit_the_promise_is_kept(who, monkeypatch):
    act(who, 3)
    seal()
    promised = act(who, 2)
    kill_before_commit(monkeypatch, sealer())
    assert Head.objects.latest_head().size == 3
    later = act(who, 4)
    written = lines()[-1]
    while sealer().round():
        pass
    ids = [trace.pk for trace in in_order()]
    assert ids[3:] == [trace.pk for trace in [*promised, *later]]
    stated = Head.objects.get(size=5).stated()
    assert all(written[name] == value for name, value in stated.items())
    assert [line["size"] for line in lines()] == [3, 5, 9]


def test_the_promise_outranks_the_order(who, monkeypatch):
    """Even an entry that would now come first waits until the promised ones have their places."""
    act(who, 2)
    kill_before_commit(monkeypatch, sealer())
    late = act(who)[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_trace SET xid = '3'::xid8 WHERE id = %s", [late.pk])
    while sealer().round():
        pass
    assert in_order()[-1].pk == late.pk


def test_without_the_promise_two_heads_of_one_size_would_be_signed(who, monkeypatch):
    """The control: a sealer that does not look at the folder signs a second truth."""
    act(who, 2)
    kill_before_commit(monkeypatch, sealer())
    late = act(who)[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_trace SET xid = '3'::xid8 WHERE id = %s", [late.pk])
    blind = sealer()
    monkeypatch.setattr(blind.folder, "last", lambda: None)
    monkeypatch.setattr("jiangxin.audit.sealing.MOST", 2)
    blind.round()
    roots = [line["root"] for line in lines() if line["size"] == 2]
    assert len(set(roots)) == 2


def test_half_a_line_is_passed_by(who):
    act(who, 2)
    seal()
    file = heads.files(settings.HEADS)[-1]
    with file.open("ab") as out:
        out.write(file.read_bytes()[:200])
    act(who)
    one = sealer()
    assert one.round() == 1
    assert [entry.fault for entry in heads.entries(settings.HEADS)] == ["", "broken", ""]
    assert lines()[-1]["from"] == 2


def test_lines_that_are_gone_are_written_again_and_marked(who):
    for times in (2, 3):
        act(who, times)
        seal()
    kept = lines()
    file = heads.files(settings.HEADS)[-1]
    file.write_bytes(file.read_bytes()[:-40])
    act(who)
    sealer().round()
    good = [line for line in lines() if line]
    assert [line.pop("restored", False) for line in good] == [False, True, False]
    assert good[:2] == kept


def test_an_older_backup_stops_the_sealer(who):
    act(who, 2)
    seal()
    gone = act(who)[0]
    seal()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_head WHERE size = 3")
        cursor.execute("DELETE FROM audit_trace WHERE id = %s", [gone.pk])
    act(who)
    with pytest.raises(Disagreement, match=f"留痕 {gone.pk} 在库里找不到"):
        sealer().round()
    assert len(lines()) == 2
    assert "较早的备份" in str(sealer().catch_up())


def test_one_round_takes_so_many_and_says_whether_it_was_all(who, monkeypatch):
    monkeypatch.setattr("jiangxin.audit.sealing.MOST", 4)
    act(who, 10)
    one = Sealer()
    assert one.catch_up() is None
    assert [(head.size, head.complete) for head in Head.objects.order_by("size")] == [
        (4, False), (8, False), (10, True),
    ]  # fmt: skip


def test_two_sealers_do_not_meet(who, other):
    act(who)
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('jiangxin sealer', hashtext(%s)))",
            [settings.SCHEMA],
        )
    assert Sealer().round() == 0
    other.rollback()
    assert Sealer().round() == 1


def test_the_lag_is_told(who):
    assert Head.objects.lag() == timedelta()
    act(who)
    seal()
    assert Head.objects.lag() == timedelta()
    act(who)
    with clock.shifted(timedelta(seconds=90)):
        assert Head.objects.lag() >= timedelta(seconds=90)


def test_the_words_for_the_foot_of_a_paper(who):
    assert Head.objects.latest_words() == ""
    act(who)
    assert seal().words == Head.objects.latest_words()
    assert Head.objects.latest_words().startswith("封存 1 条 · 根 ")


def test_the_public_key_lies_beside_the_heads(who):
    act(who)
    head = seal()
    pem = (settings.HEADS / f"key-{head.key}.pem").read_text()
    assert "BEGIN PUBLIC KEY" in pem
    assert "PRIVATE" not in "".join(os.listdir(settings.HEADS)) + pem


def test_a_month_has_its_file_and_a_clock_that_goes_back_makes_no_older_one(who):
    act(who)
    with clock.shifted(timedelta(days=40)):
        seal()
    act(who)
    seal()
    assert len(heads.files(settings.HEADS)) == 1
    assert json.loads(heads.files(settings.HEADS)[0].read_text().splitlines()[1])["from"] == 1
