"""1,000 acts a second by COPY: how long until the worker's rounds have counted them.

    python -m bench.indicators_burst [--seconds 60] [--rate 1000]

`bench.indicators` starts it beside the city's own worker. A second's acts and their entries are
one transaction. They stay: what was counted is never deleted. Bar: a lag of 60 s.
"""

import argparse
import os
import random
import sys
import threading
import time

from django.db import connection, transaction

from bench.bare import asked
from bench.indicators_data import ACT, JOURNEY, SEED, Crowd, Map, Writer
from bench.report import Report
from jiangxin.kpi.models import Watermark
from jiangxin.lib import clock
from jiangxin.operations.population.copying import reserve
from jiangxin.programmes.models import Journey, Participation

RATE, SECONDS, LAG, PATIENCE = 1_000, 60, 60, 300


class Watch(threading.Thread):
    """Looks five times a second how far the worker has counted."""

    def __init__(self):
        super().__init__(daemon=True)
        self.reached, self.ended = [], threading.Event()

    def run(self):
        while not self.ended.wait(0.2):
            self.reached.append((time.perf_counter(), Watermark.seen().xid))
        connection.close()

    def has_counted(self, xid):
        return bool(self.reached) and self.reached[-1][1] > xid

    def when(self, xid):
        """At which moment all up to this transaction were counted, or now."""
        return next((at for at, far in self.reached if far > xid), time.perf_counter())


class Burst:
    """Acts of today, like those of the last five years."""

    def __init__(self, given):
        self.given, self.dice, self.today = given, random.Random(SEED), clock.today()
        self.writer = Writer(Crowd(), Map())
        most = 2 * given.seconds * (given.rate + 10)
        self.writer.journey, self.writer.act = reserve(Journey, most), reserve(Participation, most)
        self.where = self.writer.map.on(self.today)

    def second(self):
        """The lines of about so many acts."""
        entries, acts = [], []
        while len(acts) < self.given.rate:
            (lead,) = self.writer.crowd.drawn(1, self.dice)
            team = self.writer.team(lead, self.today.toordinal(), self.where, self.dice)
            if team:
                self.writer.hand_in(team, self.today, self.where, self.dice, entries, acts)
        return entries, acts

    def strike(self):
        """[(number of the transaction, when it was committed)], how many acts, in what time."""
        ready = [self.second() for _ in range(self.given.seconds)]
        written, begin = [], time.perf_counter()
        for n, (entries, acts) in enumerate(ready):
            time.sleep(max(0, begin + n - time.perf_counter()))
            with transaction.atomic():
                JOURNEY.copy("".join(entries))
                ACT.copy("".join(acts))
                xid = asked("SELECT pg_current_xact_id()::text::bigint")[0][0]
            written.append((xid, time.perf_counter()))
        return written, sum(len(acts) for _, acts in ready), time.perf_counter() - begin


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--rate", type=int, default=RATE)
    given = options.parse_args()
    there, load = Participation.objects.count(), os.getloadavg()[0]
    report = Report("indicators-burst", acts=there, rate=given.rate, load=load)
    watch, burst = Watch(), Burst(given)
    watch.start()
    written, count, took = burst.strike()
    until = time.perf_counter() + PATIENCE
    while not watch.has_counted(written[-1][0]) and time.perf_counter() < until:
        time.sleep(0.2)
    watch.ended.set()
    watch.join()
    lags = sorted(watch.when(xid) - at for xid, at in written)
    report.figure("acts copied in", count / took, unit="/s")
    report.figure("counted after, p50", lags[len(lags) // 2], unit="s")
    report.figure("counted after, at most", lags[-1], LAG, "s")
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
