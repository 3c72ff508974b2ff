"""A table's way from the file to the register: received, columns, preview, confirmed, undone."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.forms import ColumnsForm
from jiangxin.documents.intake import AT_REST, Status
from jiangxin.lib.permits import require
from jiangxin.registers.exports import empty_table, refused_rows
from jiangxin.registers.forms import KindForm, RegisterForm
from jiangxin.registers.kinds import KINDS
from jiangxin.registers.models import Register
from jiangxin.registers.permits import RegisterPermits, kinds_for, unions_of
from jiangxin.registers.views.preview import known, preview_of
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

PAGES = {
    Status.PREVIEWED: "registers/preview.html",
    Status.MERGED: "registers/preview.html",
    Status.REFUSED: "documents/intake_over.html",
    Status.ABANDONED: "documents/intake_over.html",
    Status.UNDONE: "documents/intake_over.html",
}
SAMPLES = 3


def registers(request):
    kinds, unions = offered(request.user)
    told = {"kinds": kinds, "unions": unions, "initial": {"kind": KindForm.asked(request)}}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterForm(*sent, **told)
    if form.is_valid():
        kind, under = form.cleaned_data["kind"], form.cleaned_data["under"]
        require(RegisterPermits(request.user, under, kind).receive())
        file = form.cleaned_data["file"]
        return redirect(Register.receive(kind, file, under=under, by=request.user))
    rows = window(request, Register.objects.visible_to(request.user).for_list(), size=10)
    return page(request, "registers/list.html", {"form": form, "rows": rows, "kinds": kinds})


@require_safe
def template(request, kind):
    """An empty table of this kind, with the columns that it knows."""
    kinds, _ = offered(request.user)
    if kind not in kinds:
        raise Http404
    word = Register.Kind(kind).label
    file = empty_table(KINDS[kind], word)
    return FileResponse(file, as_attachment=True, filename=f"{word}登记表.xlsx")


@require_safe
def register(request, pk):
    """Wherever it stands: being read, to be decided upon, done."""
    register, may = find(request, pk)
    if register.status == Status.COLUMNS and may.map_columns():
        return redirect("registers:register_columns", register.pk)
    context = {**known(register, may), **preview_of(request, register)}
    return page(request, PAGES.get(register.status, "documents/intake_wait.html"), context)


def columns(request, pk):
    register, may = find(request, pk)
    require(may.map_columns())
    form = ColumnsForm(request.POST or None, intake=register)
    if form.is_valid():
        register.map_columns(form.cleaned_data["mapping"], by=request.user)
        return redirect(register)
    if register.status not in AT_REST:
        return redirect(register)
    samples = register.rows.order_by("number")[:SAMPLES]
    context = {**known(register, may), "form": form, "samples": samples}
    return page(request, "documents/intake_columns.html", context)


@require_POST
def preview(request, pk):
    register, may = find(request, pk)
    require(may.preview())
    register.preview(by=request.user)
    return redirect(register)


@require_POST
def confirmation(request, pk):
    register, may = find(request, pk)
    require(may.confirm())
    register.confirm(by=request.user)
    return redirect(register)


@require_POST
def abandonment(request, pk):
    register, may = find(request, pk)
    require(may.abandon())
    register.abandon(by=request.user)
    return redirect("registers:list")


def undo(request, pk):
    """What would be taken back; then in the background."""
    register, may = find(request, pk)
    require(may.undo())
    if request.method == "POST":
        register.undo(by=request.user)
        return redirect(register)
    if register.status != Status.MERGED:
        return redirect(register)
    return page(request, "registers/undo.html", known(register, may))


@require_safe
def refused(request, pk):
    """The rows that could not be taken, as a workbook."""
    register, may = find(request, pk)
    require(may.hand_back())
    file = refused_rows(register, register.hand_back(by=request.user))
    name = f"不能导入的 {register.refused} 行.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def offered(user):
    """The kinds and the unions for which this user may read something in; else there is no page."""
    kinds = [kind for kind in kinds_for(user) if kind in KINDS]
    if not kinds:
        raise Http404
    return kinds, unions_of(user).order_by("depth", "id")


def find(request, pk):
    rows = Register.objects.visible_to(request.user).for_list()
    register = get_object_or_404(rows, pk=pk)
    return register, RegisterPermits(request.user, register.under, register.kind)
