"""The form fields by which questions are asked. Each cleans to the value of its kind."""

import datetime

from django import forms

from jiangxin.documents.paper import read_paper
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.lib.money import parse_fen
from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean, clean_line

EARLIEST = datetime.date(1900, 1, 1)
LATEST = datetime.date(2199, 12, 31)
MOST_ROWS, CELL = 30, 200  # of a table that is filled in: rows, and characters in a cell


class CleanTextField(forms.CharField):
    """Text as a person may paste it: cleaned of what no page should carry, before it is judged.

    Needs max_length. The browser is not told: it would cut a pasted text in silence.
    """

    def to_python(self, value):
        try:
            return clean(super().to_python(value), self.max_length)
        except Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault

    def widget_attrs(self, widget):
        return {name: v for name, v in super().widget_attrs(widget).items() if name != "maxlength"}


class CleanLineField(CleanTextField):
    """The same on one line."""

    def to_python(self, value):
        return clean_line(super().to_python(value), self.max_length)


class AmountField(forms.DecimalField):
    """A number in its unit; between minimum and maximum, which are allowed themselves."""

    def __init__(self, *, unit="", **how):
        low, high = how.get("min_value"), how.get("max_value")
        said = {
            "invalid": "这里填数字，例如 1200 或 12.5。",
            "min_value": f"最小是 {plain(low)}{unit}，请核对。",
            "max_value": f"最大是 {plain(high)}{unit}，请核对。",
            "max_digits": "数字太长，请核对是否多写了几位。",
            "max_whole_digits": "数字太长，请核对是否多写了几位。",
            "max_decimal_places": "最多写两位小数。",
        }
        how["error_messages"] = {**said, **how.get("error_messages", {})}
        how.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_digits=14, decimal_places=2, **how)

    def to_python(self, value):
        text = str(value or "").strip().replace(",", "").replace("，", "")
        return super().to_python(text if len(text) < 40 else "x")  # a million digits take long


class MoneyField(CleanLineField):
    """元, as people write it; the value is whole 分. `least` and `most` are in 元."""

    def __init__(self, *, least=None, most=None, **how):
        super().__init__(
            max_length=100, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **how
        )
        self.least, self.most = least, most

    def clean(self, value):
        if not (text := super().clean(value)):
            return None
        try:
            fen = parse_fen(text)
        except Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault
        if self.least is not None and fen < self.least * 100:
            raise forms.ValidationError(f"最少是 {plain(self.least)} 元，请核对。")
        if self.most is not None and fen > self.most * 100:
            raise forms.ValidationError(f"最多是 {plain(self.most)} 元，请核对。")
        return fen


class DayField(forms.DateField):
    def __init__(self, **how):
        words = {"invalid": "日子看不懂，请写成 2026-11-23 的样子。", **how.pop("error_messages")}
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=day, error_messages=words, **how)

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError("请填 1900 年到 2199 年之间的日子。")


class PersonField(CleanLineField):
    """A colleague by name. `find` (name → Person) is set by the form that knows whose it is."""

    find = None

    def clean(self, value):
        text = super().clean(value)
        return self.find(text) if text and self.find else None


class PaperField(forms.FileField):
    """A PDF or a picture: the Paper that was read, checked by its content."""

    def __init__(self, **how):
        chooser = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})
        super().__init__(widget=chooser, **how)

    def clean(self, data, initial=None):
        if not data:
            if self.required and not initial:
                raise forms.ValidationError(self.error_messages["required"])
            return None
        try:
            return read_paper(data)
        except UnreadableFile as fault:
            raise forms.ValidationError(str(fault)) from fault


class TableWidget(forms.Widget):
    """Rows of cells, some empty ones at the end; the answer is a list of rows."""

    template_name = "questionnaires/table.html"

    def __init__(self, columns, attrs=None):
        super().__init__(attrs)
        self.columns = columns

    def id_for_label(self, id_):
        return f"{id_}-1-1" if id_ else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = [list(row) for row in value or [] if any(row)][:MOST_ROWS]
        empty = min(MOST_ROWS, max(3, len(rows) + 1)) - len(rows)
        rows += [[""] * len(self.columns) for _ in range(empty)]
        context["columns"], context["most"] = self.columns, MOST_ROWS
        context["rows"] = [
            [(f"{name}-{r}-{c}", c, cell) for c, cell in enumerate(self._full(row), start=1)]
            for r, row in enumerate(rows, start=1)
        ]
        return context

    def value_from_datadict(self, data, files, name):
        wide = range(1, len(self.columns) + 1)
        return [[data.get(f"{name}-{r}-{c}", "") for c in wide] for r in range(1, MOST_ROWS + 1)]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-1-1" not in data

    def _full(self, row):
        return [*row, *[""] * len(self.columns)][: len(self.columns)]


class TableField(forms.Field):
    """A list of rows of cells; rows without a word are left out."""

    def __init__(self, columns, **how):
        super().__init__(widget=TableWidget(columns), **how)

    def to_python(self, value):
        rows = []
        for number, row in enumerate(value or [], start=1):
            try:
                cells = [clean_line(cell, CELL) for cell in row]
            except Unreadable as fault:
                raise forms.ValidationError(f"第 {number} 行：{fault}") from fault
            if any(cells):
                rows.append(cells)
        return rows


def plain(number):
    """1200.00 → 1,200; 12.50 → 12.5."""
    if number is None:
        return ""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
