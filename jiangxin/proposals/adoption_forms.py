"""Forms of 推广应用: what another enterprise adopted, and how it is ended."""

from django import forms

from jiangxin.organisations.forms import PlaceField
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.proposals.permits import offices_for
from jiangxin.proposals.result_forms import DayField
from jiangxin.questionnaires.fields import CleanLineField, CleanTextField

NOT_YOURS = "您不在这家企业任职，也不在覆盖它的工会任职。请由它的经办人登记。"


class AdoptionForm(forms.Form):
    """登记推广应用: by somebody who acts for the enterprise that uses it."""

    enterprise = PlaceField(
        Enterprise,
        label="哪家企业用上了",
        help_text="您任职的企业，或您的工会覆盖的企业。",
        error_messages={"required": "请写企业名称。"},
    )
    since = DayField(label="从哪天起用上")
    place = CleanLineField(
        label="用在哪里",
        max_length=200,
        help_text="车间、班组、设备，例如“一车间 3 台铣床”。",
        error_messages={"required": "请写用在哪里。"},
    )
    changed = CleanTextField(
        label="改了什么",
        max_length=2000,
        required=False,
        help_text="照原样用的，可以不写。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, user, **how):
        super().__init__(data, initial={"enterprise": own_enterprise(user)}, **how)
        self.user = user
        self.fields["enterprise"].rows = Enterprise.objects.visible_to(user)

    def clean_enterprise(self):
        enterprise = self.cleaned_data["enterprise"]
        if not offices_for(self.user, enterprise):
            raise forms.ValidationError(NOT_YOURS)
        return enterprise


class ClosingForm(forms.Form):
    """停止公开推广. An author who objects need not say why."""

    why = CleanTextField(
        label="为什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写为什么停止，作者会看到。"},
    )

    def __init__(self, data=None, *, is_author, **how):
        super().__init__(data, **how)
        self.fields["why"].required = not is_author


class EndForm(forms.Form):
    why = CleanTextField(
        label="为什么停止",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写为什么停止，作者会看到。"},
    )


def own_enterprise(user):
    """The name of the one enterprise for which this user acts, where it is only one."""
    for office in Office.objects.held_by(user):
        if office.enterprise:
            return office.enterprise.name
        covered = list(Enterprise.objects.of_union(office.organisation)[:2])
        if len(covered) == 1:
            return covered[0].name
    return ""
