"""The preview of a table: its tally, and the rows of each part."""

from jiangxin.documents.intake import Status
from jiangxin.registers.models.row import RegisterRow
from jiangxin.ui.paging import window

Kind = RegisterRow.Kind
PARTS = {
    "added": ("新增", Kind.NEW),
    "changed": ("有变化", Kind.CHANGED),
    "unchanged": ("没有变化", Kind.UNCHANGED),
    "unsure": ("等您决定", Kind.UNSURE),
    "refused": ("不能导入", Kind.REFUSED),
    "left_out": ("您选了不导入", Kind.LEFT),
}
STAGES = ["上传", "对列", "预览", "完成"]
STAGE = {Status.COLUMNS: 2, Status.PREVIEWED: 3, Status.MERGING: 4, Status.MERGED: 5}
FEW = 5  # rows of a part on the first page


def known(register, may):
    """What every page of a register shows at its head."""
    place = {"stages": STAGES, "stage": STAGE.get(register.status, 1)}
    return {"register": register, "intake": register, "may": may, **place}


def preview_of(request, register):
    """The tally, and the rows of the part that is asked for; else a few of what matters most."""
    if register.status not in (Status.PREVIEWED, Status.MERGED):
        return {}
    part = request.GET.get("part")
    tally = [
        {"url": f"?part={name}", "number": getattr(register, name), "word": word}
        | {"current": name == part}
        for name, (word, _) in PARTS.items()
        if name != "left_out" or register.left_out
    ]
    if part not in PARTS:
        return {"tally": tally, "parts": [few(register, name) for name in telling(register)]}
    rows = window(request, register.rows.of(PARTS[part][1]), "number")
    return {"tally": tally, "parts": [told(register, part, rows)], "rows": rows}


def telling(register):
    """What somebody must look at; where there is nothing, what is new."""
    waiting = [name for name in ("unsure", "refused", "changed") if getattr(register, name)]
    return waiting or [name for name in ("added", "unchanged") if getattr(register, name)][:1]


def few(register, part):
    rows = register.rows.of(PARTS[part][1]).order_by("number")[:FEW]
    return told(register, part, rows)


def told(register, part, rows):
    number, rows = getattr(register, part), list(rows)
    return {"name": part, "word": PARTS[part][0], "number": number, "rows": rows} | {
        "rest": number - len(rows)
    }
