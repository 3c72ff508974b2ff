"""Figures of a city, a park, an enterprise over five years: cold, warm, against COUNT(DISTINCT).

    python -m bench.indicators_asked

`bench.indicators` starts it, when the city's database has just been started too. Cold: this
program's cache is empty, PostgreSQL's and the machine's are not; the very first is told apart.
"""

import os
import random
import sys
import time
from functools import partial

from django.conf import settings
from django.db import connection

from bench.arrivals import percentile
from bench.indicators_data import SEED, five_years
from bench.report import Report
from jiangxin.kpi import counting
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.programmes.models import Participation

WARM_MS, COLD_MS, PAGE_MS, ENTERPRISE_MS, TIMES = 30, 150, 300, 30, 100
ROUNDS, COLD_ROUNDS = 300, 20
BUSIEST = "SELECT enterprise_id FROM programmes_participation GROUP BY 1 ORDER BY count(*) DESC"
# With as much memory as it wants, and without asking for the union, since all are below the city.
DISTINCT = """
SELECT count(DISTINCT coalesce(s.merged_into_id, a.person_id)), count(*)
FROM programmes_participation a JOIN people_person s ON s.id = a.person_id
WHERE a.on BETWEEN %s AND %s AND a.cancels_id IS NULL AND NOT EXISTS (
    SELECT FROM programmes_participation c WHERE c.cancels_id = a.id
)
"""


def timed(ask, rounds=1, before=lambda: None):
    """[milliseconds]"""
    times = []
    for _ in range(rounds):
        before()
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    return times


def forget():
    """Nothing of it is in this process any more."""
    counting.CACHE.__init__()


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET work_mem = '512MB'")
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
        cursor.execute("RESET work_mem")
        return rows


class Asking:
    def __init__(self, report):
        self.report, self.period = report, five_years()
        self.city = Organisation.objects.get(tier=Organisation.Tier.FEDERATION)

    def ask(self, place, codes=None):
        return figures_of(place, self.period, codes)

    def people(self):
        """The city's 参与人数, and whether SQL says the same."""
        tell, ask = self.report.figure, partial(self.ask, Place(self.city), {"people"})
        tell("city, people: the first, server restarted", timed(ask)[0], unit="ms")
        cold = percentile(timed(ask, COLD_ROUNDS, forget), 0.95)
        tell("city, people: cold p95", cold, COLD_MS, "ms")
        warm = percentile(timed(ask, ROUNDS), 0.99)
        tell("city, people: warm p99", warm, WARM_MS, "ms")
        began = time.perf_counter()
        right = sql(DISTINCT, self.period.first, self.period.last_day)[0]
        slow = 1000 * (time.perf_counter() - began)
        tell("city, people: COUNT(DISTINCT)", slow / 1000, unit="s")
        tell("100 × warm p99 ÷ COUNT(DISTINCT)", TIMES * warm / slow, 1)
        told = self.ask(Place(self.city), {"people", "acts"})
        found = told["people"].value, told["acts"].value
        tell("people", found[0])
        tell("acts", found[1])
        tell("differences from SQL", sum(abs(a - b) for a, b in zip(found, right, strict=True)), 0)

    def whole(self):
        """All figures of the page, of some places."""
        bureau = Organisation.objects.filter(tier=Organisation.Tier.BUREAU).order_by("pk").first()
        park = Park.objects.order_by("pk").first()
        places = {"city": Place(self.city), "city, as the plan counts": Place(self.city, True),
                  "district": Place(bureau), "park": Place(park)}  # fmt: skip
        for name, place in places.items():
            ask = partial(self.ask, place)
            tell = partial(self.report.figure, bar=PAGE_MS, unit="ms")
            tell(f"{name}, all figures: cold p95", percentile(timed(ask, 5, forget), 0.95))
            tell(f"{name}, all figures: warm p95", percentile(timed(ask, 20), 0.95))
        for code in self.ask(Place(self.city)):
            ask = partial(self.ask, Place(self.city), {code})
            self.report.figure(f"  of it {code}, cold", min(timed(ask, 3, forget)), unit="ms")

    def enterprises(self, dice):
        """By SQL: the busiest twenty, and two hundred of all."""
        busiest = [key for (key,) in sql(f"{BUSIEST} LIMIT 20")]
        keys = list(Enterprise.objects.values_list("pk", flat=True))
        drawn = dice.sample(keys, min(len(keys), 200))
        for name, keys in {"busiest": busiest, "drawn": drawn}.items():
            firms = Enterprise.objects.filter(pk__in=keys)
            tell = partial(self.report.figure, bar=ENTERPRISE_MS, unit="ms")
            one = [timed(partial(self.ask, Place(firm), {"people"}))[0] for firm in firms]
            tell(f"enterprises, {name}: people p99", percentile(one, 0.99))
            one = [timed(partial(self.ask, Place(firm)))[0] for firm in firms]
            self.report.figure("… all figures p99", percentile(one, 0.99), unit="ms")

    def cache(self):
        """Very many places and periods: it stays as small as it should."""
        forget()
        before, most = memory(), 0
        unions = Organisation.objects.exclude(tier=Organisation.Tier.ENTERPRISE)
        for place in [*map(Place, unions), *map(Place, Park.objects.all())]:
            for code in ("people", "entries", "enterprise_rate"):
                self.ask(place, {code})
            most = max(most, counting.CACHE.size)
        tell, bar = self.report.figure, settings.KPI_CACHE_MB
        tell("cache of bitmaps, at most", most / 2**20, bar, "MB")
        tell("… this process grew by", memory() - before, unit="MB")


def memory():
    """Of this process, in MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    size = {"acts": Participation.objects.count(), "load": os.getloadavg()[0]}
    report = Report("indicators", seed=SEED, **size)
    asking = Asking(report)
    asking.people()
    asking.whole()
    asking.enterprises(random.Random(SEED))
    asking.cache()
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
