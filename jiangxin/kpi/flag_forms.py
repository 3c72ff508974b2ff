"""Forms of 疑点."""

from django import forms

from jiangxin.kpi.models import Doubt, Finding
from jiangxin.questionnaires.fields import CleanTextField

SHOWN = [("open", "还没认定"), ("unsure", "需核实"), ("true", "属实"), ("false", "不属实"),
         ("faded", "不再出现"), ("all", "全部")]  # fmt: skip


class FlagFilterForm(forms.Form):
    """?doubt=ghost&shown=open. What cannot be read is not asked."""

    doubt = forms.ChoiceField(choices=Doubt, required=False)
    shown = forms.ChoiceField(choices=SHOWN, required=False)

    def asked(self):
        self.is_valid()
        told = self.cleaned_data
        return told.get("doubt", ""), told.get("shown") or "open"


class FindingForm(forms.Form):
    """What a doubt is. `seen`: the finding that the page showed."""

    finding = forms.ChoiceField(
        label="您的认定",
        choices=Finding,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请选一项。"},
    )
    remark = CleanTextField(
        label="理由",
        max_length=300,
        help_text="看了什么、和谁核实过。不写证件号、手机号",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, max_length=6, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    answer = CleanTextField(
        label="本单位的说明",
        max_length=500,
        help_text="实际是怎么回事，凭什么可以查到。不写证件号、手机号",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
