"""Counting anew by night: what the bitmaps say against the acts themselves."""

from jiangxin.kpi import acts
from jiangxin.kpi.cells import Cell, key_of
from jiangxin.kpi.models.tally import SETS, Tally
from jiangxin.kpi.tallying import open_months


def differences(end):
    """A sentence for each cell of an open month that is not as counted from the acts before `end`.

    Whoever asks holds the Watermark, and gives its number.
    """
    counted = acts.Months(end)
    for month in open_months():
        right = counted.cells(month)
        rows = Tally.objects.filter(month=month).iterator(chunk_size=200)
        kept = {key_of(row): Cell.of(row) for row in rows}
        for key in sorted(right.keys() | kept.keys(), key=str):
            one, other = right.get(key, Cell()), kept.get(key, Cell())
            if one != other:
                yield f"{worded(key)}：{compared(one, other)}"


def worded(key):
    place = f"工会 {key.organisation}" if key.organisation else f"园区 {key.park}"
    return f"{place} {key.month:%Y-%m} {key.kind} {'计划内' if key.is_in_plan else '计划外'}"


def compared(right, kept):
    told = [f"{name} 应有 {len(getattr(right, name))}，记了 {len(getattr(kept, name))}"
            for name in SETS if getattr(right, name) != getattr(kept, name)]  # fmt: skip
    if right.acts != kept.acts:
        told.append(f"人次应有 {right.acts}，记了 {kept.acts}")
    return "；".join(told)
