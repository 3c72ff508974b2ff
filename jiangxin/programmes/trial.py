"""试走一遍: which union would keep each stage today, for an entry from one enterprise."""

from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Route


def walked(road, enterprise):
    """{enterprise, union, park, steps, days}: level by level, those that are skipped too."""
    day = clock.today()
    park, union = enterprise.park(day), enterprise.union(day)
    known = {"enterprise": enterprise, "union": union, "park": park}
    if union is None:
        return known
    park_union = park.union(day) if park else None
    steps = list(steps_of(road, Route(union, park_union)))
    days = sum(step["days"] for step in steps)
    return {**known, "park_union": park_union, "steps": steps, "days": days}


def steps_of(road, route):
    asked = set()
    for stage in road.gates:
        seats = set()
        for keeper in stage.kept_by:
            union = route.union_for(keeper, stage)
            seat = keeper.seat_at(union) if union else None
            how = way(keeper, union, route, is_again=seat in asked)
            seats |= {seat} - {None} - asked
            days = stage.working_days if how["kind"] == "now" and keeper.position == 1 else 0
            yield {"stage": stage, "keeper": keeper, "union": union, "days": days, **how}
        asked = seats or asked


def way(keeper, union, route, *, is_again):
    """kind and said: is it asked, and why it is this union."""
    if union is None:
        return {"kind": "skipped", "said": f"没有在任的{keeper}，跳过"}
    if is_again:
        return {"kind": "again", "said": "和上一关是同一处，不重复办"}
    who = "、".join(
        Office.objects.today()
        .filter(organisation=union, role=keeper.role)
        .values_list("user__name", flat=True)
    )
    is_parks = keeper.of_park and union == route.park_union
    if union.tier != keeper.tier and not is_parks:
        return {"kind": "now", "said": f"没有在任的{keeper}，由上级代办。现任：{who}"}
    return {"kind": "now", "said": f"现任：{who}"}
