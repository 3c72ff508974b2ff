from django import forms

from jiangxin.documents import limits
from jiangxin.documents.headers import letter
from jiangxin.documents.workbook import TOO_LARGE_FILE

KINDS = ".xlsx,.xls,.csv,.txt"
NOWHERE = "-"


class WorkbookForm(forms.Form):
    """A table as somebody keeps it."""

    file = forms.FileField(
        label="表格",
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

    def __init__(self, *args, intake, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = intake.columns_of()
        choices = [(NOWHERE, "表里没有")] + [
            (index, f"{letter(index)} 列 {title or '（没有列名）'}")
            for index, title in enumerate(intake.titles)
        ]
        for name, column in self.known.known.items():
            self.fields[name] = forms.TypedChoiceField(
                label=column.label,
                help_text=column.hint,
                choices=choices,
                coerce=lambda word: None if word == NOWHERE else int(word),
                empty_value=None,
                initial=intake.columns.get(name, NOWHERE),
                widget=forms.Select,
                error_messages={"invalid_choice": "表里没有这一列。", "required": "请选一项。"},
            )

    def clean(self):
        told = {name: index for name, index in super().clean().items() if index is not None}
        if not self.errors and not self.known.is_enough(told):
            self.add_error(self.known.needed[0][0], self.known.lacking)
        for name, index in told.items():
            first = next(other for other in told if told[other] == index)
            if first != name:
                sentence = f"这一列已经用作{self.known.label(first)}，请另选一列。"
                self.add_error(name, sentence)
        return {"mapping": told}
