"""A roster's way from the file to the register: received, columns, preview, confirmed."""

from functools import partial

from django.db.models import Count
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.documents.forms import ColumnsForm, WorkbookForm
from jiangxin.documents.intake import AT_REST, Status
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Enterprise
from jiangxin.organisations.views.changes import offered
from jiangxin.people.exports import refused_rows
from jiangxin.people.leaving_forms import LeavingForm
from jiangxin.people.models import Roster, Workforce
from jiangxin.people.models.roster_row import RosterRow
from jiangxin.people.permits import RosterPermits, WorkforcePermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

Kind = RosterRow.Kind
PAGES = {
    Status.PREVIEWED: "people/roster_preview.html",
    Status.MERGED: "people/roster_preview.html",
    Status.REFUSED: "documents/intake_over.html",
    Status.ABANDONED: "documents/intake_over.html",
    Status.UNDONE: "documents/intake_over.html",
}
PARTS = {
    "added": ("新增", [Kind.NEW, Kind.JOINED, Kind.MOVED]),
    "changed": ("有变化", [Kind.CHANGED]),
    "unchanged": ("没有变化", [Kind.UNCHANGED]),
    "undecided": ("要您定", [Kind.OPEN]),
    "refused": ("不能导入", [Kind.REFUSED]),
    "absent": ("在册但不在本表", []),
}
STAGES = ["上传", "对列", "预览", "完成"]
STAGE = {Status.COLUMNS: 2, Status.PREVIEWED: 3, Status.MERGING: 4, Status.MERGED: 5}
FEW = 5  # rows of a part on the first page
SAMPLES = 3


def rosters(request, pk):
    enterprise = get_object_or_404(Enterprise.objects.led_by(request.user), pk=pk)
    may = RosterPermits(request.user, enterprise)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_bound:
        require(may.receive())
    if form.is_valid():
        return redirect(Roster.receive(enterprise, form.cleaned_data["file"], by=request.user))
    rows = window(request, Roster.objects.filter(enterprise=enterprise).for_list(), size=10)
    context = {"enterprise": enterprise, "may": may, "form": form, "rows": rows}
    return page(request, "people/rosters.html", context)


@require_safe
def roster(request, pk):
    """Wherever it stands: being read, to be decided upon, done."""
    roster, may = find(request, pk)
    if roster.status == Status.COLUMNS and may.map_columns():
        return redirect("people:roster_columns", roster.pk)
    context = {**known(roster, may), **preview_of(request, roster)}
    return page(request, PAGES.get(roster.status, "documents/intake_wait.html"), context)


def columns(request, pk):
    roster, may = find(request, pk)
    require(may.map_columns())
    form = ColumnsForm(request.POST or None, intake=roster)
    if form.is_valid():
        roster.map_columns(form.cleaned_data["mapping"], by=request.user)
        return redirect(roster)
    if roster.status not in AT_REST:
        return redirect(roster)
    samples = roster.rows.order_by("number")[:SAMPLES]
    context = {**known(roster, may), "form": form, "samples": samples}
    return page(request, "documents/intake_columns.html", context)


@require_POST
def preview(request, pk):
    roster, may = find(request, pk)
    require(may.preview())
    roster.preview(by=request.user)
    return redirect(roster)


@require_POST
def confirmation(request, pk):
    roster, may = find(request, pk)
    require(may.confirm())
    roster.confirm(by=request.user, seen=request.POST.get("seen"))
    return redirect(roster)


@require_POST
def abandonment(request, pk):
    roster, may = find(request, pk)
    require(may.abandon())
    roster.abandon(by=request.user)
    return redirect("people:rosters", roster.enterprise_id)


def undo(request, pk):
    """What would be taken back, and the word for it."""
    roster, may = find(request, pk)
    require(may.undo())
    if request.method == "POST":
        roster.undo(by=request.user)
        return redirect(roster)
    if roster.status != Status.MERGED:
        return redirect(roster)
    counts = dict(roster.rows.order_by().values_list("kind").annotate(n=Count("pk")))
    return page(request, "people/roster_undo.html", {**known(roster, may), "counts": counts})


def absent(request, pk):
    """离职 of those who are not on the roster: all of them, or some; shown before it is done."""
    roster, _ = find(request, pk)
    require(WorkforcePermits(request.user, roster.enterprise).let_go())
    if roster.status != Status.MERGED:
        return redirect(roster)
    rows = window(request, roster.absentees(), "id", size=50)
    form = partial(LeavingForm, roster=roster, rows=rows)
    return offered(
        request,
        roster.enterprise,
        {"let_go": ("离职", form)},
        leaving,
        template="people/roster_absent.html",
        act="let_go",
    )


def leaving(enterprise, _, **told):
    return lambda: Workforce(Enterprise.objects.get(pk=enterprise.pk)).let_go(**told)


@require_safe
def refused(request, pk):
    """The rows that could not be taken, as a workbook."""
    roster, may = find(request, pk)
    require(may.hand_back())
    file = refused_rows(roster, roster.hand_back(by=request.user))
    return FileResponse(file, as_attachment=True, filename=f"不能导入的 {roster.refused} 行.xlsx")


def find(request, pk):
    rosters = Roster.objects.visible_to(request.user).for_list()
    roster = get_object_or_404(rosters, pk=pk)
    return roster, RosterPermits(request.user, roster.enterprise)


def known(roster, may):
    """What every page of a roster shows at its head."""
    place = {"stages": STAGES, "stage": STAGE.get(roster.status, 1)}
    place["workforce"] = WorkforcePermits(may.user, roster.enterprise)
    return {"roster": roster, "intake": roster, "may": may, **place}


def preview_of(request, roster):
    """The tally, and the rows of the part that is asked for; else a few of what matters most."""
    if roster.status not in (Status.PREVIEWED, Status.MERGED):
        return {}
    part, chosen = request.GET.get("part"), roster.rows.to_choose().count()
    tally = [
        {"url": f"?part={name}", "number": getattr(roster, name), "word": word}
        | {"current": name == part}
        for name, (word, _) in PARTS.items()
        if name != "undecided" or roster.undecided or name == part
    ]
    if part not in PARTS:
        return {
            "tally": tally,
            "chosen": chosen,
            "parts": [few(roster, name) for name in most_telling(roster)],
        }
    rows = window(request, rows_of(roster, part), "id" if part == "absent" else "number")
    return {"tally": tally, "chosen": chosen, "parts": [told(roster, part, rows)], "rows": rows}


def most_telling(roster):
    """Rows that wait, refused and changed rows; where there are none, those that are new."""
    telling = [name for name in ("undecided", "refused", "changed") if getattr(roster, name)]
    return (
        telling or [name for name in ("added", "unchanged", "absent") if getattr(roster, name)][:1]
    )


def few(roster, part):
    order = "id" if part == "absent" else "number"
    return told(roster, part, rows_of(roster, part).order_by(order)[:FEW])


def told(roster, part, rows):
    number, rows = getattr(roster, part), list(rows)
    return {"name": part, "word": PARTS[part][0], "number": number, "rows": rows} | {
        "rest": number - len(rows)
    }


def rows_of(roster, part):
    if part == "absent":
        return roster.absentees()
    rows = roster.rows.of(*PARTS[part][1])
    return rows.with_register() if part == "changed" else rows
