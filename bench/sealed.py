"""The sealed log: how soon an entry is sealed, and how long it takes to verify all of it.

    python -m bench.sealed [--entries 1000000] [--seconds 60] [--rate 60]

On a database of its own, under var/bench-sealed, which begins empty; with --here on the one that
DATABASE_URL names. Bars: issue “Found, proved, told”,
Speed: each submission sealed within 3 s at 60/s, `verify` of 1,000,000 entries ≤ 60 s. The load is
traces, one in a transaction; the whole way of a submission is measured by `bench.submissions`.
"""

import argparse
import subprocess
import sys
import threading
import time
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from bench.report import Report
from bench.town import Town
from jiangxin.accounts.models import User
from jiangxin.audit.models import Trace, leave_trace
from jiangxin.audit.words import salted, wording
from jiangxin.lib import clock
from jiangxin.operations.population.copying import Table

RATE, SECONDS, ENTRIES = 60, 60, 1_000_000
SOON, VERIFIED = 3, 60  # seconds
PATIENCE = 60  # seconds that are waited for the last entries
BLOCK = 20_000
LONGEST = 1_800  # seconds for a backlog


def load(rate, seconds):
    """Leave traces at this rate; {id: when it had been committed}."""
    who, left, begin = User.objects.create_user("压测"), {}, time.perf_counter()
    for n in range(rate * seconds):
        time.sleep(max(0, begin + n / rate - time.perf_counter()))
        left[leave_trace("提交", who, by=who, remark=f"第 {n} 次").pk] = time.perf_counter()
    return left, (time.perf_counter() - begin)


class Watch(threading.Thread):
    """Looks every tenth of a second which entries have been sealed since the last look."""

    def __init__(self):
        super().__init__(daemon=True)
        self.sealed, self.stopping, self.reached = {}, threading.Event(), -1

    def run(self):
        while not self.stopping.wait(0.1):
            rows = Trace.objects.filter(position__gt=self.reached).order_by("position")
            now = time.perf_counter()
            for key, self.reached in rows.values_list("pk", "position"):
                self.sealed[key] = now
        connection.close()


def fill(entries):
    """Well-made traces by COPY, ten of one thing."""
    who, kind, now = User.objects.first(), ContentType.objects.get_for_model(User), clock.now()
    words = ["actor", "verb", "title", "details", "happened_at"]
    table = Table.of(Trace, "by", "about_kind", "about_id", *words, "salt", "digest")
    for start in range(0, entries, BLOCK):
        lines = []
        for n in range(start, min(entries, start + BLOCK)):
            told = {"actor": "精工公司工会 赵专管员", "verb": "通过", "title": f"{n} 号机换型"}
            told["details"] = {"remark": f"第 {n} 次", "move": n % 9, "stage": "企业", "keeper": ""}
            told["happened_at"] = now + timedelta(microseconds=n)
            text = wording(about=f"accounts.user:{n // 10}", by=who.pk, **told)
            lines.append(table.line(who.pk, kind.pk, n // 10, *told.values(), *salted(text)))
        table.copy("".join(lines))


def timed(*words):
    began = time.perf_counter()
    status = subprocess.run([sys.executable, "-m", "jiangxin", *words]).returncode
    return time.perf_counter() - began, status


def measure(given, report):
    sealer = subprocess.Popen([sys.executable, "-m", "jiangxin", "sealer"])
    try:
        seal_soon(given, report)
        seal_much(given.entries, report)
    finally:
        sealer.terminate()
        sealer.wait(20)
    seconds, status = timed("verify")
    report.figure(f"verify of {Trace.objects.count():,} entries", seconds, VERIFIED, "s")
    report.figure("status of verify", status, 0)
    row = Trace.objects.order_by("position")[given.entries // 2]
    Trace.objects.filter(pk=row.pk).update(title="假")
    report.figure("tampered rows not found", float(timed("verify")[1] != 1), 0)


def seal_soon(given, report):
    """The load, and how long each entry waited for its seal."""
    watch = Watch()
    watch.start()
    left, took = load(given.rate, given.seconds)
    until = time.perf_counter() + PATIENCE
    while left.keys() - watch.sealed.keys() and time.perf_counter() < until:
        time.sleep(0.1)
    watch.stopping.set()
    watch.join()
    waits = sorted(max(0, watch.sealed.get(key, until) - at) for key, at in left.items())
    report.figure("traces committed", len(left) / took, unit="/s")
    report.figure("sealed after, p50", waits[len(waits) // 2], unit="s")
    report.figure("sealed after, slowest", waits[-1], SOON, "s")


def seal_much(entries, report):
    began = time.perf_counter()
    fill(max(0, entries - Trace.objects.count()))
    report.figure("entries copied in", time.perf_counter() - began, unit="s")
    began = time.perf_counter()
    while Trace.objects.unsealed().exists() and time.perf_counter() < began + LONGEST:
        time.sleep(0.2)
    report.figure("backlog sealed", time.perf_counter() - began, unit="s")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--entries", type=int, default=ENTRIES)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--rate", type=int, default=RATE)
    options.add_argument("--here", action="store_true")
    given = options.parse_args()
    if not given.here:
        words = [f"--{name}={getattr(given, name)}" for name in ("entries", "seconds", "rate")]
        town = Town("var/bench-sealed")
        town.raze()
        town.command("prepare")
        sys.exit(town.bench("bench.sealed", "--here", *words))
    report = Report("sealed", entries=given.entries, rate=given.rate)
    measure(given, report)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
