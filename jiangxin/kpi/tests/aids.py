"""For tests of every room: counting, and flags."""

from jiangxin.accounts.models import User
from jiangxin.documents.paper import PDF, Paper
from jiangxin.kpi import acts, tallying
from jiangxin.kpi.models import Closing, Declaration, Flag
from jiangxin.kpi.period import month_of
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation

FAR = 2**62
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def count_all():
    """Count everything that the test wrote: inside its own transaction nothing has ended yet."""
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


def auditor(union, *, by, name="钱经审"):
    """A user who holds the audit office of a union."""
    user = User.objects.create_user(name)
    Office.grant(user, Office.Role.AUDIT, union, by=by)
    return user


def flagged(enterprise, doubt, people=(), **told):
    """A flag as a night's search would leave it."""
    now = clock.now()
    month = month_of(clock.day_of(now))
    reason = "当月参与的 5 人里，4 人没有证件号、没有手机号，也从没登录过"
    told = {"reason": reason, "touched": len(people), **told}
    return Flag.objects.create(
        enterprise=enterprise, doubt=doubt, month=month, people=list(people), found_at=now, **told
    )
