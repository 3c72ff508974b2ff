"""等您决定: what a table leaves open, row by row or for all that are alike."""

from django.shortcuts import redirect

from jiangxin.documents.intake import Status
from jiangxin.lib.permits import require
from jiangxin.registers.forms import MOST_ROWS, ChoicesForm
from jiangxin.registers.questions import groups_of, question_of
from jiangxin.registers.views.preview import known
from jiangxin.registers.views.reading import find
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

MOST_GROUPS = 20


def choices(request, pk):
    register, may = find(request, pk)
    require(may.choose())
    if register.status != Status.PREVIEWED:
        return redirect(register)
    group = (request.POST or request.GET).get("group", "")[:60]
    form = form_of(register, group, request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        answers = [(group, key, form.name, told) for key, told in form.answers]
        register.choose(answers, by=request.user)
        left = register.unsure
        return redirect("registers:register_choices", pk) if left else redirect(register)
    context = {**known(register, may), "group": group}
    if group and (form is None or form.by_row):
        context |= one_by_one(request, register, group, form)
    else:
        context |= {"groups": asked(register, form, group)}
    return page(request, "registers/choices.html", context)


def form_of(register, group, sent):
    """The form that was sent: for the whole group, or for the rows whose numbers it names."""
    numbers = [int(name[5:]) for name in sent if name.startswith("take_") and name[5:].isdecimal()
               and len(name) < 15][:MOST_ROWS]  # fmt: skip
    rows = register.rows.asking(group).order_by("number")
    rows = rows.filter(number__in=numbers) if numbers else rows[:1]
    questions = {(row.number if numbers else ""): question_of(row, group) for row in rows}
    return bound(questions, sent, by_row=bool(numbers)) if questions else None


def bound(questions, sent=None, *, by_row):
    form = ChoicesForm(sent, questions=questions)
    form.by_row, form.name = by_row, next(iter(questions.values()))["name"]
    return form


def one_by_one(request, register, group, form):
    rows = window(request, register.rows.asking(group), "number")
    questions = {row.number: question_of(row, group) for row in rows}
    if form is None and questions:
        form = bound(questions, by_row=True)
        for row in rows:
            told = row.choices.get(form.name, {})
            form.initial |= {f"{name}_{row.number}": value for name, value in told.items()}
    names = {row.number: row for row in rows}
    asked = [(names[key], fields) for key, fields in form.asked() if key in names] if form else []
    return {"rows": rows, "asked": asked, "form": form}


def asked(register, form, group):
    """(group, its form) of the largest groups, those that are open first."""
    found = groups_of(register.rows)[:MOST_GROUPS]
    return [
        (one, form if form and one.key == group else bound({"": one.question}, by_row=False))
        for one in found
    ]
