"""A worker killed in the middle of an import leaves none of it or all of it (FT-5)."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as project
from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from jiangxin.documents.intake import Status
from jiangxin.lib.later import put_back
from jiangxin.lib.tests.aids import empty_queue, run_waiting
from jiangxin.people.models import Employment, Person, Roster
from jiangxin.people.tests.rosters import merged, tally, upload, worker
from tests.cast import build_cast

SCRIPT = Path(__file__).with_name("killed_worker.py")
ROWS = [worker(f"王{chr(0x4E00 + n)}", 100 + n) for n in range(30)]
ROWS += [worker("张师傅", 1, "九车间"), worker("坏", 900, id="1"), worker("王一", 100)]
READING = {
    "parse": ["1", "DELETE FROM people_rosterrow"],
    "stage": ["2", 'UPDATE "errands_errand" SET "updated_at"'],
    "validate": ["1", "WITH matched AS"],
    "read, after commit": ["--after-commit", "1", "WITH matched AS"],
}
MERGING = {
    "merge, before": ["1", "SELECT count(*) FROM ( SELECT p.id FROM people_person"],
    "merge, among": ["1", "INSERT INTO people_employment"],
    "merge, at the end": ["1", 'INSERT INTO "audit_trace"'],
    "merge, after commit": ["--after-commit", "1", 'INSERT INTO "audit_trace"'],
}
UNDOING = {
    "undo, before": ["1", "SELECT count(*) FROM ( SELECT p.id FROM people_person"],
    "undo, among": ["1", "UPDATE people_person p SET name = b.name"],
    "undo, at the end": ["1", "SET CONSTRAINTS ALL IMMEDIATE"],
    "undo, after commit": ["--after-commit", "1", "SET CONSTRAINTS ALL IMMEDIATE"],
}


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_cast()


def let_die(words, media):
    """Run a worker on this test's database until it has killed itself."""
    its = connection.settings_dict
    url = f"postgres://{its['USER']}:{quote(its['PASSWORD'])}@{its['HOST']}:{its['PORT']}"
    environment = os.environ | {"DATABASE_OWNER_URL": f"{url}/{its['NAME']}"}
    environment |= {"DATABASE_URL": f"{url}/{its['NAME']}", "JIANGXIN_AS_OWNER": "1"}
    environment |= {"PYTHONPATH": str(project.ROOT), "JIANGXIN_VAR": str(media)}
    environment |= {"JIANGXIN_KEY_FILE": str(project.KEY_FILE)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL


def put_back_and_run(settings):
    """What the reaper and the next worker do."""
    settings.WORKER_STALLED_SECONDS = 0
    async_to_sync(put_back)(JobManager(DjangoConnector()))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    assert run_waiting() == 1


def counts(cast):
    here = Employment.objects.filter(enterprise=cast.jinggong)
    return Person.objects.count(), here.count(), here.filter(department="九车间").count()


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_killed_while_reading(cast, settings, tmp_path, words):
    roster = Roster.receive(cast.jinggong, upload(ROWS), by=cast.zhao)
    none = counts(cast)
    (tmp_path / "media").symlink_to(tmp_path)
    let_die(words, tmp_path)
    assert counts(cast) == none
    put_back_and_run(settings)
    roster.refresh_from_db()
    assert roster.status == Status.PREVIEWED
    assert tally(roster)[:4] == (30, 1, 0, 2)
    assert roster.rows.count() == roster.rows_read == len(ROWS)


@pytest.mark.parametrize("words", MERGING.values(), ids=MERGING)
def test_killed_while_merging(cast, settings, tmp_path, words):
    roster = Roster.receive(cast.jinggong, upload(ROWS), by=cast.zhao)
    run_waiting()
    roster.refresh_from_db()
    none, all_of_it = counts(cast), (4 + 30, 2 + 30, 1)
    roster.confirm(by=cast.zhao)
    let_die(words, tmp_path)
    assert counts(cast) == (all_of_it if "--after-commit" in words else none)
    put_back_and_run(settings)
    roster.refresh_from_db()
    assert roster.status == Status.MERGED and roster.errand.ended_at
    assert counts(cast) == all_of_it
    again = merged(cast.jinggong, ROWS, by=cast.zhao)
    assert tally(again)[:2] == (0, 0)
    assert counts(cast) == all_of_it


@pytest.mark.parametrize("words", UNDOING.values(), ids=UNDOING)
def test_killed_while_undoing(cast, settings, tmp_path, words):
    none = counts(cast)
    roster = merged(cast.jinggong, ROWS, by=cast.zhao)
    all_of_it = (4 + 30, 2 + 30, 1)
    assert counts(cast) == all_of_it
    empty_queue()  # those of the import are done
    roster.undo(by=cast.zhao)
    let_die(words, tmp_path)
    assert counts(cast) == (none if "--after-commit" in words else all_of_it)
    put_back_and_run(settings)
    roster.refresh_from_db()
    assert roster.status == Status.UNDONE and roster.errand.ended_at
    assert counts(cast) == none
