"""Proposals in a whole city: how its pages, hints and searches answer, and how many are taken in.

    python -m bench.proposals [--people 1000000] [--proposals 300000] [--rate 50] [--seconds 60]
                              [--cap 40] [--fresh] [--city var/bench-proposals]

A city and a server of its own, as bench.register has. Bars: issues “Proposals in depth”
and “Found, proved, told”, Speed.
"""

import sys

from bench.parts import Parts
from bench.register import City, options_of

PROPOSALS = 300_000


class Desks(City):
    """The same city, and what its workers proposed."""

    def pages(self):
        return self.served("bench.proposal_pages", "--rate", self.given.rate)

    def submissions(self):
        return self.served("bench.submissions")

    def similar(self):
        return self.served("bench.similar")

    def served(self, module, *words):
        given = self.given
        with self.town.served(given.port):
            return self.town.bench(module, "--port", given.port, "--seconds", given.seconds, *words)


def main():
    options = options_of(__doc__, "var/bench-proposals")
    options.set_defaults(proposals=PROPOSALS)
    given = options.parse_args()
    city, parts = Desks(given), Parts(given.cap)
    parts.run("a city from nothing", city.populate)
    if not city.is_there():
        sys.exit("there is no city to ask: see above")
    parts.run("home, desk, proposal page", city.pages)
    parts.run("similar ones, search", city.similar)
    parts.run("submissions", city.submissions)
    parts.end()


if __name__ == "__main__":
    main()
