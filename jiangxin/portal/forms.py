from django import forms

from jiangxin.questionnaires.models import CleanLineField


class SearchForm(forms.Form):
    """A few words; what cannot be read asks for nothing."""

    q = CleanLineField(required=False, max_length=60)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        return form.cleaned_data["q"].strip() if form.is_valid() else ""
