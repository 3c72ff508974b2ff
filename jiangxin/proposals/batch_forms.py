from django import forms

from jiangxin.lib.addresses import key_in
from jiangxin.programmes.models import Reason
from jiangxin.proposals.batch import MOST
from jiangxin.proposals.decision_forms import REMARK_LIMIT
from jiangxin.questionnaires.fields import CleanTextField

VERBS = [
    ("pass_on", "通过"),
    ("hand_back", "退回修改"),
    ("reject", "不通过"),
    ("reserve", "列为技术储备"),
]
NEEDS = {"hand_back": ["remark"], "reserve": ["remark"], "reject": ["remark", "reason"]}


class KeysField(forms.TypedMultipleChoiceField):
    """Keys of rows. One that is on the page no more is no mistake: the preview says what it is."""

    def valid_value(self, value):
        return key_in(value) is not None


class BatchForm(forms.Form):
    """Which of those that wait, and what they all get. `seen` is the print of the preview."""

    proposals = KeysField(
        label="哪些",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请先选要一起办的。"},
    )
    verb = forms.ChoiceField(
        label="怎么办",
        choices=VERBS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选怎么办。"},
    )
    reason = forms.ChoiceField(label="不通过的理由", required=False)
    remark = CleanTextField(
        label="给建议人的话",
        max_length=REMARK_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每一位都收到同样的话。通过时可以不写。",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, waiting, **how):
        """`waiting`: journeys by the key of their proposal, {key: Journey}."""
        super().__init__(data, **how)
        self.waiting = waiting
        self.fields["proposals"].choices = [(key, str(one)) for key, one in waiting.items()]
        calls = {journey.programme_id for journey in waiting.values()}
        names = Reason.objects.filter(programme__in=calls).order_by("position")
        names = dict.fromkeys(names.values_list("name", flat=True))
        self.fields["reason"].choices = [("", "只在不通过时选"), *((n, n) for n in names)]

    def clean_proposals(self):
        chosen = self.cleaned_data["proposals"]
        if len(chosen) > MOST:
            raise forms.ValidationError(f"一次最多一起办 {MOST} 件。")
        return chosen

    def clean(self):
        said = super().clean()
        words = {"remark": "请写一句话，让对方知道怎么办。", "reason": "请选一个不通过的理由。"}
        for name in NEEDS.get(said.get("verb"), []):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words[name])
        return said

    def said(self):
        """What the verb takes."""
        names = {"remark", *NEEDS.get(self.cleaned_data["verb"], [])}
        return {name: self.cleaned_data[name] for name in names}

    @property
    def boxes(self):
        """(Journey, option) for each that waits."""
        chosen = {str(key) for key in self["proposals"].value() or []}
        for (key, journey), box in zip(self.waiting.items(), self["proposals"], strict=True):
            yield journey, {"id": box.id_for_label, "value": key, "chosen": str(key) in chosen}
