from django import forms

from jiangxin.proposals.forms import ANSWER, TITLE_LIMIT

LONGEST = 20_000  # characters of all that is compared


class HintForm(forms.Form):
    """What stands in a form that is being written: its title and whatever was answered so far."""

    title = forms.CharField(required=False, max_length=TITLE_LIMIT)
    exclude = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    @property
    def text(self):
        answers = [
            value
            for name in self.data
            if name.startswith(ANSWER)
            for value in self.data.getlist(name)
        ]
        title = self.cleaned_data.get("title", "")
        return "\n".join([title, *filter(None, answers)]).replace("\0", "")[:LONGEST]
