"""Forms of 创新项目扶持: what is asked, what is granted, what became of it."""

from django import forms

from jiangxin.lib import clock
from jiangxin.lib.money import yuan
from jiangxin.proposals.models import Support
from jiangxin.proposals.result_forms import DayField, FenField
from jiangxin.questionnaires.fields import CleanLineField, CleanTextField


class SupportForm(forms.Form):
    """申请扶持."""

    kind = forms.ChoiceField(
        label="要什么",
        choices=Support.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选要什么。", "invalid_choice": "请在列出的几种里选。"},
    )
    purpose = CleanTextField(
        label="做什么用",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写做什么用，一两句也可以。"},
    )
    amount = FenField(label="要多少钱（元）", required=False, help_text="只有要经费的填。")
    until = DayField(label="用到哪天")

    def clean_until(self):
        if self.cleaned_data["until"] < clock.today():
            raise forms.ValidationError("这一天已经过了，请填今天或以后的日子。")
        return self.cleaned_data["until"]

    def clean(self):
        told = self.cleaned_data
        is_money = told.get("kind") == Support.Kind.MONEY
        if is_money and told.get("amount") == 0:
            self.add_error("amount", "请填要多少钱。")
        if not is_money and told.get("amount"):
            self.add_error("amount", "只有要经费的填金额，别的请空着。")
        return told | {"amount": told.get("amount") or None}


class GrantForm(forms.Form):
    """批准: of money how much, of anything else who, which unit or where."""

    granted = FenField(label="批准多少（元）", error_messages={"required": "请填批准多少钱。"})
    provided = CleanLineField(
        label="提供什么",
        max_length=200,
        help_text="专家的姓名、单位，或场地在哪里。",
        error_messages={"required": "请写提供什么：谁、哪个单位或哪里。"},
    )
    remark = CleanTextField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, support, **how):
        super().__init__(data, **how)
        self.support = support
        del self.fields["provided" if support.is_money() else "granted"]
        if support.is_money():
            self.initial["granted"] = f"{support.amount / 100:.2f}"

    def clean_granted(self):
        granted = self.cleaned_data["granted"]
        if not 0 < granted <= self.support.amount:
            most = yuan(self.support.amount)
            raise forms.ValidationError(f"批准的钱要大于 0，不多于申请的 {most} 元。")
        return granted


class RefusalForm(forms.Form):
    reason = CleanTextField(
        label="为什么不批准",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写为什么不批准，申请的人会看到。"},
    )


class ReportForm(forms.Form):
    """进展 of a support; of money, all that was spent so far."""

    on = DayField(label="截至哪天")
    text = CleanTextField(
        label="做了什么",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写做了什么，一句也可以。"},
    )
    spent = FenField(
        label="一共用了多少（元）",
        help_text="从批准到这一天的合计，没有用填 0。",
        error_messages={"required": "请填一共用了多少，没有用填 0。"},
    )

    def __init__(self, data=None, *, support, **how):
        super().__init__(data, **how)
        self.support = support
        if not support.is_money():
            del self.fields["spent"]

    def clean_on(self):
        on = self.cleaned_data["on"]
        since = self.support.reported_on()
        if not since <= on <= clock.today():
            raise forms.ValidationError(f"请填 {since:%Y-%m-%d} 到今天的日子。")
        return on

    def clean_spent(self):
        if self.cleaned_data["spent"] > self.support.granted:
            most = yuan(self.support.granted)
            raise forms.ValidationError(f"不能多于批准的 {most} 元。")
        return self.cleaned_data["spent"]


class CloseForm(forms.Form):
    outcome = CleanTextField(
        label="结束时的话",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
