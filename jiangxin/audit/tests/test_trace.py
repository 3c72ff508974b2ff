"""The digest of a trace, and what erasing leaves of it."""

import hashlib
import importlib
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from jiangxin.audit.models import Trace, leave_trace
from jiangxin.audit.words import digest_of
from jiangxin.lib.refusal import Refusal
from tests.cast import build_cast


def test_the_digest_is_of_the_salted_words(cast):
    trace = leave_trace("改", cast.zhang, by=cast.zhao, remark="改\n名", shares={7: 1.5, "a": True})
    read = Trace.objects.get(pk=trace.pk)
    assert read.words == trace.words
    assert hashlib.sha256(bytes(read.salt) + read.words.encode()).digest() == bytes(read.digest)
    assert read.words.startswith('{"about":"people.person:')
    assert '"details":{"remark":"改\\n名","shares":{"7":1.5,"a":true}}' in read.words


def test_two_traces_of_the_same_words_have_nothing_in_common(cast):
    one, other = (leave_trace("改", cast.zhang, by=cast.zhao) for _ in "12")
    assert bytes(one.digest) != bytes(other.digest)


def test_it_is_one_insert(cast, django_assert_num_queries):
    leave_trace("改", cast.zhang, by=cast.zhao)
    with django_assert_num_queries(2):  # the clock, and the row
        leave_trace("改", cast.zhang, by=cast.zhao)


@pytest.mark.django_db(transaction=True)
def test_it_knows_its_transaction(transactional_db):
    cast = build_cast()
    with transaction.atomic():
        one, other = (leave_trace("改", cast.zhang, by=cast.zhao) for _ in "12")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            current = int(cursor.fetchone()[0])
    later = leave_trace("改", cast.zhang, by=cast.zhao)
    xids = [Trace.objects.get(pk=trace.pk).xid for trace in (one, other, later)]
    assert xids[0] == xids[1] == current < xids[2]


def test_erasing_drops_the_words_and_says_so(cast):
    traces = [leave_trace("改", cast.zhang, by=cast.zhao, remark="秘密") for _ in "12"]
    act = Trace.erase(traces, by=cast.zhou, why="本人要求")
    for trace in traces:
        left = Trace.objects.get(pk=trace.pk)
        assert (left.salt, left.title, left.actor, left.details) == (None, "", "", {})
        assert bytes(left.digest) == bytes(trace.digest)
    assert act.details == {"erased": [trace.pk for trace in traces], "remark": "本人要求"}
    assert str(Trace.objects.get(pk=traces[0].pk)) == f"已抹去的留痕 {traces[0].pk}"


def test_erasing_needs_a_reason(cast):
    with pytest.raises(Refusal, match="为什么"):
        Trace.erase([leave_trace("改", cast.zhang, by=cast.zhao)], by=cast.zhou, why="")


def test_what_was_there_before_the_log_gets_its_digest(cast):
    """The migration reads the rows as text and must come to the same words as the model."""
    old = leave_trace("改", cast.zhang, by=None, remark="改\n名", shares={7: 1.5})
    Trace.objects.filter(pk=old.pk).update(salt=None, digest=b"")
    migration = importlib.import_module("jiangxin.audit.migrations.0002_sealed")
    migration.salt_what_is_there(None, SimpleNamespace(connection=connection))
    read = Trace.objects.get(pk=old.pk)
    assert digest_of(bytes(read.salt), read.words) == bytes(read.digest)
