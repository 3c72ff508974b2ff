"""Forms of what comes after 通过: carrying it out, shares, benefit, grade."""

from django import forms

from jiangxin.lib import clock
from jiangxin.lib.money import parse_fen
from jiangxin.lib.refusal import Unreadable
from jiangxin.organisations.forms import DAY_WORDS
from jiangxin.people.models import Employment, Person
from jiangxin.proposals.forms import PhotosField
from jiangxin.proposals.models import BenefitLine
from jiangxin.questionnaires.fields import CleanLineField, CleanTextField

LINES = 5
LATEST = 2199  # a year beyond is a slip of the key
NUMBER = {
    "required": "请填数字。",
    "invalid": "只填数字，例如 12.5。",
    "min_value": "不能小于 0。",
    "max_digits": "数字太长，请核对。",
    "max_decimal_places": "小数最多 4 位。",
    "max_whole_digits": "数字太大，请核对单位。",
}


class DayField(forms.DateField):
    def __init__(self, **asked):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, error_messages=DAY_WORDS, **asked)

    def clean(self, value):
        day = super().clean(value)
        if day and day.year > LATEST:
            raise forms.ValidationError("这一天太远了，请核对年份。")
        return day


class FenField(forms.CharField):
    """元 as people type it; gives 分."""

    def __init__(self, **asked):
        super().__init__(max_length=40, widget=forms.TextInput({"inputmode": "decimal"}), **asked)

    def clean(self, value):
        text = super().clean(value)
        try:
            return parse_fen(text) if text else 0
        except Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault


class PlanForm(forms.Form):
    """安排实施."""

    plan = CleanTextField(
        label="怎么做",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写怎么做，一两句也可以。"},
    )
    owner = CleanLineField(
        label="负责人",
        max_length=60,
        help_text="本企业在册职工的姓名；同名的在后面加手机号后四位。",
        error_messages={"required": "请写由谁负责。"},
    )
    due_on = DayField(label="计划完成")

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise

    def clean_owner(self):
        text = self.cleaned_data["owner"]
        name, digits = (text[:-4].strip(), text[-4:]) if text[-4:].isdecimal() else (text, "")
        here = Employment.objects.today().filter(enterprise=self.enterprise).values("person")
        found = Person.objects.live().filter(name=name, pk__in=here)
        people = [p for p in found[:50] if not digits or (p.phone or "").endswith(digits)]
        if len(people) == 1:
            return people[0]
        if people:
            raise forms.ValidationError(f"本单位不止一位“{name}”，请在姓名后加手机号后四位。")
        raise forms.ValidationError(f"本单位名册上没有“{text}”，请核对姓名。")

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < clock.today():
            raise forms.ValidationError("这一天已经过了，请填今天或以后的日子。")
        return self.cleaned_data["due_on"]


class ProgressForm(forms.Form):
    text = CleanTextField(
        label="做了什么",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写做了什么，一句也可以。"},
    )
    photos = PhotosField(label="照片")


class FinishForm(forms.Form):
    on = DayField(label="哪天做成并投入使用")

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError("这一天还没有到，请填今天或以前的日子。")
        return self.cleaned_data["on"]


class DropForm(forms.Form):
    why = CleanTextField(
        label="为什么终止",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写为什么不再做了，作者会看到。"},
    )


