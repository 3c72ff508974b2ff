"""A list of 1,000,000 workers and 12 columns as .csv in 60 s and .xlsx in 240 s, in 300 MB.

    python -m bench.exports [--people 1000000]    fills a database of its own, drops it at the end
    python -m bench.exports --here                on the register that DATABASE_URL names

Each export is asked for by an officer of the federation and written by `Export.write` in a child
process, whose peak of memory is measured. The bars of time are those of a million rows; with
fewer people they are as much lower, down to 5 s. With --here no worker may run: it would write
them first.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection

from bench.report import Report
from jiangxin.organisations.models import Office
from jiangxin.portal.models import Export

SECONDS, LEAST, MB, MILLION = {"csv": 60, "xlsx": 240}, 5, 300, 1_000_000
OWN = {"JIANGXIN_AS_OWNER": "1", "JIANGXIN_TEST_DATABASE": "bench_exports"}
MODULE = [sys.executable, "-m", "bench.exports"]


def measure(report, environment):
    """Both formats; a child that fails ends the bench."""
    officer = Office.objects.today().filter(organisation__depth=0).order_by("id").first().user
    for format, bar in SECONDS.items():
        export = Export.ask("people", format, {}, by=officer)
        child = [*MODULE, "--write", str(export.pk)]
        said = subprocess.run(child, env=environment, capture_output=True, text=True, check=True)
        seconds, busy, megabytes = map(float, said.stdout.split())
        export = Export.objects.select_related("file", "errand").get(pk=export.pk)
        name = f"{format}, {export.rows:,} rows"
        report.figure(f"{name}: written", seconds, max(LEAST, bar * export.rows / MILLION), "s")
        report.figure(f"{name}: of this on the processor", busy, unit="s")
        report.figure(f"{name}: most memory", megabytes, MB, "MB")
        report.figure(f"{name}: size", export.file.size / 1e6, unit="MB")
        export.discard()


def write(key):
    """In the child: seconds, of these on the processor, and its most memory in MB."""
    began, busy = time.perf_counter(), time.process_time()
    Export.objects.get(pk=key).write()
    assert Export.objects.get(pk=key).written_at
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(time.perf_counter() - began, time.process_time() - busy, peak / 1024)


def build(people):
    """A database of its own; the environment in which a child finds it."""
    subprocess.run([sys.executable, "-m", "jiangxin", "prepare", "--template"], check=True)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    call_command("populate", people=people, enterprises=max(100, people // 50))
    its = connection.settings_dict
    url = f"postgres://{its['USER']}:{quote(its['PASSWORD'])}@{its['HOST']}:{its['PORT']}"
    named = dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL"), f"{url}/{its['NAME']}")
    return os.environ | named


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=MILLION)
    options.add_argument("--here", action="store_true")
    options.add_argument("--write", type=int)
    given = options.parse_args()
    if given.write:
        write(given.write)
        return
    own = not given.here
    if own and os.environ.get("JIANGXIN_TEST_DATABASE") != OWN["JIANGXIN_TEST_DATABASE"]:
        os.execve(sys.executable, [*MODULE, *sys.argv[1:]], {**os.environ, **OWN})  # noqa: S606
    report = Report("exports", columns=12)
    try:
        measure(report, build(given.people) if own else dict(os.environ))
    finally:
        if own:
            connection.creation.destroy_test_db(None, verbosity=0)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
