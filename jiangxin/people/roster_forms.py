from django import forms

from jiangxin.documents import limits
from jiangxin.documents.headers import letter
from jiangxin.documents.workbook import TOO_LARGE_FILE
from jiangxin.people.roster_columns import COLUMNS, is_enough

KINDS = ".xlsx,.xls,.csv,.txt"
NOWHERE = "-"


class RosterForm(forms.Form):
    """The file as HR keeps it."""

    file = forms.FileField(
        label="职工名册",
        help_text="Excel（.xlsx、.xls）或 .csv，不超过 50 MB。列的先后随意，上面有标题也行。",
        widget=forms.FileInput(attrs={"accept": KINDS}),
        error_messages={"required": "请先选一个文件。", "empty": "文件是空的，里面没有内容。"},
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > limits.FILE_BYTES:
            raise forms.ValidationError(TOO_LARGE_FILE)
        return self.cleaned_data["file"]


class ColumnsForm(forms.Form):
    """Which column is what: one question for each thing that we can use. Gives `mapping`."""

    def __init__(self, *args, roster, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(NOWHERE, "表里没有")] + [
            (index, f"{letter(index)} 列 {title or '（没有列名）'}")
            for index, title in enumerate(roster.titles)
        ]
        for name, column in COLUMNS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=column.label,
                help_text=column.hint,
                choices=choices,
                coerce=lambda word: None if word == NOWHERE else int(word),
                empty_value=None,
                initial=roster.columns.get(name, NOWHERE),
                widget=forms.Select,
                error_messages={"invalid_choice": "表里没有这一列。", "required": "请选一项。"},
            )

    def clean(self):
        told = {name: index for name, index in super().clean().items() if index is not None}
        if not self.errors and not is_enough(told):
            self.add_error("name", "要指明姓名，以及身份证号或手机号在哪一列。")
        for name, index in told.items():
            first = next(other for other in told if told[other] == index)
            if first != name:
                sentence = f"这一列已经用作{COLUMNS[first].label}，请另选一列。"
                self.add_error(name, sentence)
        return {"mapping": told}
