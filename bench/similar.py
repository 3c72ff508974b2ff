"""Similar proposals while one writes, and search, at 20 requests/s in a city of proposals.

    python -m bench.similar --port 8766 [--rate 20] [--seconds 60] [--seed 20170301]

`bench.proposals` starts it on a city and a server of its own. Bars: issue “Found, proved, told”,
Speed: the similar ones p95 ≤ 60 ms, search p95 ≤ 100 ms; all answers 200.
"""

import argparse
import random
import sys
import time
from urllib.parse import urlencode

from django.urls import reverse

from bench.arrivals import constant, percentile
from bench.pages import sessions
from bench.proposal_pages import Mix
from bench.register_asked import SEED
from bench.report import Report
from bench.submissions import FORM, SECRET
from jiangxin.lib.text import RUNS
from jiangxin.proposals.models import Commonness, Likeness, Proposal

RATE, SECONDS = 20, 60
SIMILAR_MS, SEARCH_MS, PER_SECOND = 60, 100, 120
TEXTS = 300


class Asked:
    """What is asked, drawn by a seed: [(path, headers, body or none)] for each kind."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.mix = Mix(seed)
        self.texts = self.some_texts()
        authors = list({row.person.user for row in self.mix.authors})
        self.workers, self.officers = self.signed_in(authors), self.signed_in(self.mix.officers)

    def some_texts(self):
        first, last = self.mix.span(Proposal.objects.sent())
        keys = self.dice.sample(range(first, last), min(3 * TEXTS, last - first))
        rows = Proposal.objects.filter(pk__in=keys).only("title", "answers")
        return list(rows.order_by("pk"))[:TEXTS]

    def signed_in(self, users):
        return [head["Cookie"] for head in sessions(users)]

    def titles(self):
        return [self.hint({"title": row.title}) for row in self.texts]

    def wholes(self):
        wholes = [{"title": row.title, "answer_problem": row.text} for row in self.texts]
        return [self.hint(form) for form in wholes]

    def hint(self, form):
        cookie = f"{self.dice.choice(self.workers)}; csrftoken={SECRET}"
        body = urlencode({"csrfmiddlewaretoken": SECRET, **form})
        return reverse("proposals:hint"), {**FORM, "Cookie": cookie, "HX-Target": "hint"}, body

    def searches(self):
        """One or two words out of a text, by an officer of any level."""
        asked = []
        for row in self.texts:
            runs = [run for run in RUNS.findall(row.text) if len(run) > 1]
            words = [self.word(self.dice.choice(runs)) for _ in range(self.dice.choice([1, 2]))]
            path = f"{reverse('proposals:list')}?{urlencode({'q': ' '.join(words)})}"
            asked.append((path, {"Cookie": self.dice.choice(self.officers)}))
        return asked

    def word(self, run):
        begin = self.dice.randrange(max(1, len(run) - 2))
        return run[begin : begin + 3]


def tell(report, name, given, asked, bar):
    taken, failed = constant(
        "127.0.0.1", given.port, asked, rate=given.rate, measured=given.seconds
    )
    times = [1000 * one for those in taken.values() for one in those]
    report.figure(f"{name} p50 at {given.rate:g}/s", percentile(times, 0.5), unit="ms")
    report.figure(f"{name} p95 at {given.rate:g}/s", percentile(times, 0.95), bar, "ms")
    report.figure(f"{name}: answers that were not 200", len(failed), 0)


def catch_up(report):
    """How fast the marks are made of which nothing is there yet, as after an update."""
    if not Commonness.objects.exists():
        began = time.perf_counter()
        Commonness.count()
        report.figure("how common each gram is: counted", time.perf_counter() - began, unit="s")
    began, made = time.perf_counter(), 0
    while (batch := Likeness.catch_up()) and time.perf_counter() - began < SECONDS:
        made += batch
    if made:
        rate = made / (time.perf_counter() - began)
        report.figure("marks of texts made", rate, unit="/s")
        report.figure("seconds for 120 texts", PER_SECOND / rate, 1, "s")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rate", type=float, default=RATE)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    size = {"proposals": Proposal.objects.count(), "seed": given.seed, "rate": given.rate}
    report = Report("similar", generator="bench.arrivals (threads), same box", **size)
    catch_up(report)
    asked = Asked(given.seed)
    tell(report, "similar to a title", given, asked.titles(), SIMILAR_MS)
    tell(report, "similar to a whole text", given, asked.wholes(), SIMILAR_MS)
    tell(report, "search", given, asked.searches(), SEARCH_MS)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
