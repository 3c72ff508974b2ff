from datetime import date

from django import forms

from jiangxin.kpi.models import Definition, Publication
from jiangxin.kpi.period import YEARS, Period, later_by, month_of
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation

BACK = 4  # years offered before this one
YEARS_BACK = 5  # that may still be published


def periods(plan=None):
    """[(as it is written in an address, words)] that a page offers."""
    this = clock.today().year
    years = [Period.year(year) for year in range(this, this - BACK, -1)]
    years += [Period.union_year(year) for year in (this, this - 1)]
    named = [(one.written, str(one)) for one in years]
    return [*named, *([(plan.period.written, f"{plan}（计划期）")] if plan else [])]


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


class PublicationForm(forms.Form):
    """公布 which of the years that are over and not published yet."""

    year = forms.TypedChoiceField(
        label="公布哪一年",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="只能是整年，过完了的；公布以后不再改",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选要公布的一年。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        this = clock.today().year
        known = set(Publication.objects.published().values_list("year", flat=True))
        years = [year for year in range(this - 1, this - 1 - YEARS_BACK, -1) if year not in known]
        self.fields["year"].choices = [(year, f"{year}年") for year in years]
