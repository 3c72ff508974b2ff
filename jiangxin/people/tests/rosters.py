"""Rosters for tests: a workbook from rows, sent in and read as a worker would."""

import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from jiangxin.documents.tests.hostile import xlsx
from jiangxin.people.models import Roster
from tests.cast import id_number, phone

HEADER = ["姓名", "身份证号", "手机号", "部门", "岗位"]


def worker(name, n, department="一车间", post="钳工", **cells):
    """A good row of the five columns; `cells` replace what a test wants otherwise."""
    row = {"id": str(id_number(n)), "phone": phone(n)} | cells
    return [name, row["id"], row["phone"], department, post]


def upload(rows, name="花名册.xlsx", header=HEADER):
    return SimpleUploadedFile(name, xlsx([header, *rows]))


def book(sheets, hidden=()):
    """A workbook of several sheets: {name: rows}."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
    return SimpleUploadedFile("花名册.xlsx", out.getvalue())


def received(enterprise, file, *, by):
    """A roster as it stands after the background has read it."""
    roster = Roster.receive(enterprise, file, by=by)
    return again(roster, "read")


def again(roster, verb):
    """Do a background verb as the worker does: on the row as it is now."""
    getattr(Roster.objects.get(pk=roster.pk), verb)()
    return Roster.objects.get(pk=roster.pk)


def merged(enterprise, rows, *, by, **file):
    roster = received(enterprise, upload(rows, **file), by=by)
    roster.confirm(by=by)
    return again(roster, "merge")


def tally(roster):
    return roster.added, roster.changed, roster.unchanged, roster.refused, roster.absent
