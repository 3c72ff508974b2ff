"""Workbooks going out: the one writer of .xlsx and .csv, safe whatever the cells say."""

import csv
import datetime
import io
import re
import tempfile
from decimal import Decimal

import xlsxwriter
from django.utils import timezone

from jiangxin.lib.refusal import Refusal

MOST_ROWS = 1_048_575  # of one sheet, below its header
MOST_CHARS = 32_767
CUT = "…（已截断）"
EXACT = 10**15  # a longer number would lose its last digits in Excel
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
OPTIONS = {
    "constant_memory": True,  # rows are written as they come: memory does not grow with them
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def sheet(title: str, columns: dict, rows):
    """An .xlsx as an open temporary file: `columns` is heading → function of a row.

    Text stays text whatever it begins with; numbers, dates and times stay what they are.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to FileResponse, which closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        page = book.add_worksheet(NOT_IN_A_NAME.sub(" ", title)[:31].strip() or "Sheet1")
        forms = Forms(book)
        page.freeze_panes(1, 0)
        for column, heading in enumerate(columns):
            page.set_column(column, column, max(10, min(40, 2 * len(heading) + 4)))
            page.write_string(0, column, heading, forms.heading)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise Refusal("超过 1,048,575 行，一张工作表放不下。请缩小范围后再导出。")
            for column, value in enumerate(columns.values()):
                forms.write(page, number, column, value(row))
    file.seek(0)
    return file


def comma_separated(columns: dict, rows):
    """The same as a .csv (UTF-8 with a mark, so that Excel sees the Chinese)."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed to FileResponse, which closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([disarmed(heading) for heading in columns])
    for row in rows:
        writer.writerow([disarmed(value(row)) for value in columns.values()])
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
        if isinstance(value, datetime.datetime):
            page.write_datetime(row, column, local(value), self.at)
        elif isinstance(value, datetime.date):
            page.write_datetime(row, column, value, self.on)
        elif is_number(value):
            page.write_number(row, column, value)
        else:
            text = plain(value)
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
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value).encode("utf-8", "replace").decode().replace("\0", "")
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - len(CUT)] + CUT


def disarmed(value):
    """A .csv knows no types: what begins like a formula gets an apostrophe in front."""
    if is_number(value):
        return value
    if isinstance(value, datetime.datetime):
        return local(value).isoformat(" ", "seconds")
    text = plain(value)
    return "'" + text if text.startswith(FORMULA_MARKS) else text
