"""封账 and 自报: what is signed for."""

from datetime import date

from django import forms

from jiangxin.kpi.forms import BACK, MonthField
from jiangxin.kpi.models import Closing
from jiangxin.kpi.period import Period, later_by
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation
from jiangxin.questionnaires.fields import CleanLineField, PaperField

NUMBER_WORDS = {
    "required": "请填一个数。",
    "invalid": "请填整数，例如 36。",
    "min_value": "要填大于 0 的数。",
    "max_value": "这个数太大了，请核对。",
}


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
    kind = forms.ChoiceField(
        label="哪一类", choices=Participation.Kind, error_messages={"required": "请选是哪一类。"}
    )
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
