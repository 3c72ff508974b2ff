"""For tests of every room: counting, and flags."""

from jiangxin.accounts.models import User
from jiangxin.kpi import acts, tallying
from jiangxin.kpi.models import Flag
from jiangxin.kpi.period import month_of
from jiangxin.lib import clock
from jiangxin.organisations.models import Office

FAR = 2**62
NEWEST = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def count_all():
    """Count everything that the test wrote: inside its own transaction nothing has ended yet."""
    tallying.rebuild(end=FAR)


def count_new():
    """Count what was committed since; answers how many rows.

    Not waiting for older transactions: those of tests beside this one are of other databases.
    """
    return tallying.catch_up(acts.asked(NEWEST)[0][0])


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
