"""What of closed months counts: what stood when they were closed. What came late is told apart."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from jiangxin.kpi.models.tally import ClosedMonth
from jiangxin.kpi.period import Period, later_by
from jiangxin.people.models import surviving


@dataclass(frozen=True)
class Span:
    """Months in a row that one closing closed. What counts was written before transaction `xid`."""

    first: date
    last_day: date
    xid: int

    @property
    def months(self):
        return len(Period(self.first, self.last_day).months)

    def days(self, when):
        return Q(**{f"{when}__range": (self.first, self.last_day)})


def spans(period):
    """The closed months of a period, as Spans."""
    rows = ClosedMonth.objects.over(period).exclude(closing__xid=None)
    found, following = [], None
    for month, xid in rows.order_by("month").values_list("month", "closing__xid"):
        last_day = later_by(month, 1) - timedelta(days=1)
        if found and following == month and found[-1].xid == xid:
            found[-1] = Span(found[-1].first, last_day, xid)
        else:
            found.append(Span(month, last_day, xid))
        following = later_by(month, 1)
    return found


def stood(closed, when, ended):
    """Which rows count: of open months those that stand, of closed ones those that stood then.

    `when`: the field of the day. `ended`: the transaction that took the row back, if any did.
    """
    rule, whole = Q(**{ended: None}), Q()
    for span in closed:
        rule &= ~span.days(when)
    for span in closed:
        then = Q(**{ended: None}) | Q(**{f"{ended}__gte": span.xid})
        whole |= span.days(when) & Q(xid__lt=span.xid) & then
    return rule | whole


def came_late(closed, when, ended):
    """(written after the closing and standing, written before it and taken back after it)."""
    added, gone = Q(pk=None), Q(pk=None)
    for span in closed:
        added |= span.days(when) & Q(xid__gte=span.xid) & Q(**{ended: None})
        gone |= span.days(when) & Q(xid__lt=span.xid) & Q(**{f"{ended}__gte": span.xid})
    return added, gone


@dataclass(frozen=True)
class Late:
    """更正: acts of closed months that came after the closing, and those taken back after it."""

    people: int = 0
    acts: int = 0
    cancelled: int = 0

    @property
    def words(self):
        """One named line, or nothing."""
        told = []
        if self.acts:
            told.append(f"补记 {self.acts:,} 人次（{self.people:,} 人）")
        if self.cancelled:
            told.append(f"撤销 {self.cancelled:,} 人次")
        return f"封账后{'、'.join(told)}，另列在此，不改封账的数" if told else ""


def late(place, period, closed):
    """What came late in a place."""
    if not closed:
        return Late()
    added, gone = came_late(closed, "on", "cancelled_by__xid")
    acts = place.acts().filter(cancels=None).between(period.first, period.last_day).order_by()
    told = acts.filter(added | gone).aggregate(
        people=Count(surviving("person"), distinct=True, filter=added),
        acts=Count("pk", filter=added),
        cancelled=Count("pk", filter=gone),
    )
    return Late(**told)
