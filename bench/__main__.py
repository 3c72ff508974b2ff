"""`make bench`: every bench, one after the other. Each prints `name value bar PASS|FAIL`.

    make bench ARGS="--people 100000 --enterprises 2000 --seconds 20 --cap 15"

What would start after the cap (minutes) is not run, and the last lines and the status say so:
0 all bars met, 1 a bar missed, 2 something not run. The figures are kept as JSON in var/bench.
"""

import argparse
import subprocess
import sys

from bench.parts import Parts
from bench.town import Town

PORT = 8765
FILES = 10


class Benches:
    def __init__(self, given, parts):
        self.given, self.parts = given, parts

    def module(self, name, *words):
        """A bench on the database in whose environment this runs."""
        command = [sys.executable, "-m", name, *map(str, words)]
        return lambda: subprocess.run(command).returncode

    def pages(self):
        """On the demonstration city, served from a folder of its own."""
        city = Town("var/bench-city")
        with city.served(PORT, demonstration=True):
            return city.bench("bench.pages", "--port", PORT, "--seconds", self.given.seconds)

    def city(self, name, *more):
        """A bench that populates a whole city for itself."""
        given = self.given
        words = ["--people", given.people, "--enterprises", given.enterprises]
        words += ["--rate", given.rate, "--seconds", given.seconds, "--cap", self.parts.left]
        return self.module(name, *words, *more, *(["--fresh"] if given.fresh else []))()

    def register(self):
        return self.city("bench.register")

    def proposals(self):
        return self.city("bench.proposals", "--proposals", 3 * self.given.people // 10)

    def indicators(self):
        """Twenty acts for each of the people; a page with all figures, at a fifth of the pace."""
        words = ["--acts", 20 * self.given.people, "--rate", self.given.rate / 5]
        return self.city("bench.indicators", *words)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=1_000_000)
    options.add_argument("--enterprises", type=int, default=20_000)
    options.add_argument("--rows", type=int, default=100_000, help="of a roster")
    options.add_argument("--rate", type=float, default=50, help="requests a second")
    options.add_argument("--seconds", type=int, default=60, help="measured of each load")
    options.add_argument("--cap", type=float, default=40, help="minutes")
    options.add_argument("--fresh", action="store_true", help="populate the city anew")
    given = options.parse_args()
    parts = Parts(given.cap)
    benches, rows = Benches(given, parts), ["--rows", given.rows]
    parts.run("one roster", benches.module("bench.roster", *rows))
    parts.run("ten rosters", benches.module("bench.roster", *rows, "--files", FILES))
    parts.run("beside django-import-export", benches.module("bench.import_export", *rows))
    parts.run("home, desk, list", benches.pages)
    parts.run("the register of a city", benches.register)
    parts.run("proposals in a city", benches.proposals)
    parts.run("the sealed log", benches.module("bench.sealed", "--entries", given.people))
    parts.run("planted inflation", benches.module("bench.flags"))
    parts.run("the indicators of a city", benches.indicators)
    parts.run("exports", benches.module("bench.exports", "--people", given.people))
    parts.end()


if __name__ == "__main__":
    main()
