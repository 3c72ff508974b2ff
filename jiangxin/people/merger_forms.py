from django import forms

from jiangxin.people.models.fusion import differing

FIRST, SECOND = "first", "second"


class MergerForm(forms.Form):
    """Which of the two records is kept, and of each differing fact, which one is right."""

    keep = forms.ChoiceField(label="保留哪一份", choices=())
    reason = forms.CharField(
        label="凭什么认定是同一人",
        max_length=200,
        min_length=4,
        help_text="例如：已和本人核对手机号和入职日期。会和您的名字一起记下来。",
        error_messages={"min_length": "请写清楚，至少 4 个字。"},
    )

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["keep"].choices = [(FIRST, "左边的"), (SECOND, "右边的")]
        for field, (label, *told) in differing(pair.first, pair.second).items():
            shown = [said(field, value, pair) for value in told]
            choices = list(zip((FIRST, SECOND), shown, strict=True))
            self.fields[field] = forms.ChoiceField(
                label=f"{label}以哪个为准", choices=choices, widget=forms.RadioSelect
            )

    @property
    def facts(self):
        return [self[name] for name in self.fields if name not in ("keep", "reason")]

    def clean(self):
        """What Merger.make asks for; chosen is what the absorbed one has right."""
        told = self.cleaned_data
        keep = told.get("keep")
        one, other = self.pair.pair if keep == FIRST else reversed(self.pair.pair)
        facts = [name for name in self.fields if name not in ("keep", "reason")]
        chosen = [name for name in facts if told.get(name) not in (None, keep)]
        reason = told.get("reason")
        return {"kept": one, "absorbed": other, "reason": reason, "chosen": chosen}


def said(field, value, pair):
    """A fact as the page may show it: a phone masked."""
    if field == "phone":
        person = pair.first if value == pair.first.phone else pair.second
        return person.masked_phone
    return str(value)
