"""Who of an enterprise's workers of today took part there, and whom nobody has invited yet."""

from dataclasses import dataclass

from django import forms
from django.db.models import Count

from jiangxin.documents.table import Table
from jiangxin.kpi.period import Period
from jiangxin.lib.any_of import AnyOf
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models import Employment
from jiangxin.portal.figured import this_year_of

PERIODS = {"ever": "历年", "year": "今年"}
PARTS = {"never": "等我们去请", "taken": "参加过"}


class TurnoutForm(forms.Form):
    """Which part of the workers, over which time; nonsense asks for the first of each."""

    part = forms.ChoiceField(required=False, choices=PARTS.items())
    period = forms.ChoiceField(required=False, choices=PERIODS.items())

    def asked(self):
        self.is_valid()
        told = self.cleaned_data
        return told.get("part") or "never", told.get("period") or "ever"


@dataclass(frozen=True)
class Turnout:
    """workers: on the register today. year, ever: of these, who took part in the enterprise.

    left: who took part this year and is not on the register today: year + left = 参与人数.
    """

    workers: int
    year: int
    ever: int
    left: int

    @property
    def never(self):
        return self.workers - self.ever


def turnout_of(year):
    """`year`: the Reading of the enterprise over this year."""
    took = {"year": year.people(), "ever": year.over(Period.so_far()).people()}
    at_work = working(Employment.objects.today(), year.place.thing)
    told = {key: Count("person", distinct=True, filter=AnyOf("person", keys))
            for key, keys in took.items()}  # fmt: skip
    counted = at_work.aggregate(workers=Count("person", distinct=True), **told)
    return Turnout(**counted, left=len(took["year"]) - counted["year"])


def workers(user, year, part, period):
    """The jobs of those who took part, or of those who did not, as far as this user may see."""
    took = (year if period == "year" else year.over(Period.so_far())).people()
    jobs, those = working(Employment.objects.led_by(user), year.place.thing), AnyOf("person", took)
    return (jobs.filter(those) if part == "taken" else jobs.exclude(those)).for_list()


def working(jobs, enterprise):
    return jobs.filter(enterprise=enterprise, person__merged_into=None)


COLUMNS = {
    "姓名": lambda job: job.person.name,
    "部门": lambda job: job.department,
    "岗位": lambda job: job.post,
}


def turnout(user, *, enterprise=None, part="never", period="ever"):
    """The same list as a file: whom to invite, without numbers of persons."""
    found = Enterprise.objects.visible_to(user).filter(pk=enterprise).first()
    if found is None:
        raise Refusal("您现在看不到这家企业，请从企业页点“谁参加过”再导出。")
    year = this_year_of(found)
    people = year.definition("people")
    notes = (
        ("企业", found.name),
        ("名单", f"{PERIODS[period]}{PARTS[part]}"),
        (str(people.indicator), people.sentence),
        ("说明", "今天在册的职工；参加是指在本企业参加。为了请人来参加，不作考核"),
    )
    rows = workers(user, year, part, period).order_by("person_id", "id")
    return Table("参加情况名单", COLUMNS, rows, notes=notes)
