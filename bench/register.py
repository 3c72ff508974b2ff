"""The register of a whole city: how fast it is filled, and how it answers while it is used.

    python -m bench.register [--people 1000000] [--enterprises 20000] [--rate 50] [--seconds 60]
                             [--cap 40] [--fresh] [--city var/bench-register]

A fictional city with a server of its own, under var/bench-register. One that is there and is as
large is used again, and then not timed; --fresh builds it anew. Parts that would start after the
cap (minutes) are not run, and the status says so. Bars: issue “The register, finished”, Speed.
"""

import argparse
import json
import sys
import time
from contextlib import suppress

from bench.parts import Parts
from bench.report import Report
from bench.town import Town

PORT = 8766
POPULATED_SECONDS = 300
MILLION = 1_000_000
TENANTS = 200  # of the park that moves; in a small city fewer


class City:
    """The town of this bench, and what it knows of its size."""

    def __init__(self, given):
        self.given, self.town = given, Town(given.city)
        self.size = {"people": given.people, "enterprises": given.enterprises}
        if given.proposals:
            self.size["proposals"] = given.proposals
        self.note = self.town.folder / "size.json"

    def is_there(self):
        with suppress(OSError, ValueError):
            return json.loads(self.note.read_text()) == self.size
        return False

    def populate(self):
        if self.is_there() and not self.given.fresh:
            print("the city is there already; --fresh builds and times it anew")
            return self.town.command("prepare")
        self.town.raze()
        if status := self.town.command("prepare"):
            return status
        words = [word for name, count in self.size.items() for word in (f"--{name}", count)]
        began = time.monotonic()
        if status := self.town.command("populate", *words):
            return status
        self.note.write_text(json.dumps(self.size))
        report = Report("populate", **self.size)
        bar = POPULATED_SECONDS * max(1, self.given.people / MILLION)
        report.figure(f"populate {self.given.people:,}", time.monotonic() - began, bar, "s")
        self.town.count_statements()
        return 0 if report.keep() else 1

    def ask(self):
        given = self.given
        words = ["--port", given.port, "--rate", given.rate, "--seconds", given.seconds]
        with self.town.served(given.port):
            return self.town.bench("bench.register_pages", *words)

    def move(self):
        count = min(TENANTS, self.given.enterprises // 10)
        return self.town.bench("bench.park_move", "--enterprises", count)


def options_of(doc, city):
    """What a bench of a whole city is asked; `city` is the folder that it has for itself."""
    options = argparse.ArgumentParser(description=doc)
    options.add_argument("--people", type=int, default=MILLION)
    options.add_argument("--enterprises", type=int, default=20_000)
    options.add_argument("--proposals", type=int, default=0)
    options.add_argument("--rate", type=float, default=50)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--cap", type=float, default=40)
    options.add_argument("--fresh", action="store_true")
    options.add_argument("--city", default=city, help="its folder")
    options.add_argument("--port", type=int, default=PORT)
    return options


def main():
    given = options_of(__doc__, "var/bench-register").parse_args()
    city, parts = City(given), Parts(given.cap)
    parts.run("a city from nothing", city.populate)
    if not city.is_there():
        sys.exit("there is no city to ask: see above")
    parts.run("lists, searches, details", city.ask)
    parts.run("a park moves", city.move)
    parts.end()


if __name__ == "__main__":
    main()
