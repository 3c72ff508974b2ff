import re

from django import forms

from jiangxin.lib.refusal import Refusal
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.models.joinable import in_order, must_be_joinable
from jiangxin.proposals.permits import may_join
from jiangxin.questionnaires.fields import CleanLineField

NUMBER = re.compile(r"(?:\d{4}-)?(\d{1,15})", re.ASCII)


class OtherForm(forms.Form):
    """合并: which other proposal, by its number; one that this user may see and may merge."""

    other = CleanLineField(
        label="和哪一条合并",
        max_length=40,
        help_text="填另一条的编号，在它的“办理过程”旁边，例如 2026-000123。",
        error_messages={"required": "请填另一条建议的编号。"},
    )

    def __init__(self, data=None, *, proposal, user, **how):
        super().__init__(data, **how)
        self.proposal, self.user = proposal, user

    def clean_other(self):
        found = NUMBER.fullmatch(self.cleaned_data["other"])
        known = Proposal.objects.visible_to(self.user).for_page()
        other = (
            known.filter(pk=found[1], journey__submitted_at__isnull=False).first()
            if found
            else None
        )
        if other is None:
            raise forms.ValidationError("您能看到的建议里没有这个编号，请核对。")
        if not may_join(self.user, self.proposal, other):
            raise forms.ValidationError("两条都在您的待办里，或您是其中一条的作者，才能合并。")
        try:
            must_be_joinable(*in_order(self.proposal, other))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return other
