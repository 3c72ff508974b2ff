from django import forms

from jiangxin.organisations.forms import PlaceField
from jiangxin.organisations.models import Organisation
from jiangxin.questionnaires.fields import CleanTextField

REMARK_LIMIT = 500


class DecisionForm(forms.Form):
    """您的意见: a word to the author; a reason for 不通过, a union for 转办.

    `moves` is what the page showed.
    """

    remark = CleanTextField(
        label="给建议人的话",
        max_length=REMARK_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "通过时可不写，其他都必须写"}),
    )
    reason = forms.ChoiceField(
        label="不通过的理由",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    to = PlaceField(Organisation, label="转给哪家工会", required=False)
    moves = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, programme, needs=(), **how):
        """`needs`: which of remark, reason and to this act cannot do without."""
        super().__init__(data, **how)
        self.needs = needs
        names = programme.reasons.order_by("position").values_list("name", flat=True)
        self.fields["reason"].choices = [("", "只在不通过时选"), *((name, name) for name in names)]
        said = {
            "remark": "请写一句话，让对方知道怎么办。",
            "reason": "请选一个不通过的理由。",
            "to": "请写转给哪家工会。",
        }
        for name in needs:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = said[name]
        self.fields["to"].rows = Organisation.objects.all()

    def moves_shown(self):
        """Which version of the road the page showed, None when it does not say."""
        self.full_clean()
        return self.cleaned_data.get("moves")

    def said(self):
        """What the verb takes: the remark, and what it needs besides."""
        return {name: self.cleaned_data[name] for name in {"remark", *self.needs}}


class WordForm(forms.Form):
    """复议 and 重新启用: one sentence, without which it is not done."""

    remark = CleanTextField(
        label="请写一句话",
        max_length=REMARK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写一句话，说明为什么。"},
    )