class LineForm(forms.Form):
    """One formula line; all of it empty is no line."""

    saved = forms.ChoiceField(
        label="节约什么",
        choices=[("", "没有这一项"), *BenefitLine.Saved.choices],
        required=False,
        error_messages={"invalid_choice": "请在列出的几种里选。"},
    )
    unit = CleanLineField(
        label="单位", max_length=20, required=False, help_text="如 小时、千克、度"
    )
    before = forms.DecimalField(
        label="改前每件用多少", min_value=0, max_digits=14, decimal_places=4, required=False,
        error_messages=NUMBER,
    )  # fmt: skip
    after = forms.DecimalField(
        label="改后每件用多少", min_value=0, max_digits=14, decimal_places=4, required=False,
        error_messages=NUMBER,
    )  # fmt: skip
    quantity = forms.DecimalField(
        label="一年多少件", min_value=0, max_digits=14, decimal_places=2, required=False,
        error_messages=NUMBER,
    )  # fmt: skip
    price = forms.DecimalField(
        label="单价（元）", min_value=0, max_digits=14, decimal_places=4, required=False,
        error_messages=NUMBER,
    )  # fmt: skip
    cost = FenField(
        label="投入费用（元）", required=False, help_text="为这项改进花的钱，没有就不填"
    )

    def clean(self):
        told = self.cleaned_data
        if not told.get("saved"):
            if any(told.get(name) not in (None, "", 0) for name in self.fields if name != "saved"):
                self.add_error("saved", "请选这一项节约的是什么。")
            return told
        for name in ("before", "after", "quantity", "price"):
            if told.get(name) is None and name not in self.errors:
                self.add_error(name, "请填数字。")
        if told.get("unit") == "":
            self.add_error("unit", "请写单位。")
        return told


class BenefitForm(forms.Form):
    """效益: a window, lines, what it rests on. `told()` is what the verbs of Benefit take."""

    since = DayField(label="开始见效", help_text="从这天起算 12 个月。")
    basis = CleanTextField(
        label="依据",
        max_length=500,
        required=False,
        help_text="定额、台账、凭证号，让别人能核对。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = CleanTextField(
        label="为什么更正",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写为什么更正，会和您的名字一起留下。"},
    )

    def __init__(self, data=None, *, needs_basis=False, corrects=None, **how):
        super().__init__(data, **how)
        known = corrects.lines.all() if corrects else []
        given = [initial_of(line) for line in known] + [None] * LINES
        self.lines = [LineForm(data, prefix=f"line{n}", initial=given[n]) for n in range(LINES)]
        self.fields["basis"].required = needs_basis
        if corrects is None:
            del self.fields["why"]

    def is_valid(self):
        own = super().is_valid()
        if not self.is_bound:
            return False
        wrong = [line for line in self.lines if not line.is_valid()]
        if wrong:
            self.add_error(None, "有一项没有填好，请看下面标红的地方。")
        elif own and not self.filled():
            self.add_error(None, "请至少写一项，例如节约的工时。")
        return own and not self.errors

    def filled(self):
        return [line.cleaned_data for line in self.lines if line.cleaned_data.get("saved")]

    def told(self):
        return {**self.cleaned_data, "lines": self.filled()}


def initial_of(line):
    names = ("saved", "unit", "before", "after", "quantity", "price")
    told = {name: getattr(line, name) for name in names}
    return told | {"cost": f"{line.cost / 100:.2f}"}


class SharesForm(forms.Form):
    """份额: one number for each author, 100 in all."""

    def __init__(self, data=None, *, shares, **how):
        super().__init__(data, **how)
        even = 100 // len(shares.rows)
        for place, row in enumerate(shares.rows):
            first = 100 - even * (len(shares.rows) - 1)
            self.fields[str(row.pk)] = forms.IntegerField(
                label=str(row.person),
                min_value=1,
                max_value=100,
                initial=row.share or (even if place else first),
                error_messages={
                    "required": "请填份额。",
                    "invalid": "只填整数，例如 40。",
                    "min_value": "每人至少 1。",
                    "max_value": "最多 100。",
                },
            )

    def clean(self):
        told = {int(name): share for name, share in self.cleaned_data.items()}
        if not self.errors and sum(told.values()) != 100:
            raise forms.ValidationError(f"合计要正好 100，现在是 {sum(told.values())}。")
        return {"shares": told}


class GradingForm(forms.Form):
    is_borrowed = forms.BooleanField(label="引进或从别处学来的（按规定降一等）", required=False)
    amount = FenField(
        label="奖金（元）",
        help_text="由采纳单位发给作者，按份额分；不算工资总额。",
        error_messages={"required": "请填奖金，可以填 0。"},
    )
