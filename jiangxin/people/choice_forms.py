import re

from django import forms

from jiangxin.people.models.roster import NOT_OPEN
from jiangxin.people.models.roster_row import OFFERS

NAME = re.compile(r"row_\d+", re.ASCII)
NO_SUCH = "没有这种处理，请在列出的里面选。"
NOTHING = "还没有选。请给至少一行选一种处理。"


class ChoicesForm(forms.Form):
    """One question for each row that contradicts the register. Gives `choices`."""

    def __init__(self, data, *, rows):
        super().__init__(data)
        for row in rows:
            self.fields[f"row_{row.number}"] = forms.ChoiceField(
                label=f"第 {row.number} 行怎么办",
                choices=row.offers,
                initial=row.choice,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": NO_SUCH},
            )

    def clean(self):
        if set(filter(NAME.fullmatch, self.data)) - set(self.fields):
            raise forms.ValidationError(NOT_OPEN)
        told = {int(name.removeprefix("row_")): word for name, word in super().clean().items()}
        chosen = {number: word for number, word in told.items() if word}
        if not chosen and not self.errors:
            raise forms.ValidationError(NOTHING)
        return {"choices": chosen}


class ForAllForm(forms.Form):
    """全部照此: which choice for all rows with which obstacle."""

    every = forms.ChoiceField(
        label="全部照此",
        choices=[
            (f"{obstacle.value}:{choice.value}", choice.label)
            for obstacle, offered in OFFERS.items()
            for choice in offered
        ],
        error_messages=dict.fromkeys(("required", "invalid_choice"), NO_SUCH),
    )

    def clean_every(self):
        return self.cleaned_data["every"].split(":")
