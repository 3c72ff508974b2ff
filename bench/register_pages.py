"""Lists, searches and details of the register at 50 requests/s, asked by officers of all levels.

    python -m bench.register_pages --port 8766 [--rate 50] [--seconds 60] [--seed 20170301]

`bench.register` starts it on a city and a server of its own. Bars: issue “The register, finished”,
Speed: p95 ≤ 200 ms, all answers 200, no statement over 50 ms.
"""

import argparse
import sys
import threading
import time
from collections import Counter

from bench.arrivals import WARM_UP, answer_of, constant, percentile
from bench.pages import sessions
from bench.register_asked import SEED, Register
from bench.report import Report
from bench.statements import Statements
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models import Person

RATE, SECONDS = 50, 60
PAGE_MS, STATEMENT_MS = 200, 50
MIXES = ["lists", "searches", "details"]
SHOWN = 6  # of the paths that failed


class Load:
    """One city under the requests of its officers."""

    def __init__(self, given, report):
        self.given, self.report = given, report
        self.register = Register(given.seed)
        users = [officer.user for officer in self.register.officers]
        keys = [user.pk for user in users]
        self.cookies = dict(zip(keys, sessions(users), strict=True))
        self.statements = Statements()

    def alone(self):
        """Every kind of page for every level, one at a time: what it costs by itself."""
        for word in MIXES:
            pages = self.register.mix(word, 400)
            self.statements.forget()
            times, failed = [], Counter()
            for page in pages:
                began = time.perf_counter()
                status = answer_of("127.0.0.1", self.given.port, page.path, self.cookies[page.user])
                times.append((1000 * (time.perf_counter() - began), page))
                failed[status] += status != 200
            self.report.figure(f"{word}, one at a time: not 200", sum(failed.values()), 0)
            worst, page = max(times, key=lambda one: one[0])
            self.report.figure(f"{word}, one at a time: slowest page", worst, unit="ms")
            print(f"  {page.kind} for {page.level}")
            self.tell_statements(f"{word}, one at a time")

    def under_load(self, word):
        given = self.given
        pages = self.register.mix(word, int(given.rate * (WARM_UP + given.seconds)))
        asked = [(page.path, self.cookies[page.user]) for page in pages]
        threading.Timer(WARM_UP, self.statements.forget).start()
        taken, failed = constant(
            "127.0.0.1", given.port, asked, rate=given.rate, measured=given.seconds
        )
        self.tell_times(word, pages, taken, failed)
        self.tell_statements(f"{word} at {given.rate:g}/s")

    def tell_times(self, word, pages, taken, failed):
        kind_of = {page.path: page.kind for page in pages}
        kinds = {}
        for path, seconds in taken.items():
            kinds.setdefault(kind_of[path], []).extend(1000 * s for s in seconds)
        for kind, times in sorted(kinds.items()):
            self.tell(f"{word}: {kind}", times, bar=None)
        self.tell(f"{word} at {self.given.rate:g}/s", sum(kinds.values(), []), bar=PAGE_MS)
        self.report.figure(f"{word}: answers that were not 200", len(failed), 0)
        for path, status in failed[:SHOWN]:
            print(f"  {status} {kind_of[path]}: {path.split('?')[0]}")

    def tell(self, name, times, bar):
        self.report.figure(f"{name} p50", percentile(times, 0.5), unit="ms")
        self.report.figure(f"{name} p95", percentile(times, 0.95), bar, unit="ms")

    def tell_statements(self, name):
        slowest = self.statements.slowest()
        worst = slowest[0][0] if slowest else 0.0
        self.report.figure(f"{name}: slowest statement", worst, STATEMENT_MS, "ms")
        self.statements.print_over(STATEMENT_MS)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rate", type=float, default=RATE)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    size = {"people": Person.objects.count(), "enterprises": Enterprise.objects.count()}
    generator = "bench.arrivals (threads, http.client), same box"
    report = Report("register", generator=generator, rate=given.rate, seed=given.seed, **size)
    load = Load(given, report)
    load.alone()
    for word in MIXES:
        load.under_load(word)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
