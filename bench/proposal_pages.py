"""Worker's home, desk and proposal page at 50 requests/s in a city of proposals.

    python -m bench.proposal_pages --port 8766 [--rate 50] [--seconds 60] [--seed 20170301]

`bench.proposals` starts it on a city and a server of its own. Bars: issue “Proposals in depth”,
Speed: p95 ≤ 200 ms, all answers 200, no statement over 50 ms.
"""

import argparse
import random
import sys
import threading

from django.urls import reverse

from bench.arrivals import WARM_UP, constant, percentile
from bench.pages import sessions
from bench.register_asked import SEED
from bench.report import Report
from bench.statements import Statements
from jiangxin.accounts.models import User
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Seat
from jiangxin.proposals.models import Authorship, Proposal

RATE, SECONDS = 50, 60
PAGE_MS, STATEMENT_MS = 200, 50
OF_A_KIND = 60


class Mix:
    """Who asks for which pages: [(path, user)] for each kind, drawn by a seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.officers = [user for tier in Organisation.Tier for user in self.busy(tier)]
        self.authors = self.some_authors()

    def busy(self, tier):
        """Officers of this level on whose union's desk something lies."""
        lying = Seat.objects.open().filter(union__tier=tier).values("union")
        held = Office.objects.today().filter(organisation__in=lying).order_by("pk")
        keys = sorted(set(held.values_list("user", flat=True)))
        return list(User.objects.filter(pk__in=self.drawn(keys)))

    def some_authors(self):
        rows = Authorship.objects.exclude(consented_at=None).exclude(person__user=None)
        keys = self.drawn(range(*self.span(rows)), 20 * OF_A_KIND)
        found = rows.filter(pk__in=keys).select_related("person__user", "proposal")
        return list(found.order_by("pk"))

    def pages(self):
        home = [("/mine/", row.person.user) for row in self.authors]
        desk = [("/desk/", user) for user in self.officers]
        own = [(row.proposal.get_absolute_url(), row.person.user) for row in self.authors]
        seen = [(self.below(user), user) for user in self.officers]
        shown = own[: len(seen)] + [(path, user) for path, user in seen if path]
        return {"worker's home": home, "desk": desk, "proposal page": shown}

    def below(self, user):
        """One that this officer may see, somewhere in the middle of what there is."""
        rows = Proposal.objects.visible_to(user).order_by("-id")
        some = rows.values_list("pk", flat=True)[: 2 * OF_A_KIND]
        keys = list(some)
        return reverse("proposals:proposal", args=[self.dice.choice(keys)]) if keys else ""

    def drawn(self, keys, most=OF_A_KIND):
        return self.dice.sample(list(keys), min(most, len(keys)))

    def span(self, rows):
        ordered = rows.order_by("pk").values_list("pk", flat=True)
        return ordered.first(), ordered.last() + 1


def tell(report, name, given, asked, statements):
    threading.Timer(WARM_UP, statements.forget).start()
    taken, failed = constant(
        "127.0.0.1", given.port, asked, rate=given.rate, measured=given.seconds
    )
    times = [1000 * t for those in taken.values() for t in those]
    report.figure(f"{name} p50 at {given.rate:g}/s", percentile(times, 0.5), unit="ms")
    report.figure(f"{name} p95 at {given.rate:g}/s", percentile(times, 0.95), PAGE_MS, "ms")
    report.figure(f"{name}: answers that were not 200", len(failed), 0)
    slowest = statements.slowest()
    worst = slowest[0][0] if slowest else 0.0
    report.figure(f"{name}: slowest statement", worst, STATEMENT_MS, "ms")
    statements.print_over(STATEMENT_MS)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rate", type=float, default=RATE)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    size = {"proposals": Proposal.objects.count(), "seed": given.seed, "rate": given.rate}
    report = Report("proposal-pages", generator="bench.arrivals (threads), same box", **size)
    statements, mix = Statements(), Mix(given.seed)
    for name, pages in mix.pages().items():
        mix.dice.shuffle(pages)
        users = list({user.pk: user for _, user in pages}.values())
        cookies = dict(zip([user.pk for user in users], sessions(users), strict=True))
        asked = [(path, cookies[user.pk]) for path, user in pages]
        tell(report, name, given, asked, statements)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
