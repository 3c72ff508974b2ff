"""What participation and its bitmaps take on the disk: per act, and per union or park.

python -m bench.indicators_storage        (as the owner; `bench.indicators` starts it)
"""

import sys

from bench.bare import asked
from bench.report import Report
from jiangxin.kpi.models import Tally
from jiangxin.programmes.models import Journey, Participation

SIZES = "SELECT pg_table_size(%(table)s::regclass), pg_indexes_size(%(table)s::regclass)"


def main():
    asked("SET statement_timeout = 0")
    asked("VACUUM (FULL, ANALYZE) kpi_tally")  # of one counting, not of the one before it as well
    rows, entries = Participation.objects.count(), Journey.objects.count()
    nodes = Tally.objects.order_by().values("organisation", "park").distinct().count()
    report = Report("indicators-storage", acts=rows, entries=entries, nodes=nodes)
    sizes = {model: asked(SIZES, table=model._meta.db_table)[0]
             for model in (Participation, Journey, Tally)}  # fmt: skip
    table, indexes = sizes[Participation]
    report.figure(f"per act of {rows:,}: row", table / rows, unit="B")
    report.figure("… its indexes", indexes / rows, unit="B")
    report.figure("… its share of the bitmaps", sum(sizes[Tally]) / rows, unit="B")
    report.figure(
        f"per entry of {entries:,}, with indexes", sum(sizes[Journey]) / entries, unit="B"
    )
    report.figure(f"per union or park of {nodes:,}", sum(sizes[Tally]) / nodes / 1024, unit="KB")
    report.figure("all of it", sum(map(sum, sizes.values())) / 2**30, unit="GB")
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
