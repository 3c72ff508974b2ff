from datetime import date

from django import forms

from jiangxin.kpi.below import KINDS, Enterprises
from jiangxin.kpi.models import Definition
from jiangxin.kpi.period import YEARS, Period, later_by, month_of
from jiangxin.kpi.place import ADDRESSED
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation

BACK = 4  # years offered, this one among them


def periods(plan=None):
    """[(as it is written in an address, words)] that a page offers."""
    this = clock.today().year
    years = [Period.year(year) for year in range(this, this - BACK, -1)]
    years += [Period.union_year(year) for year in (this, this - 1)]
    named = [(one.written, str(one)) for one in years]
    return [*named, *([(plan.period.written, f"{plan}（计划期）")] if plan else [])]


class MonthField(forms.CharField):
    """A month as text, 2027-01: its first day."""

    default_error_messages = {"required": "请写年和月，例如 2027-01。"}

    def clean(self, value):
        text = super().clean(value)
        year, _, month = text.strip().partition("-")
        if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2):
            raise forms.ValidationError("请写年和月，例如 2027-01。")
        if int(year) not in YEARS or int(month) not in range(1, 13):
            raise forms.ValidationError("没有这个月份，请写 2027-01 这样的年和月。")
        return date(int(year), int(month), 1)


class PeriodForm(forms.Form):
    """Of which months. What cannot be read asks for this year."""

    period = forms.CharField(required=False, max_length=20)

    def clean_period(self):
        return Period.read(self.cleaned_data["period"])

    def asked(self):
        return (self.is_valid() and self.cleaned_data["period"]) or Period.this_year()


class BelowForm(forms.Form):
    """Which list of what lies below: as text, so that it can be kept. Nonsense asks for nothing."""

    kind = forms.ChoiceField(required=False, choices=[(kind, kind) for kind in ADDRESSED.values()])
    of = forms.ChoiceField(required=False, choices=[(kind, kind) for kind in KINDS])
    period = forms.CharField(required=False, max_length=20)
    scope = forms.ChoiceField(required=False, choices=[("plan", "计划口径")])
    state = forms.ChoiceField(required=False, choices=Enterprises.states)

    def clean_period(self):
        period = Period.read(self.cleaned_data["period"])
        return period.written if period else ""


class SourceField(forms.CharField):
    """依据: on what paper something stands."""

    default_error_messages = {"required": "请写依据哪个文件。"}

    def __init__(self):
        super().__init__(label="依据", max_length=200, help_text="文件名称、文号和条款")


class DefinitionForm(forms.Form):
    """新口径 of an indicator, from a month on that has not begun."""

    since = MonthField(label="从哪个月起", help_text="写作 2027-01，只能是以后的月份")
    sentence = forms.CharField(
        label="怎么算", max_length=300, widget=forms.Textarea,
        error_messages={"required": "请写怎么算。"},
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="哪些参与算", choices=Participation.Kind, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一类参与。"},
    )  # fmt: skip
    source = SourceField()

    @classmethod
    def starting_from(cls, held: Definition):
        """Filled with what holds now."""
        following = later_by(month_of(clock.today()), 1)
        known = {name: getattr(held, name) for name in ("sentence", "kinds", "source")}
        return cls(initial={"since": f"{following:%Y-%m}", **known})


class PersonForm(forms.Form):
    """Of which of the people of a figure; what cannot be read asks for none."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**32 - 1)

    def asked(self):
        return self.is_valid() and self.cleaned_data["person"]
