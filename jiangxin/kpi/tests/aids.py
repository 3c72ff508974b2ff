"""Counting for tests of every room: inside a test's own transaction nothing has ended yet."""

from jiangxin.kpi import acts, tallying

FAR = 2**62
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def count_all():
    """Count everything that the test wrote."""
    tallying.rebuild(end=FAR)


def count_new():
    """Count what was committed since; answers how many rows.

    Not waiting for older transactions: those of tests beside this one are of other databases.
    """
    return tallying.catch_up(acts.asked(NEWEST)[0][0])
