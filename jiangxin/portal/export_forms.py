from django import forms
from django.http import QueryDict

from jiangxin.portal.lists import LISTS, OFFERED
from jiangxin.portal.models import Export


class ExportForm(forms.Form):
    """Which list, as what, asked for how: `cleaned_data` has the arguments of Export.ask."""

    list = forms.ChoiceField(
        label="导出哪一种",
        choices=[(name, listing.word) for name, listing in LISTS.items()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选要导出哪一种。"),
    )
    format = forms.ChoiceField(
        label="格式",
        choices=Export.Format,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选 Excel 或 CSV。"),
    )
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    place = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["list"].widget.choices = [(name, LISTS[name].word) for name in OFFERED]

    def clean(self):
        told = self.cleaned_data
        query, place = QueryDict(told.pop("query", "")), told.pop("place", None)
        if "list" in told:
            told["parameters"] = LISTS[told["list"]].asked(query, place)
        return told
