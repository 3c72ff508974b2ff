from django import forms

from jiangxin.documents.forms import WorkbookForm
from jiangxin.lib import clock
from jiangxin.registers.models import Register
from jiangxin.registers.questions import ALIKE

MOST_ROWS = 100  # decided upon one by one on one page


class RegisterForm(WorkbookForm):
    """Which kind of table, on behalf of which of one's unions, and the file."""

    kind = forms.ChoiceField(
        label="登记什么",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选登记什么。"),
    )
    under = forms.TypedChoiceField(
        label="替哪家工会登记",
        help_text="只能登记这家工会和它下面的；它决定不了的行会列出来，不导入。",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选一家您任职的工会。"),
    )
    field_order = ("kind", "under", "file")

    def __init__(self, *args, kinds, unions, **kwargs):
        super().__init__(*args, **kwargs)
        self.unions = {union.pk: union for union in unions}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["under"].choices = [(key, str(union)) for key, union in self.unions.items()]
        if len(self.unions) == 1:
            self.fields["under"].initial = next(iter(self.unions))

    def clean_under(self):
        return self.unions[self.cleaned_data["under"]]


class KindForm(forms.Form):
    """Which kind the page is asked for; what cannot be read asks for nothing."""

    kind = forms.ChoiceField(choices=Register.Kind.choices, required=False)

    @classmethod
    def asked(cls, request):
        form = cls(request.GET)
        form.is_valid()
        return form.cleaned_data.get("kind", "")


class ChoicesForm(forms.Form):
    """What is meant: for all rows of a group alike (key ""), or for single rows by number.

    `questions`: {key: question}. `answers` gives (row number or None, told) of those answered.
    """

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for key, question in questions.items():
            self._ask(key, question)

    def _ask(self, key, question):
        alike = ALIKE.get(question["name"], ("", {}))[1] if key == "" else {}
        self.fields[f"take_{key}"] = forms.ChoiceField(
            label=question["ask"],
            required=False,
            choices=[
                (v, alike.get(v) or words(label, why)) for v, label, why in question["options"]
            ],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "这一项已不能选，请刷新后再看。"},
        )
        if question.get("day"):
            self.fields[f"on_{key}"] = forms.DateField(
                label="更名从哪天起",
                required=False,
                help_text="不填就是今天。",
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": "日子看不懂，请写成 2026-11-23 的样子。"},
            )
        if question.get("keep"):
            self.fields[f"keep_{key}"] = forms.BooleanField(
                label="以后都这样认：把这几个字记作这个园区的别名", required=False
            )

    def clean(self):
        for key in self.questions:
            day = self.cleaned_data.get(f"on_{key}")
            if day and day > clock.today():
                self.add_error(f"on_{key}", "这一天还没有到，请填今天或以前的日子。")
        if not self.errors and not self.answers:
            self.add_error(f"take_{next(iter(self.questions))}", "请先选一项。")
        return self.cleaned_data

    @property
    def answers(self):
        told = self.cleaned_data
        return [
            (key or None, answer(told, key))
            for key in self.questions
            if told.get(f"take_{key}")
        ]  # fmt: skip

    def asked(self):
        """(key, the bound fields of its question), for the page."""
        names = ("take", "on", "keep")
        for key in self.questions:
            yield key, [self[f"{n}_{key}"] for n in names if f"{n}_{key}" in self.fields]


def answer(told, key):
    found = {"take": told[f"take_{key}"]}
    if day := told.get(f"on_{key}"):
        found["on"] = day.isoformat()
    return found | ({"keep": True} if told.get(f"keep_{key}") else {})


def words(label, why):
    return f"{label}（{why}）" if why else label
