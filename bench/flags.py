"""疑点 on planted cases (reliability.md, KP-5): what the rules find, and whom they wrong.

    python -m bench.flags [--clean 1000] [--planted 20] [--seeds 20170302 20170303]

On a database of its own, under var/bench-flags; each seed is rolled back. The bars of the rules
were set on seed 20170301, which is printed and not judged; the other seeds are.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict

from django.db import connection, transaction

from bench.planted import plant
from bench.planting import KINDS
from bench.report import Report
from bench.town import Town
from jiangxin.kpi.flags.screening import catch_up
from jiangxin.kpi.models import Doubt, Flag

# A thousand units are planned between two statements.
PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0"
TUNED = 20170301
SEEDS = [TUNED, 20170304, 20170305]
MISSED, FALSE_ALARMS = 0.05, 0.01  # recall ≥ 0.95 by unit; of clean units


class Outcome:
    """Of one city: found and planted units by kind; wronged and clean units; by which rules."""

    def __init__(self, city):
        flagged = defaultdict(set)
        flags = Flag.objects.exclude(doubt=Doubt.SAMPLE)
        for enterprise, doubt in flags.values_list("enterprise", "doubt"):
            flagged[enterprise].add(doubt)
        self.found, self.planted, self.wrong = Counter(), Counter(), Counter()
        self.clean = self.wronged = 0
        for unit in city.units:
            said = set().union(*(flagged[row.pk] for row in (unit.row, *unit.part_rows)))
            if unit.kind:
                self.planted[unit.kind] += 1
                self.found[unit.kind] += unit.kind in said
            else:
                self.clean += 1
                self.wronged += bool(said)
                self.wrong.update(said)

    def missed(self, kind):
        return (self.planted[kind] - self.found[kind]) / self.planted[kind]

    @property
    def false_alarms(self):
        return self.wronged / self.clean


@transaction.atomic
def measured(seed, clean, planted):
    """(Outcome, seconds of the search), and nothing stays in the database."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    city = plant(seed, clean, planted)
    began = time.perf_counter()
    catch_up(3_600)
    took = time.perf_counter() - began
    outcome = Outcome(city)
    transaction.set_rollback(True)
    return outcome, took


def tell(seed, outcome, took, report, *, judged):
    for kind in KINDS:
        bar = MISSED if judged else None
        report.figure(f"{seed} missed: {Doubt(kind).label}", outcome.missed(kind), bar)
    missed = sum(outcome.planted.values()) - sum(outcome.found.values())
    report.figure(f"{seed} missed: all", missed / sum(outcome.planted.values()), bar)
    bar = FALSE_ALARMS if judged else None
    report.figure(f"{seed} false alarms among {outcome.clean} clean", outcome.false_alarms, bar)
    report.figure(f"{seed} seconds of the search", took, unit="s")
    print("    false alarms by rule:", dict(outcome.wrong))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--clean", type=int, default=1000)
    options.add_argument("--planted", type=int, default=20)
    options.add_argument("--seeds", type=int, nargs="*", default=SEEDS)
    options.add_argument("--here", action="store_true")
    given = options.parse_args()
    if not given.here:
        words = ["--clean", given.clean, "--planted", given.planted, "--seeds", *given.seeds]
        town = Town("var/bench-flags")
        town.environment["JIANGXIN_AS_OWNER"] = "1"  # who alone may have the planner count rows
        town.raze()
        town.command("prepare")
        sys.exit(town.bench("bench.flags", "--here", *words))
    report = Report("flags", clean=given.clean, planted=given.planted)
    for seed in given.seeds:
        outcome = measured(seed, given.clean, given.planted)
        tell(seed, *outcome, report, judged=seed != TUNED)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
