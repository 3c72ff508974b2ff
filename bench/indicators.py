"""The indicators of a whole city: exact, soon, small, and how soon an act is counted.

    python -m bench.indicators [--people 1000000] [--enterprises 20000] [--acts 20000000]
                               [--rate 10] [--seconds 60] [--cap 60] [--fresh]

A populated city under var/bench-indicators, and on it five years of participation, loaded by COPY
before their constraints: a twentieth, a quarter, all, each time with its storage. One that is
there is used again. Bars: issue “Numbers that stand up”, Speed.
"""

import os
import subprocess
import sys
import threading
import time

from bench.indicators_data import SEED
from bench.parts import Parts
from bench.register import City, options_of
from bench.report import Report
from jiangxin.config.cluster import Cluster

ACTS, PARKS, PROPOSALS = 20_000_000, 120, 300_000
GROWTH = [20, 4, 1]  # parts of all acts, one after the other
REBUILT_SECONDS, REBUILT_MB = 180, 1_536
CAP, RATE = 60, 10
OWNER = ["env", "JIANGXIN_AS_OWNER=1", sys.executable, "-m"]


class Counted(City):
    """The same city, with five years of acts; its note is written when all are there."""

    def __init__(self, given):
        super().__init__(given)
        self.size |= {"parks": PARKS}
        self.acts = self.town.folder / "acts.txt"

    def loaded(self):
        return int(self.acts.read_text()) if self.acts.exists() else 0

    def grow(self):
        """Load the next parts; after each count anew and tell the storage."""
        words, told = ["--seed", SEED], []
        for total in (self.given.acts // part for part in GROWTH):
            if self.loaded() < total:
                if status := self.owned("bench.indicators_data", "--total", total, *words):
                    return status
                self.acts.write_text(str(total))
                told += self.count_anew()
        return max(told or self.count_anew())

    def count_anew(self):
        return [self.rebuild(), self.owned("bench.indicators_storage")]

    def owned(self, module, *words):
        return self.town.command("with-database", *OWNER, module, *words)

    def rebuild(self):
        """All tallies anew, as the command does it; memory of it and of the server."""
        report = Report("indicators-rebuild", acts=self.loaded(), load=os.getloadavg()[0])
        program, watch = [sys.executable, "-m", "jiangxin", "tallies", "--rebuild"], Server(self)
        with Cluster(self.town.folder).held(), watch:
            began = time.monotonic()
            process = subprocess.Popen(program, env=self.town.environment, stdout=subprocess.PIPE)
            process.communicate()
            seconds = time.monotonic() - began
        report.figure("all tallies counted anew", seconds, REBUILT_SECONDS, "s")
        report.figure("… memory of the process, peak", watch.peak(process.pid), REBUILT_MB, "MB")
        report.figure("… of the database's own, peak", watch.most, unit="MB")
        report.figure("… status", process.returncode, 0)
        return 0 if report.keep() else 1

    def figures(self):
        return self.town.bench("bench.indicators_asked")

    def pages(self):
        given = self.given
        words = ["--port", given.port, "--rate", given.rate, "--seconds", given.seconds]
        with self.town.served(given.port):
            return self.town.bench("bench.indicators_pages", *words)

    def burst(self):
        with self.town.served(self.given.port):
            return self.town.bench("bench.indicators_burst", "--seconds", self.given.seconds)


class Server(threading.Thread):
    """Looks twice a second how much memory the city's database has to itself, and its asker."""

    def __init__(self, city):
        super().__init__(daemon=True)
        self.file = Cluster(city.town.folder).data / "postmaster.pid"
        self.most, self.peaks, self.ended = 0.0, {}, threading.Event()

    def __enter__(self):
        self.start()

    def __exit__(self, *_):
        self.ended.set()
        self.join()

    def run(self):
        chief = int(self.file.read_text().split()[0])
        while not self.ended.wait(0.5):
            known = {pid: status for pid in os.listdir("/proc") if pid.isdigit()
                     if (status := status_of(pid))}  # fmt: skip
            own = [mb(one, "RssAnon") for pid, one in known.items()
                   if chief in (int(pid), int(one["PPid"]))]  # fmt: skip
            self.most = max(self.most, sum(own))
            mine = [pid for pid, one in known.items() if int(one["PPid"]) == os.getpid()]
            self.peaks |= {int(pid): mb(known[pid], "VmHWM") for pid in mine}

    def peak(self, pid):
        return self.peaks.get(pid, 0.0)


def status_of(pid):
    """{word: text} of /proc; {} for one that has ended."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return dict(line.split(":\t", 1) for line in file if ":\t" in line)
    except OSError:
        return {}


def mb(status, word):
    return int(status.get(word, "0 kB").split()[0]) / 1024


def main():
    options = options_of(__doc__, "var/bench-indicators")
    options.add_argument("--acts", type=int, default=ACTS)
    options.set_defaults(proposals=PROPOSALS, rate=RATE, cap=CAP)
    given = options.parse_args()
    city, parts = Counted(given), Parts(given.cap)
    parts.run("a city from nothing", city.populate)
    if not city.is_there():
        sys.exit("there is no city to ask: see above")
    parts.run("five years of participation", city.grow)
    parts.run("figures, cold and warm", city.figures)
    parts.run("the page of the leadership", city.pages)
    parts.run("a burst", city.burst)
    parts.end()


if __name__ == "__main__":
    main()
