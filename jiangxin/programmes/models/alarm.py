"""期限: nobody is met with silence. Reminds, then asks the level above, then the one above that."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from jiangxin.accounts.models import User
from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.workdays import add_working_days
from jiangxin.notifications.models import Kind, Notification
from jiangxin.organisations.models import Office
from jiangxin.programmes.models.seat import Seat
from jiangxin.programmes.models.status import Status

AUTHOR_REMINDERS = 3


class Alarmed:
    """The part of Journey that rings: `alarm_on` is the next day on which it does."""

    @transaction.atomic
    def sound(self):
        """Do what its day asks for, once: whoever comes second finds the next day written."""
        self.hold()
        today = clock.today()
        is_day = self.alarm_on is not None and self.alarm_on <= today
        if is_day and self.status == Status.HANDED_BACK:
            self._remind_authors(today)
        elif self.is_under_way() and not self.is_attended() and (is_day or not self.alarms):
            self._urge(today)
        elif is_day and self.is_under_way():
            self._remind_keepers(today) if today <= self.due_on else self._urge(today)

    def is_attended(self):
        """Does anybody sit at one of its desks today?"""
        return bool(self.keepers())

    def urged(self):
        """The unions above that were asked because it is late, the last one last."""
        asked = self.seats.filter(came=Seat.Came.URGED).select_related("union").order_by("id")
        return [seat.union for seat in asked]

    def _remind_authors(self, today):
        again = self.alarms + 1 < AUTHOR_REMINDERS
        self._ring(add_working_days(today, settings.AUTHOR_WORKING_DAYS) if again else None)
        for user in self._authors():
            self._tell(user, f"“{self.title}”还在等您补充", Kind.REMINDER)

    def _remind_keepers(self, today):
        self._ring(add_working_days(self.due_on, 1))
        for user in self.keepers():
            self._tell(
                user, f"快到期：{self.title}", Kind.REMINDER, f"请在 {self.due_on:%m月%d日}前答复。"
            )

    def _urge(self, today):
        """Late, or nobody is there: it also lies with the union above from now on."""
        is_late = today > self.due_on
        seats = self._urge_above(today)
        self._ring(add_working_days(today, settings.URGE_WORKING_DAYS))
        if not seats:  # nobody is above any more
            for user in self.keepers():
                self._tell(user, f"已超期：{self.title}", Kind.REMINDER, "请尽快答复。")
            return
        unions = "、".join(str(seat.union) for seat in seats)
        why = "超过期限没有答复" if is_late else "原来的经办岗位没有人"
        leave_trace("请上级督办", self, by=None, remark=f"{why}，{unions}也可以直接答复。")
        for user in dict.fromkeys(user for seat in seats for user in self._holders(seat)):
            self._tell(user, f"待办：{self.title}", Kind.WAITING, f"下级{why}，请督办或直接答复。")
        for user in self._authors():
            text = f"{why}，已请{unions}督办。"
            self._tell(user, f"“{self.title}”已请上级督办", Kind.ANSWER, text)

    def _urge_above(self, today):
        """One more seat, a level up, for each keeper who has not answered."""
        highest = {}
        for seat in self.seats.open().select_related("keeper", "union", "stage").order_by("id"):
            highest[seat.keeper_id] = seat
        above = [(seat, self._above(seat)) for seat in highest.values()]
        new = [
            Seat(
                journey=self,
                stage=seat.stage,
                keeper=seat.keeper,
                union=union,
                visit=seat.visit,
                came=Seat.Came.URGED,
                arrived_at=clock.now(),
                due_on=self.due_on,
                barred=seat.barred,
            )
            for seat, union in above
            if union
        ]
        return Seat.objects.bulk_create(new)

    def _ring(self, on):
        self.alarms, self.alarm_on = self.alarms + 1, on
        self.save(update_fields=["alarms", "alarm_on"])

    def _authors(self):
        """Also whoever entered it for its author: that one may work without a phone."""
        return User.objects.filter(pk__in=self.barred).order_by("pk")

    def _tell(self, user, title, kind, text=""):
        key = f"alarm:{kind}:journey:{self.pk}:{self.moves}:{self.alarms}"
        Notification.tell(user, title, kind=kind, text=text, path=self.path, key=key)


class AlarmQuerySet(models.QuerySet):
    def ringing(self, today):
        """Those whose day has come, and those that lie where nobody sits any more."""
        lonely = self.unattended().filter(alarms=0)
        return self.filter(alarm_on__lte=today).values("pk").union(lonely.values("pk"))

    def unattended(self):
        """Under way, and no office at any of their open desks is filled today."""
        held = Office.objects.today().filter(
            organisation=OuterRef("union"), role=OuterRef("keeper__role")
        )
        of_it = held.filter(department=OuterRef("keeper__department"))
        filled = Exists(of_it) | (Q(keeper__department="") & Exists(held))
        manned = Seat.objects.open().filter(filled, journey=OuterRef("pk"))
        return self.filter(status=Status.UNDER_WAY).exclude(Exists(manned))
