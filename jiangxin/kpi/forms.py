from datetime import date

from django import forms

from jiangxin.kpi.below import KINDS, Enterprises
from jiangxin.kpi.models import Closing, Definition, Indicator, PlanPeriod
from jiangxin.kpi.period import YEARS, Period, later_by, month_of
from jiangxin.kpi.place import ADDRESSED
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation
from jiangxin.questionnaires.fields import CleanLineField, PaperField

BACK = 4  # years offered, this one among them
NUMBER_WORDS = {
    "required": "请填一个数。",
    "invalid": "请填整数，例如 36。",
    "min_value": "要填大于 0 的数。",
    "max_value": "这个数太大了，请核对。",
}


def periods(plan=None):
    """[(as it is written in an address, words)] that a page offers."""
    this = clock.today().year
    years = [Period.year(year) for year in range(this, this - BACK, -1)]
    years += [Period.union_year(year) for year in (this, this - 1)]
    named = [(one.written, str(one)) for one in years]
    return [*named, *([(plan.period.written, f"{plan}（计划期）")] if plan else [])]


class MonthField(forms.CharField):
    """A month as text, 2027-01: its first day."""

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


class DefinitionForm(forms.Form):
    """新口径 of an indicator, from a month on that has not begun."""

    since = MonthField(label="从哪个月起", help_text="写作 2027-01，只能是以后的月份")
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


class ClosingForm(forms.Form):
    """Which period is closed, and whose signature stands under it."""

    period = forms.ChoiceField(
        label="哪个时期", error_messages={"invalid_choice": "请从列出的时期里选一个。"}
    )
    signer = CleanLineField(
        label="签字领导", max_length=30, help_text="在这份数字上签字的主要负责人的姓名",
        error_messages={"required": "请写签字领导的姓名。"},
    )  # fmt: skip
    sure = forms.BooleanField(
        label="数字核对过了。封账以后，这个时期的数字不再改变，也不能撤销",
        error_messages={"required": "请先核对数字，再勾选这一项。"},
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["period"].choices = [(one.written, str(one)) for one in to_be_closed()]

    def clean_period(self):
        return Period.read(self.cleaned_data["period"])


def to_be_closed():
    """Periods that are over and not closed: quarters, years and 全总统计年度, the newest first."""
    today = clock.today()
    years = range(today.year, today.year - BACK, -1)
    offered = [Period.year(year) for year in years] + [Period.union_year(year) for year in years]
    firsts = (date(year, month, 1) for year in years for month in (10, 7, 4, 1))
    offered += [Period(first, later_by(first, 2)) for first in firsts]
    closed = set(Closing.objects.values_list("first", "last"))
    over = (one for one in offered if one.last_day < today)
    return [one for one in over if (one.first, one.last) not in closed]


class DeclaredNumber(forms.IntegerField):
    def __init__(self, **how):
        super().__init__(min_value=1, max_value=10_000_000, error_messages=NUMBER_WORDS, **how)


class DeclarationForm(forms.Form):
    """自报: a bare number of a month, with the signed paper."""

    month = MonthField(label="哪个月", help_text="写作 2026-03；一份纸件一个月")
    kind = forms.ChoiceField(label="哪一类", choices=Participation.Kind)
    title = CleanLineField(
        label="什么活动", max_length=60, error_messages={"required": "请写是什么活动。"}
    )
    people = DeclaredNumber(label="人数", help_text="一人只算一次")
    acts = DeclaredNumber(label="人次", help_text="一人来两次算两次")
    signer = CleanLineField(
        label="签字人", max_length=30, help_text="对这个数字负责的人",
        error_messages={"required": "请写谁对这个数字签字。"},
    )  # fmt: skip
    paper = PaperField(
        label="签字的纸件", help_text="签到表或汇总表，扫描成一个 PDF，或拍一张照片",
        error_messages={"required": "请附上签字的纸件：没有纸件不能自报。"},
    )  # fmt: skip

    def clean(self):
        people, acts = map(self.cleaned_data.get, ("people", "acts"))
        if people and acts and acts < people:
            self.add_error("acts", "人次不能少于人数。")
        return self.cleaned_data


class PlanForm(forms.Form):
    """计划期: its name, its first and last month, and where it stands."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如 十五五")
    first = MonthField(label="从哪个月", help_text="写作 2026-01")
    last = MonthField(label="到哪个月", help_text="写作 2030-12，这个月也算在内")
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称、文号和条款")

    @classmethod
    def filled(cls, plan):
        months = {name: f"{getattr(plan.period, name):%Y-%m}" for name in ("first", "last")}
        return cls(initial={"name": plan.name, "source": plan.source, **months})

    def clean(self):
        told = self.cleaned_data
        if "first" in told and "last" in told:
            told["until"] = later_by(told.pop("last"), 1)
            if told["until"] <= told["first"]:
                self.add_error("last", "结束要晚于开始。")
        return told


class TargetForm(forms.Form):
    """目标 of one place: of which plan period, which indicator, how much, and why so much."""

    plan = forms.ModelChoiceField(PlanPeriod.objects.order_by("-first"), label="计划期")
    indicator = forms.ModelChoiceField(
        Indicator.objects.order_by("position"), label="指标", to_field_name="code",
        empty_label="选一项",
    )  # fmt: skip
    value = forms.DecimalField(
        label="目标", max_digits=14, decimal_places=1,
        help_text="比率写百分数，例如 70；效益写元", error_messages={"invalid": "请只写一个数。"},
    )  # fmt: skip
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称、文号和条款")

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.fields["indicator"]
        asked.queryset = asked.queryset.filter(code__in=codes)

    def clean(self):
        told = self.cleaned_data
        value, indicator = told.get("value"), told.get("indicator")
        if value is None or indicator is None:
            return told
        is_rate = indicator.unit == Indicator.Unit.PER_CENT
        if value <= 0:
            self.add_error("value", "目标要大于 0。")
        elif is_rate and value > 100:
            self.add_error("value", "比率的目标最多是 100。")
        elif not is_rate and value != int(value):
            self.add_error("value", "这个指标的目标是整数。")
        return told


class PersonForm(forms.Form):
    """Of which of the people of a figure; what cannot be read asks for none."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**32 - 1)

    def asked(self):
        return self.is_valid() and self.cleaned_data["person"]
