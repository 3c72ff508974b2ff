"""Which report is asked for."""

from django import forms

from jiangxin.kpi.forms import PeriodForm, periods
from jiangxin.kpi.models import PlanPeriod
from jiangxin.kpi.rhythm import Rhythm, recent
from jiangxin.lib import clock


def report_periods(plan=None):
    """The same with the last quarters and months before them, the ones most asked for."""
    today = clock.today()
    ended = [one for rhythm in (Rhythm.QUARTER, Rhythm.MONTH) for one in recent(rhythm, today)]
    return [*((one.written, str(one)) for one in ended), *periods(plan)]


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
