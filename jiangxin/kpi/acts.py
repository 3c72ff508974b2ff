"""The acts as the counting reads them: by number of transaction, or grouped for a whole month.

SQL of constants only: what varies goes in as parameters.
"""

from typing import NamedTuple

from django.db import connection

from jiangxin.kpi.cells import Cell, Nodes
from jiangxin.kpi.packed import unpacked
from jiangxin.kpi.period import later_by

ACTS = "programmes_participation"
# What ended before the watermark, and was not cancelled by what ended before it. OFFSET: looked up
# act by act, since a join would read every counter-row of all years for each month.
STANDS = f"""NOT EXISTS (
    SELECT FROM {ACTS} c WHERE c.cancels_id = p.id AND c.xid < %(end)s::text::xid8 OFFSET 0
)"""  # noqa: S608
NEW = f"""
SELECT p.xid::text::bigint, p.person_id, p.enterprise_id, p.journey_id, p.lineage, p.park_id,
       p.kind, p.is_in_plan, coalesce(o.on, p.on), p.cancels_id IS NULL
FROM {ACTS} p LEFT JOIN {ACTS} o ON o.id = p.cancels_id
WHERE p.xid >= %(begin)s::text::xid8 AND p.xid < %(end)s::text::xid8
ORDER BY p.xid, p.id LIMIT %(most)s
"""  # noqa: S608
KNOWN = f"""
SELECT p.xid::text::bigint, p.person_id, p.enterprise_id, p.journey_id, p.lineage, p.park_id,
       p.kind, p.is_in_plan, p.on, {STANDS}
FROM {ACTS} p
WHERE p.cancels_id IS NULL AND p.xid < %(end)s::text::xid8
"""  # noqa: S608
OF_PEOPLE = KNOWN + " AND p.person_id = ANY(%(keys)s)"
AT_WORK = KNOWN + " AND p.enterprise_id = ANY(%(keys)s) AND p.on >= %(first)s AND p.on < %(last)s"
# Of each line only the unions that have bitmaps: a few hundred seats instead of one a union below.
MONTH = f"""
WITH counted AS MATERIALIZED (
    SELECT coalesce(s.into, p.person_id) AS person, p.enterprise_id, p.journey_id, p.lineage,
           p.park_id, p.kind, p.is_in_plan
    FROM {ACTS} p LEFT JOIN kpi_knownself s ON s.person = p.person_id
    WHERE p.on >= %(first)s AND p.on < %(last)s AND p.cancels_id IS NULL
      AND p.xid < %(end)s::text::xid8 AND {STANDS}
), lines AS MATERIALIZED (
    SELECT lineage, line, dense_rank() OVER (ORDER BY line) AS nth FROM (
        SELECT lineage, ARRAY(SELECT u FROM unnest(lineage) u WHERE u = ANY(%(kept)s)) AS line
        FROM counted GROUP BY lineage
    ) seen
)
SELECT any_value(line), park_id, kind, is_in_plan, count(*),
       string_agg(int4send(person::int), ''), string_agg(int4send(enterprise_id::int), ''),
       string_agg(int4send(journey_id::int), '')
FROM counted JOIN lines USING (lineage) GROUP BY nth, park_id, kind, is_in_plan
"""  # noqa: S608
MONTHS = f"SELECT min(p.on), max(p.on) FROM {ACTS} p"  # noqa: S608
# The oldest transaction that still runs: whatever is below it has ended.
FINAL = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class Act(NamedTuple):
    """One row. `counts`: a new one is no counter-row, a known one stands."""

    xid: int
    person: int
    enterprise: int
    journey: int | None
    lineage: list
    park: int | None
    kind: str
    is_in_plan: bool
    on: object
    counts: bool


def asked(statement, **told):
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall()


def final():
    return asked(FINAL)[0][0]


def new_acts(begin, end, most):
    """Of the transactions from `begin` on and before `end`: at most so many, and whole ones.

    Answers them, and the transaction before which all are among them.
    """
    rows = [Act(*row) for row in asked(NEW, begin=begin, end=end, most=most)]
    if len(rows) < most:
        return rows, end
    last = rows[-1].xid
    if rows[0].xid == last:  # one that wrote very many
        return [Act(*row) for row in asked(NEW, begin=last, end=last + 1, most=None)], last + 1
    return [row for row in rows if row.xid < last], last


def acts_of(people, end):
    """All acts of these records of people, each with whether it stands."""
    return [Act(*row) for row in asked(OF_PEOPLE, keys=list(people), end=end)]


def acts_at(enterprises, month, end):
    """The same for all who worked in these enterprises, in one month."""
    days = {"first": month, "last": later_by(month, 1)}
    return [Act(*row) for row in asked(AT_WORK, keys=list(enterprises), end=end, **days)]


def first_and_last():
    """The days of the first and of the last act, or (None, None)."""
    return asked(MONTHS)[0]


def counted(month, end, nodes=None):
    """{Key: Cell} of a whole month, from the acts themselves."""
    nodes, cells = nodes or Nodes(), {}
    days = {"first": month, "last": later_by(month, 1)}
    rows = asked(MONTH, kept=list(nodes.kept), end=end, **days)
    for line, park, kind, is_in_plan, acts, people, enterprises, journeys in rows:
        sets = [unpacked(keys) for keys in (people, enterprises, journeys)]
        for key in nodes.keys(line, park, month, kind, is_in_plan):
            cell = cells.setdefault(key, Cell())
            cell.people |= sets[0]
            cell.enterprises |= sets[1]
            cell.journeys |= sets[2]
            cell.acts += acts
    return cells
