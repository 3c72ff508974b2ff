"""A patent table's way: received, columns, preview, confirmed, undone. For the federation alone."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.forms import ColumnsForm, WorkbookForm
from jiangxin.documents.intake import AT_REST, Status
from jiangxin.lib.permits import require
from jiangxin.proposals.models import PatentRow, PatentTable
from jiangxin.proposals.permits import PatentTablePermits
from jiangxin.registers.exports import refused_rows
from jiangxin.registers.views.preview import STAGE, STAGES
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

Kind = PatentRow.Kind
PARTS = {
    "added": ("新增", Kind.NEW),
    "changed": ("有变化", Kind.CHANGED),
    "unchanged": ("没有变化", Kind.UNCHANGED),
    "refused": ("不能导入", Kind.REFUSED),
}
TELLING = ("refused", "changed", "added", "unchanged")  # which of them is shown unasked
OVER = {Status.REFUSED, Status.ABANDONED, Status.UNDONE}
SAMPLES = 3


def patent_tables(request):
    if not PatentTablePermits(request.user, None).receive():
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WorkbookForm(*sent)
    if form.is_valid():
        return redirect(PatentTable.receive(form.cleaned_data["file"], by=request.user))
    rows = window(request, PatentTable.objects.for_list(), size=10)
    return page(request, "proposals/patent_tables.html", {"form": form, "rows": rows})


@require_safe
def patent_table(request, pk):
    """Wherever it stands: being read, to be confirmed, done."""
    table, may = find(request, pk)
    if table.status == Status.COLUMNS:
        return redirect("proposals:patent_table_columns", pk)
    context = known(table, may)
    if table.status in (Status.PREVIEWED, Status.MERGED):
        context |= preview_of(request, table)
        return page(request, "proposals/patent_preview.html", context)
    name = "over" if table.status in OVER else "wait"
    return page(request, f"documents/intake_{name}.html", context)


def columns(request, pk):
    table, may = find(request, pk)
    require(may.map_columns())
    form = ColumnsForm(request.POST or None, intake=table)
    if form.is_valid():
        table.map_columns(form.cleaned_data["mapping"], by=request.user)
        return redirect(table)
    if table.status not in AT_REST:
        return redirect(table)
    samples = table.rows.order_by("number")[:SAMPLES]
    context = {**known(table, may), "form": form, "samples": samples}
    return page(request, "documents/intake_columns.html", context)


@require_POST
def preview(request, pk):
    table, may = find(request, pk)
    require(may.preview())
    table.preview(by=request.user)
    return redirect(table)


@require_POST
def confirmation(request, pk):
    table, may = find(request, pk)
    require(may.confirm())
    table.confirm(by=request.user, seen=request.POST.get("seen"))
    return redirect(table)


@require_POST
def abandonment(request, pk):
    table, may = find(request, pk)
    require(may.abandon())
    table.abandon(by=request.user)
    return redirect("proposals:patent_tables")


def undo(request, pk):
    """What would be taken back; then in the background."""
    table, may = find(request, pk)
    require(may.undo())
    if request.method == "POST":
        table.undo(by=request.user)
        return redirect(table)
    if table.status != Status.MERGED:
        return redirect(table)
    return page(request, "proposals/patent_undo.html", known(table, may))


@require_safe
def refused(request, pk):
    """The rows that could not be taken, as a workbook."""
    table, may = find(request, pk)
    require(may.hand_back())
    file = refused_rows(table, table.hand_back(by=request.user))
    return FileResponse(file, as_attachment=True, filename=f"不能导入的 {table.refused} 行.xlsx")


def find(request, pk):
    may = PatentTablePermits(request.user, None)
    if not may.receive():
        raise Http404
    return get_object_or_404(PatentTable.objects.for_list(), pk=pk), may


def known(table, may):
    """What every page of a table shows at its head."""
    place = {"stages": STAGES, "stage": STAGE.get(table.status, 1)}
    return {"table": table, "intake": table, "may": may, **place}


def preview_of(request, table):
    """The tally, and the rows of the part that is asked for, or of the one that tells most."""
    there = [name for name in TELLING if getattr(table, name)]
    part = request.GET.get("part")
    part = part if part in PARTS else (there or ["added"])[0]
    word, kind = PARTS[part]
    tally = [
        {"url": f"?part={name}", "number": getattr(table, name), "word": said}
        | {"current": name == part}
        for name, (said, _) in PARTS.items()
    ]
    rows = window(request, table.rows.of(kind), "number")
    number = getattr(table, part)
    return {"tally": tally, "part": part, "word": word, "number": number, "rows": rows}
