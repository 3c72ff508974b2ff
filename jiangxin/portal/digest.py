"""每周小结: what is stuck, told to each officer once a week; nothing stuck, nothing told."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.later import periodically
from jiangxin.notifications.models import Kind, Notification
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Journey
from jiangxin.ui.words import short_day

OLDEST = 3
SHORT = 40  # characters of a title


@periodically("30 0-9 * * 1")  # Monday 08:30 in China; again each hour, in case no worker was there
def tell_officers():
    """Tell whoever has not been told this week. Killed half-way, the next run does the rest."""
    week = week_of(clock.today())
    told = Notification.objects.filter(key=week).values("user")
    held = Office.objects.today().exclude(organisation=None).filter(role__in=ANSWERING)
    for user in User.objects.filter(pk__in=held.values("user")).exclude(pk__in=told):
        tell(user, week)


ANSWERING = [Office.Role.STEWARD, Office.Role.CHAIR]


def week_of(day):
    year, week, _ = day.isocalendar()
    return f"digest:{year}-W{week:02d}"


def tell(user, week):
    """The week is the key: once for each officer, however often and at once it is called."""
    digest = Digest.of(user)
    if digest.is_empty():
        return
    told = {"kind": Kind.DIGEST, "path": reverse("portal:desk"), "key": week}
    Notification.tell(user, digest.title, text=digest.text, **told)


@dataclass(frozen=True)
class Digest:
    """How many lie on the officer's own desk, how many of them are late, and late ones below.

    oldest: the journeys that were due first. late_below: under way past their day with unions
    below the officer's own; unions_below: in how many of these.
    """

    waiting: int
    late: int
    oldest: list
    late_below: int
    unions_below: int

    @classmethod
    def of(cls, user, today: date | None = None):
        today = today or clock.today()
        waiting = Journey.objects.waiting_for(user)
        reach = Office.objects.reach_of(user, today)
        overdue = Journey.objects.under_way().filter(due_on__lt=today)
        below = overdue.filter(reach.below("keeper__path")).exclude(keeper__path__in=reach.paths)
        counted = below.aggregate(rows=Count("pk"), unions=Count("keeper", distinct=True))
        return cls(
            waiting=waiting.count(),
            late=waiting.filter(due_on__lt=today).count(),
            oldest=list(waiting.order_by("due_on", "id")[:OLDEST]),
            late_below=counted["rows"],
            unions_below=counted["unions"],
        )

    def is_empty(self):
        return not (self.waiting or self.late_below)

    @property
    def title(self):
        """Counts only: it also goes into groups."""
        parts = [
            f"等您办 {self.waiting} 件" if self.waiting else "没有等您办的",
            f"其中超期 {self.late} 件" if self.late else "",
            f"下级工会超期 {self.late_below} 件" if self.late_below else "",
        ]
        return f"每周小结：{'，'.join(filter(None, parts))}"

    @property
    def text(self):
        lines = [f"{short(one.title)}（最迟 {short_day(one.due_on)}）" for one in self.oldest]
        if lines:
            lines.insert(0, "最早到期的：")
        if self.late_below:
            lines.append(f"下级工会里，{self.unions_below} 家有超期未办的，请催一催。")
        return "\n".join(lines)


def short(title):
    return f"{title[:SHORT]}…" if len(title) > SHORT else title
