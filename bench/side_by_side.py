"""The same roster by ours and by django-import-export, each into an empty register, one run.

Started by `bench.import_export`, which sees to it that the package is there.
"""

import argparse
import sys

from tablib import Dataset

from bench.report import Report
from bench.roster import HEADER, begin_anew, bring_in, enterprise_of, own_database, timed, workbook
from bench.their_roster import RosterResource
from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.people.models import Employment, Person


def ours(file, by, report):
    roster, took = bring_in(enterprise_of(0, by), file, by)
    report.figure(
        "ours: received, read, checked, previewed", took["receive"] + took["read"], unit="s"
    )
    report.figure("ours: merged", took["merge"], unit="s")
    return sum(took.values()), roster.refused


def theirs(file, by, report):
    """Read, dry run, import: what the package's own pages do."""
    enterprise, today = enterprise_of(0, by), clock.today()
    read, dataset = timed(table_of, file=file)
    went = []
    for name, dry_run in (("dry run", True), ("imported", False)):
        resource = RosterResource(enterprise, today)
        seconds, result = timed(resource.import_data, dataset=dataset, dry_run=dry_run)
        assert not result.has_errors(), "a wrong row is refused, it does not break the import"
        report.figure(f"django-import-export: {name}", seconds, unit="s")
        went.append(seconds)
    report.figure("django-import-export: workbook read", read, unit="s")
    return read + sum(went), len(result.invalid_rows)


def table_of(file):
    """The rows below the title and the header, as text."""
    with open(file, "rb") as content:
        loaded = Dataset().load(content.read(), format="xlsx", headers=False)
    rows = ([("" if cell is None else str(cell)) for cell in row] for row in loaded[2:])
    return Dataset(*rows, headers=HEADER)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    begin_anew("bench.side_by_side")
    file, taken = workbook(rows), []
    report = Report("import_export", rows=rows, columns=len(HEADER))
    for name, way in (("ours", ours), ("django-import-export", theirs)):
        with own_database():
            seconds, refused = way(file, User.objects.create_user("基准"), report)
            entered = Person.objects.count()
            jobs = Employment.objects.count()
            assert entered == jobs == rows - refused, (entered, jobs, rows, refused)
        report.figure(f"{name}: all", seconds, unit="s")
        report.figure(f"{name}: rows refused", refused)
        taken.append(seconds)
    report.figure("django-import-export took as long as ours, times", taken[1] / taken[0])
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
