"""The queue, tried on a real verb: it lies here because `lib` has no rows of its own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager
from procrastinate.testing import InMemoryConnector

from jiangxin.errands.models import Errand
from jiangxin.lib import later as room
from jiangxin.lib.later import REAPINGS, call, later, put_back
from jiangxin.lib.tests.aids import run_waiting


def make_errand():
    return Errand.start("导入名册", by=get_user_model().objects.create_user("赵专管员"))


@pytest.fixture
def errand(db):
    return make_errand()


def test_the_same_method_later(errand):
    later(errand.advance, done=3, total=9, note="核对")
    later(errand.finish, note="好了。")
    errand.refresh_from_db()
    assert errand.done == 0
    assert run_waiting() == 2
    errand.refresh_from_db()
    assert (errand.done, errand.note, errand.is_over) == (3, "好了。", True)
    assert run_waiting() == 0


def test_an_act_that_is_rolled_back_leaves_no_job(errand):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later(errand.finish)
        raise ZeroDivisionError
    assert run_waiting() == 0


def test_inside_a_worker_it_still_joins_djangos_transaction(errand):
    with app.replace_connector(InMemoryConnector()):
        later(errand.finish)
    assert run_waiting() == 1


def test_a_row_that_is_gone_is_passed_over(errand):
    later(errand.finish)
    Errand.objects.all().delete()
    assert run_waiting() == 1


def test_a_refusal_with_nobody_to_read_it_ends_the_job(errand):
    errand.begin()
    errand.finish()
    later(errand.finish)
    assert run_waiting() == 1


@pytest.mark.parametrize("note", [object(), b"x", {1: 2}, (1, 2), float("nan"), {1, 2}])
def test_what_is_not_json_is_refused_at_the_call(errand, note):
    with pytest.raises((TypeError, ValueError)):
        later(errand.finish, note=note)
    assert run_waiting() == 0


def test_an_unsaved_row_cannot_wait():
    with pytest.raises(TypeError, match="saved"):
        later(Errand(title="x").finish)


def test_a_renamed_verb_is_found_by_its_old_name(errand, monkeypatch):
    monkeypatch.setitem(room.OLD_NAMES, ("errands.Errand", "conclude"), "finish")
    call("errands.Errand", errand.pk, "conclude", {"note": "好了。"})
    errand.refresh_from_db()
    assert errand.note == "好了。"


def test_only_what_may_pass_by_itself_is_tried_again():
    job = ProcrastinateJob(id=1, task_name="call", attempts=0, args={}, queue_name="default")
    job = job.procrastinate_job
    assert app.tasks["call"].get_retry_exception(OperationalError(), job)
    assert not app.tasks["call"].get_retry_exception(ValueError(), job)
    assert not app.tasks["call"].get_retry_exception(OperationalError(), job.evolve(attempts=5))


def statuses():
    return list(ProcrastinateJob.objects.filter(task_name="call").values_list("status", flat=True))


def set_job(**values):
    names = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procrastinate_jobs SET {names}", list(values.values()))


def reap():
    async_to_sync(put_back)(JobManager(DjangoConnector()))


@pytest.mark.parametrize(("attempts", "status"), [(0, "todo"), (REAPINGS, "failed")])
def test_a_job_without_a_worker_is_put_back_but_not_for_ever(errand, attempts, status):
    later(errand.finish)
    set_job(status="doing", attempts=attempts)
    reap()
    assert statuses() == [status]


def test_a_job_whose_worker_lives_is_left_alone(errand):
    later(errand.finish)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (clock_timestamp()) RETURNING id"
        )
        worker = cursor.fetchone()[0]
    set_job(status="doing", worker_id=worker)
    reap()
    assert statuses() == ["doing"]


@contextmanager
def a_worker():
    """A worker process of its own on this test's database."""
    its = connection.settings_dict
    url = f"postgres://{its['USER']}:{quote(its['PASSWORD'])}@{its['HOST']}:{its['PORT']}"
    environment = os.environ | {"DATABASE_URL": f"{url}/{its['NAME']}", "JIANGXIN_AS_OWNER": "1"}
    environment["DATABASE_OWNER_URL"] = environment["DATABASE_URL"]
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "procrastinate", "worker"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for_a_lock(process):
    """Until some backend of this database waits for the row that this test holds."""
    with connection.cursor() as cursor:
        while process.poll() is None:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else one transaction sees one state
            cursor.execute(
                "SELECT pg_sleep(0.05), count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[1]:
                return True
    return False


def test_a_job_whose_worker_was_killed_is_done_again(transactional_db, settings):
    errand = make_errand()
    later(errand.begin)
    with a_worker() as process:
        with transaction.atomic():
            Errand.objects.select_for_update().get(pk=errand.pk)
            assert wait_for_a_lock(process)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert statuses() == ["doing"]  # for ever, if nobody came
        settings.WORKER_STALLED_SECONDS = 0
        reap()
        assert statuses() == ["todo"]
        set_job(scheduled_at=None)
        assert run_waiting() == 1
    errand.refresh_from_db()
    assert errand.attempt >= 1
