from django.db import transaction

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal, Unreadable
from jiangxin.lib.text import clean_name
from jiangxin.notifications.models import Kind, Notification
from jiangxin.organisations.models import Change, Office
from jiangxin.people.models.employment import Employment
from jiangxin.ui.words import full_day

OF_THE_JOB = {"department", "post", "is_frontline", "skill_level"}


class Moves:
    """What can happen to a person's work over the years. Each verb answers with its Change."""

    @classmethod
    @transaction.atomic
    def hire(cls, enterprise, *, by, on=None, name, **told):
        """登记一名职工: whoever this is works here from this day on.

        New to the register, employed by nobody (入职), or elsewhere (调动). `told` may give
        id_number, id_kind and phone, and the facts of the job.
        """
        identity = {key: told.pop(key) for key in ("id_number", "id_kind", "phone") if key in told}
        name = clean_name(name)
        try:
            known = cls.objects.known_as(name, **identity)
        except Unreadable as trouble:
            raise Refusal(str(trouble)) from None
        if known is None:
            return cls._enter(enterprise, by=by, on=on, told=told, name=name, **identity)
        verb = known.transfer if known.employment(on) else known.take_up
        return verb(enterprise, by=by, on=on, **told)

    def take_up(self, enterprise, *, by, on=None, **job):
        """入职: on the register, employed by nobody, here from this day on. A return is this."""
        on = on or clock.today()
        if held := self.employment(on):
            raise Refusal(f"“{self}”那一天在“{held.enterprise}”在册，请办调动。")
        title, about = f"“{self}”入职：{enterprise}", [self, enterprise]
        with Change.making("入职", by=by, on=on, title=title, about=about) as change:
            self._begin(change, enterprise, job)
        return change

    @transaction.atomic
    def transfer(self, enterprise, *, by, on=None, **job):
        """调动: from this day on here, and no longer there. Who kept them there is told."""
        on = on or clock.today()
        held = self.employment(on)
        if held is None:
            raise Refusal(f"“{self}”那一天不在任何企业在册，请办入职。")
        if held.enterprise_id == enterprise.pk:
            raise Refusal(f"“{self}”那一天已经在“{enterprise}”在册。")
        title, about = f"“{self}”调动：{enterprise}", [self, enterprise, held.enterprise]
        with Change.making("调动", by=by, on=on, title=title, about=about) as change:
            change.end(held)
            self._begin(change, enterprise, job)
        self._tell_those_left(held, change)
        return change

    def leave(self, *, by, on=None):
        """离职: this is the first day without the job."""
        on = on or clock.today()
        held = self.employment(on)
        if held is None:
            raise Refusal(f"“{self}”那一天不在任何企业在册，不用办离职。")
        title, about = f"“{self}”离职：{held.enterprise}", [self, held.enterprise]
        with Change.making("离职", by=by, on=on, title=title, about=about) as change:
            self.refuse_if_absorbed()
            change.end(held)
        return change

    @classmethod
    def _enter(cls, enterprise, *, by, on, told, **identity):
        on, person = on or clock.today(), cls._new(**identity)
        title = f"“{person}”入职：{enterprise}"
        with Change.making("入职", by=by, on=on, title=title, about=[person, enterprise]) as change:
            change.begin(person)
            person._begin(change, enterprise, told)
        return change

    def _begin(self, change, enterprise, job):
        """Inside a change: a job that lies on no day of another, of whichever of their records."""
        self.refuse_if_absorbed()
        enterprise.refuse_if_closed()
        on = change.effective_on
        for other in self.all_employments().exclude(until__lte=on).order_by("since")[:1]:
            begun = f"{full_day(other.since)}起在“{other.enterprise}”在册"
            raise Refusal(f"“{self}”{begun}，从{full_day(on)}起再记一家就重叠了。请核对日子。")
        for last in self.all_employments().filter(until__lte=on).order_by("-until")[:1]:
            change.lean_on(last)  # it would run into this one if its end were taken back
        told = {field: job[field] for field in OF_THE_JOB & job.keys()}
        change.begin(Employment(person=self, enterprise=enterprise, **told))

    def _tell_those_left(self, held, change):
        """The stewards of the union over the employer that is left, each once, but not oneself."""
        stewards = Office.objects.today().filter(
            organisation=held.enterprise.union(), role=Office.Role.STEWARD
        )
        others = User.objects.filter(pk__in=stewards.values("user")).exclude(pk=change.by_id)
        for user in others.order_by("pk"):
            Notification.tell(
                user,
                f"{change}",
                kind=Kind.REGISTER,
                text=f"{full_day(change.effective_on)}起，由 {change.by} 登记，不再在"
                f"“{held.enterprise}”在册。有出入的，请和对方工会或上级工会核对。",
                path=change.get_absolute_url(),
            )
