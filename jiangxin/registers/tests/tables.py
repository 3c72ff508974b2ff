"""Tables for tests: a workbook from rows, sent in, read, decided upon and merged as by a worker."""

from django.core.files.uploadedfile import SimpleUploadedFile

from jiangxin.documents.tests.hostile import xlsx
from jiangxin.registers.models import Register


def upload(rows, header, name="登记表.xlsx"):
    return SimpleUploadedFile(name, xlsx([header, *rows]))


def received(kind, header, rows, *, under, by):
    """A table as it stands after the background has read it."""
    return again(Register.receive(kind, upload(rows, header), under=under, by=by), "read")


def again(register, verb):
    """Do a background verb as the worker does: on the row as it is now."""
    getattr(Register.objects.get(pk=register.pk), verb)()
    return Register.objects.get(pk=register.pk)


def merged(register, *, by):
    register.confirm(by=by)
    return again(register, "merge")


def undone(register, *, by):
    register.undo(by=by)
    return again(register, "take_back")


def tally(register):
    """new, changed, unchanged, unsure, refused"""
    return (register.added, register.changed, register.unchanged, register.unsure, register.refused)


def row(register, number):
    return register.rows.get(number=number)


def reasons(register, number):
    return "；".join(reason["sentence"] for reason in row(register, number).reasons)


def questions(register, number):
    return {question["name"]: question for question in row(register, number).questions}


def decide(register, number, name, take, *, by, alike=True, **how):
    """Answer a question of a row, for all that are alike unless told otherwise."""
    group = questions(register, number)[name]["group"]
    told = {"take": take, **how}
    register.choose([(group, None if alike else number, name, told)], by=by)
    return Register.objects.get(pk=register.pk)
