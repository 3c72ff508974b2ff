"""Counting for tests of every room: inside a test's own transaction nothing has ended yet."""

from jiangxin.documents.paper import PDF, Paper
from jiangxin.kpi import acts, tallying
from jiangxin.kpi.models import Closing, Declaration
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation

FAR = 2**62
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def count_all():
    """Count everything that the test wrote."""
    tallying.rebuild(end=FAR)


def count_new():
    """Count what was committed since; answers how many rows.

    Not waiting for older transactions: those of tests beside this one are of other databases.
    """
    return tallying.catch_up(newest())


def close(period, by, end=FAR):
    """封账 of a period that is over, to its end."""
    office = Office.objects.of(by).get()
    closing = Closing.start(period, by=by, office=office, signer="周处长")
    closing.close(end)
    closing.refresh_from_db()
    return closing


def declare(place, by, **told):
    """自报 about a place, of a signed paper."""
    paper = Paper("签到表.pdf", b"%PDF-1.4 startxref %%EOF", None, PDF, ".pdf")
    usual = {"kind": Participation.Kind.PROPOSAL, "title": "技能讲座", "signer": "李主席"}
    return Declaration.file(place, by=by, paper=paper, **usual, **told)


def newest():
    """The number after which no transaction has begun."""
    return acts.asked(NEWEST)[0][0]
