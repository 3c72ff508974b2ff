"""Forms of 查重."""

from django import forms

from jiangxin.lib import clock
from jiangxin.proposals.models import Verdict
from jiangxin.questionnaires.fields import CleanTextField


class VerdictForm(forms.Form):
    """What a pair is; `seen`: when it was judged as the page shows it."""

    verdict = forms.ChoiceField(
        label="您的认定",
        choices=Verdict,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请选一项。"},
    )
    said = CleanTextField(
        label="说明",
        max_length=300,
        required=False,
        help_text="认定为雷同的，请写一句为什么。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean(self):
        told = self.cleaned_data
        if told.get("verdict") == Verdict.COPIED and not told.get("said"):
            self.add_error("said", "认定为雷同，请写一句为什么。")
        return told

    @staticmethod
    def seen_at(pair):
        """By which the form knows what the page showed."""
        return clock.local(pair.judged_at).isoformat() if pair.judged_at else ""
