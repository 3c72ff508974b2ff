from django.db import transaction

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Change
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.person import Person
from jiangxin.ui.words import full_day

FEW = 3  # people who are called by their names


class Workforce:
    """职工队伍: all who work in an enterprise. What happens to them together is one change."""

    def __init__(self, enterprise):
        self.enterprise = enterprise

    @transaction.atomic
    def close(self, *, by, on=None):
        """关闭: there is no such enterprise from this day on, and nobody works there."""
        change = self.enterprise.close(by=by, on=on)
        with change.continued():
            self._dismiss(change, self._lasting(change.effective_on))
        return change

    @transaction.atomic
    def merge_into(self, other, *, by, on=None):
        """合并: it is a part of the other from this day on, and so are all who work here."""
        change = self.enterprise.merge_into(other, by=by, on=on)
        with change.continued():
            held = hold(self._lasting(change.effective_on))
            day = full_day(change.effective_on)
            change.carry(held, f"{day}起，{named(held)}随企业转到“{other}”", enterprise=other)
        return change

    def let_go(self, people, *, by, on=None):
        """离职 of many at once, given by their keys; the first day without the job."""
        on, keys = on or clock.today(), set(people)
        title = f"“{self.enterprise}” {len(keys)} 名职工离职"
        with Change.making("离职", by=by, on=on, title=title, about=[self.enterprise]) as change:
            held = self._dismiss(change, self._lasting(on).on(on).filter(person__in=keys))
            if missing := len(keys) - len(held):
                raise Refusal(
                    f"其中 {missing} 人{full_day(on)}不在“{self.enterprise}”在册，没有一人办成。"
                    "请刷新名单再选。"
                )
        return change

    def _dismiss(self, change, jobs):
        held = hold(jobs)
        day = full_day(change.effective_on)
        change.carry(held, f"{day}起，{named(held)}从“{self.enterprise}”离职")
        return held

    def _lasting(self, on):
        """Those who work here beyond this day, or begin only then."""
        return Employment.objects.filter(enterprise=self.enterprise).exclude(until__lte=on)


def hold(jobs):
    """These employments, locked after their people: in the order in which everybody locks."""
    people = Person.objects.filter(pk__in=jobs.values("person")).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True).values_list("pk"))
    return list(jobs.for_list().order_by("pk").select_for_update(of=("self",), no_key=True))


def named(jobs):
    """Few by their names; many by their number, so that one can read it."""
    many = f"{len(jobs):,} 名职工"
    names = "、".join(str(job.person) for job in jobs)
    return f"{names} {many}" if len(jobs) <= FEW else many
