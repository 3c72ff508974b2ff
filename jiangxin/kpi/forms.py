from datetime import date

from django import forms

from jiangxin.kpi.models import Definition, PlanPeriod
from jiangxin.kpi.period import YEARS, Period, later_by, month_of
from jiangxin.kpi.rhythm import Rhythm, recent
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation

BACK = 4  # years offered before this one


def periods(plan=None):
    """[(as it is written in an address, words)] that a page offers."""
    this = clock.today().year
    years = [Period.year(year) for year in range(this, this - BACK, -1)]
    years += [Period.union_year(year) for year in (this, this - 1)]
    named = [(one.written, str(one)) for one in years]
    return [*named, *([(plan.period.written, f"{plan}（计划期）")] if plan else [])]


def report_periods(plan=None):
    """The same with the last quarters and months before them, the ones most asked for."""
    today = clock.today()
    ended = [one for rhythm in (Rhythm.QUARTER, Rhythm.MONTH) for one in recent(rhythm, today)]
    return [*((one.written, str(one)) for one in ended), *periods(plan)]


class PeriodForm(forms.Form):
    """Of which months. What cannot be read asks for this year."""

    period = forms.CharField(required=False, max_length=20)

    def clean_period(self):
        return Period.read(self.cleaned_data["period"])

    def asked(self):
        return (self.is_valid() and self.cleaned_data["period"]) or Period.this_year()


class DefinitionForm(forms.Form):
    """新口径 of an indicator, from a month on that has not begun."""

    since = forms.CharField(label="从哪个月起", help_text="写作 2027-01，只能是以后的月份")
    sentence = forms.CharField(label="怎么算", max_length=300, widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(
        label="哪些参与算", choices=Participation.Kind, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一类参与。"},
    )  # fmt: skip
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称、文号和条款")

    @classmethod
    def starting_from(cls, held: Definition):
        """Filled with what holds now."""
        following = later_by(month_of(clock.today()), 1)
        known = {name: getattr(held, name) for name in ("sentence", "kinds", "source")}
        return cls(initial={"since": f"{following:%Y-%m}", **known})

    def clean_since(self):
        year, _, month = self.cleaned_data["since"].strip().partition("-")
        if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2):
            raise forms.ValidationError("请写年和月，例如 2027-01。")
        if int(year) not in YEARS or int(month) not in range(1, 13):
            raise forms.ValidationError("没有这个月份，请写 2027-01 这样的年和月。")
        return date(int(year), int(month), 1)


class ReportForm(PeriodForm):
    """Of which months of a place a report is wanted, and of which acts."""

    period = forms.CharField(label="时期", widget=forms.Select)
    scope = forms.ChoiceField(
        label="范围", required=False, choices=[("all", "全部参与"), ("plan", "计划口径")],
        help_text="计划口径：名单内园区的非公企业",
    )  # fmt: skip

    @classmethod
    def of(cls, place, asked, data=None):
        """`asked` is the period that it begins with."""
        scope = "plan" if place.in_plan else "all"
        form = cls(data, initial={"period": asked.written, "scope": scope})
        offered = dict(report_periods(PlanPeriod.objects.current()))
        form.fields["period"].widget.choices = [*{asked.written: str(asked), **offered}.items()]
        if place.kind == "enterprise":
            del form.fields["scope"]
        return form

    def clean_period(self):
        period = super().clean_period()
        if period is None:
            raise forms.ValidationError("请选一段时期。")
        return period

    def in_plan(self):
        return self.cleaned_data.get("scope") == "plan"


class SubscriptionForm(forms.Form):
    rhythm = forms.ChoiceField(choices=Rhythm)
