"""The page of the leadership, asked by an officer of the federation at a constant pace.

    python -m bench.indicators_pages --port 8766 [--rate 10] [--seconds 60]

`bench.indicators` starts it on the city's own server and worker. Each page is looked at a few times
before, on links of their own, so that every process has seen it: its first look is told apart.
Bar: p95 ≤ 300 ms, all 200.
"""

import argparse
import os
import sys
import time

from bench.arrivals import answer_of, constant, forget_link, percentile
from bench.indicators_data import five_years
from bench.pages import sessions
from bench.report import Report
from jiangxin.accounts.models import User
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Participation

PAGE_MS, LOOKS = 300, 8


def pages():
    """Five years, this year, five years as the plan counts."""
    city = Organisation.objects.get(tier=Organisation.Tier.FEDERATION)
    address, whole = Place(city).get_absolute_url(), five_years().written
    yield f"{address}?period={whole}"
    yield f"{address}?period={Period.this_year().written}"
    yield f"{address}?period={whole}&scope=plan"


def first_look(port, path, cookie):
    """Milliseconds, on a link of its own."""
    forget_link()
    began = time.perf_counter()
    answer_of("127.0.0.1", port, path, cookie)
    return 1000 * (time.perf_counter() - began)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rate", type=float, required=True)
    options.add_argument("--seconds", type=int, required=True)
    given = options.parse_args()
    city = {"organisation__tier": Organisation.Tier.FEDERATION}
    office = Office.objects.today().filter(**city).order_by("pk").first()
    (cookie,) = sessions([User.objects.get(pk=office.user_id)])
    size = {"acts": Participation.objects.count(), "load": os.getloadavg()[0]}
    generator = "bench.arrivals (threads, http.client), same box"
    report = Report("indicators-pages", generator=generator, rate=given.rate, **size)
    asked = [(path, cookie) for path in pages()]
    looks = [first_look(given.port, path, cookie) for path, cookie in asked for _ in range(LOOKS)]
    report.figure("the longest first look after a start", max(looks), unit="ms")
    taken, failed = constant(
        "127.0.0.1", given.port, asked, rate=given.rate, measured=given.seconds
    )
    times = [1000 * seconds for those in taken.values() for seconds in those]
    report.figure(f"page at {given.rate:g}/s p50", percentile(times, 0.5), unit="ms")
    report.figure(f"page at {given.rate:g}/s p95", percentile(times, 0.95), PAGE_MS, "ms")
    report.figure("answers that were not 200", len(failed), 0)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
