from datetime import timedelta

from django import forms
from django.conf import settings

from jiangxin.lib import clock
from jiangxin.questionnaires.fields import CleanLineField

USUAL_DAYS = 365


class KeyForm(forms.Form):
    """密钥: for what, for the place of which office, until when (the first day without it)."""

    name = CleanLineField(
        label="用途", max_length=60, help_text="给哪个系统、做什么用，例如“区政务数据平台”",
        error_messages={"required": "请写这把密钥给谁、做什么用。"},
    )  # fmt: skip
    office = forms.ChoiceField(
        label="凭哪一项任职",
        widget=forms.RadioSelect,
        help_text="能读这家工会和它下面的数字；这项任职结束，密钥当天失效",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选凭哪一项任职。"),
    )
    until = forms.DateField(
        label="用到哪一天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), "请写用到哪一天，例如 2027-06-30。"),
    )

    def __init__(self, seats, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = {str(office.pk): office for office in seats}
        self.fields["office"].choices = [(key, str(office)) for key, office in self.seats.items()]
        self.fields["office"].initial = next(iter(self.seats))
        self.fields["until"].initial = clock.today() + timedelta(days=USUAL_DAYS)

    def clean_office(self):
        return self.seats[self.cleaned_data["office"]]

    def clean_until(self):
        last, today = self.cleaned_data["until"], clock.today()
        longest = today + timedelta(days=settings.API_KEY_DAYS)
        if not today <= last < longest:
            raise forms.ValidationError(f"请选今天以后、{longest:%Y-%m-%d} 以前的一天。")
        return last + timedelta(days=1)
