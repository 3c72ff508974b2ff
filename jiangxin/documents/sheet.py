"""Workbooks going out: the one writer of .xlsx and .csv, safe whatever the cells say.

Both take `columns` (heading → function of a row) and any iterable of rows, of which they keep
one at a time, and `notes` (pairs of a heading and a text); they give an open temporary file at
its beginning.
"""

import csv
import datetime
import io
import re
import tempfile
from decimal import Decimal
from itertools import chain, islice

import xlsxwriter
from django.utils import timezone

MOST_ROWS = 1_048_575  # of one sheet, below its header
MOST_CHARS = 32_767
CUT = "…（已截断）"
EXACT = 10**15  # a longer number would lose its last digits in Excel
# Also the full-width forms, which Excel takes for formulas in a Chinese Windows (OWASP).
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
SAID = {None: "", True: "是", False: "否"}
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
NOTES = "说明"
OPTIONS = {
    "constant_memory": True,  # rows are written as they come: memory does not grow with them
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def sheet(title: str, columns: dict, rows, notes=()):
    """An .xlsx; what does not fit on a sheet goes on to the next, and notes stand on the last.

    Text stays text whatever it begins with; numbers, dates and times stay what they are.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to FileResponse, which closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        forms, rows = Forms(book), iter(rows)
        fill(new_page(book, title, columns, forms), columns, islice(rows, MOST_ROWS), forms)
        for first in rows:
            page = new_page(book, title, columns, forms)
            fill(page, columns, chain([first], islice(rows, MOST_ROWS - 1)), forms)
        if notes:
            write_notes(book.add_worksheet(NOTES), notes, forms)
    file.seek(0)
    return file


def new_page(book, title, columns, forms):
    """The next sheet with its header; from the second on with a number in its name."""
    number = len(book.worksheets()) + 1
    name = NOT_IN_A_NAME.sub(" ", title)[:27].strip() or "Sheet"
    return headed(book, name if number == 1 else f"{name} {number}", columns, forms)


def headed(book, name, columns, forms):
    """A sheet of this name, with its header."""
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, heading in enumerate(columns):
        page.set_column(column, column, max(10, min(40, 2 * len(heading) + 4)))
        page.write_string(0, column, heading, forms.heading)
    return page


def fill(page, columns, rows, forms):
    values = list(enumerate(columns.values()))
    for number, row in enumerate(rows, start=1):
        for column, value in values:
            forms.write(page, number, column, value(row))


def write_notes(page, notes, forms):
    page.set_column(0, 0, 20)
    page.set_column(1, 1, 100)
    for number, note in enumerate(notes):
        for column, text in enumerate(note):
            forms.write_text(page, number, column, text)


def comma_separated(_title: str, columns: dict, rows, notes=()):
    """The same as a .csv (UTF-8 with a mark, so that Excel sees the Chinese).

    All text is in quotes: where a semicolon separates, none begins a new cell. Notes follow the
    rows after an empty line.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to FileResponse, which closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([disarmed(heading) for heading in columns])
    values = list(columns.values())
    for row in rows:
        writer.writerow([disarmed(value(row)) for value in values])
    for note in [(), *notes] if notes else ():
        writer.writerow([disarmed(text) for text in note])
    text.flush()
    text.detach()
    file.seek(0)
    return file


class Forms:
    """The cell formats of one workbook, and which kind of value takes which."""

    def __init__(self, book):
        self.heading = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        self.on = book.add_format({"num_format": "yyyy-mm-dd"})
        self.at = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.quoted = book.add_format({"quote_prefix": True})

    def write(self, page, row, column, value) -> None:
        if isinstance(value, str):  # most are
            self.write_text(page, row, column, value)
        elif isinstance(value, datetime.datetime):
            page.write_datetime(row, column, local(value), self.at)
        elif isinstance(value, datetime.date):
            page.write_datetime(row, column, value, self.on)
        elif is_number(value):
            page.write_number(row, column, value)
        else:
            self.write_text(page, row, column, value)

    def write_text(self, page, row, column, value) -> None:
        if text := plain(value):
            # Without the quote Excel makes a formula of it as soon as somebody edits the cell.
            armed = text.startswith(FORMULA_MARKS)
            page.write_string(row, column, text, self.quoted if armed else None)


def is_number(value) -> bool:
    number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return number and abs(value) < EXACT  # nor is "not a number" one


def local(moment: datetime.datetime) -> datetime.datetime:
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def plain(value) -> str:
    """Any value as the text of a cell."""
    if not isinstance(value, str):
        value = SAID[value] if value is None or isinstance(value, bool) else str(value)
    if UNWRITABLE.search(value):
        value = value.encode("utf-8", "replace").decode().replace("\0", "")
    return value if len(value) <= MOST_CHARS else value[: MOST_CHARS - len(CUT)] + CUT


def disarmed(value):
    """A .csv knows no types: what begins like a formula gets an apostrophe in front."""
    if not isinstance(value, str):
        if is_number(value):
            return value
        if isinstance(value, datetime.datetime):
            return local(value).isoformat(" ", "seconds")
    text = plain(value)
    return "'" + text if text.startswith(FORMULA_MARKS) else text
