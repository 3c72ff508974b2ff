"""办理过程 as a page shows it: where an entry stands, what happened to it, what is still to come.

All asked of a Journey; the words are the union's, nothing is decided here.
"""

from jiangxin.lib import clock
from jiangxin.lib.workdays import working_days_between
from jiangxin.organisations.models import Organisation
from jiangxin.programmes.models import Status

Tier = Organisation.Tier
STATES = {
    Status.DRAFT: ("draft", "草稿"),
    Status.HANDED_BACK: ("returned", "退回修改"),
    Status.ACCEPTED: ("passed", "已通过"),
    Status.REJECTED: ("refused", "不通过"),
    Status.RESERVED: ("reserved", "技术储备"),
    Status.NOTED: ("noted", "一般性意见"),
    Status.WITHDRAWN: ("closed", "已撤回"),
    Status.MERGED: ("merged", "已并入"),
}
LOOKING = {
    Tier.FEDERATION: "市里在看",
    Tier.BUREAU: "区里在看",
    Tier.TOWN: "街镇在看",
    Tier.PARK: "园区在看",
    Tier.ENTERPRISE: "企业在看",
}
INDUSTRIES = ("产业工会", "局工会", "集团工会")  # a bureau that is no district
KINDS = {"退回修改": "back", "不通过": "refused", "撤回": "back", "请上级督办": "back"}
END = {Status.ACCEPTED: "past", Status.REJECTED: "refused"}  # the others end aside


def state_of(journey):
    """(kind, word) of its state: while it is under way, who is looking at it."""
    if not journey.is_under_way():
        return STATES[journey.status]
    return "waiting", looking(journey.keeper)


def looking(union):
    if union.tier == Tier.BUREAU and union.name.endswith(INDUSTRIES):
        return "产业工会在看"
    return LOOKING[union.tier]


def track_of(journey):
    """The kinds of its steps for the small bar: submitted, then one for each stage of the road."""
    road = sorted(journey.road.stages.all(), key=lambda stage: stage.position)
    if journey.status == Status.DRAFT:
        return ["now", *["next"] * len(road)]
    if journey.stage is None:
        return [*["past"] * len(road), END.get(journey.status, "back")]
    here = "back" if journey.status == Status.HANDED_BACK else "now"
    passed = [stage for stage in road if stage.position < journey.stage.position]
    return ["past", *["past"] * len(passed), here, *["next"] * (len(road) - len(passed) - 1)]


def lies_with(desks):
    """“现在在东湾区总工会 李慧处”, each desk once; with several people the first, and how many."""
    manned = [(seat.union, users) for seat, users in desks if users]
    if not manned:
        return ""
    return f"现在在{'，'.join(f'{union} {some(users)}处' for union, users in manned)}"


def some(users):
    return f"{users[0]}等 {len(users)} 人" if len(users) > 1 else str(users[0])


ANSWERS = {  # status: (kind, icon, who answered and what)
    Status.HANDED_BACK: ("warn", "arrow-back-up", "{} 请您补充"),
    Status.REJECTED: ("refuse", "x", "不通过，{} 答复"),
    Status.RESERVED: ("info", "notebook", "列为技术储备，{} 答复"),
    Status.NOTED: ("info", "message", "作为一般性意见转给企业处理，{} 答复"),
}


def last_word(journey):
    """What the keeper said at the end of its road so far: {kind, icon, title, said}, or None."""
    if journey.status not in ANSWERS:
        return None
    kind, icon, title = ANSWERS[journey.status]
    last = journey.trail().filter(details__has_key="move").last()
    said = last.details.get("remark", "")
    return {"kind": kind, "icon": icon, "title": title.format(last.actor), "said": said}


def day_in(journey, today):
    """Which working day at its present gate this is, counted from 1 on the day after arrival."""
    arrived_on = journey.arrived_at.astimezone(clock.CHINA).date()
    return working_days_between(arrived_on, today)


def steps_of(journey, today, route, desks):
    """Every step: past ones with who, when and what was said; the present; those to come.

    `route` and `desks` are the journey's own words, asked once for the whole page.
    """
    steps = past_steps(journey)
    if journey.is_under_way():
        steps.append(present_step(journey, today, desks))
    if not journey.is_concluded():
        steps += [next_step(stage, union) for stage, union in to_come(journey, route)]
    return steps


def to_come(journey, route):
    """The gates still to pass; one that handed it back is passed again."""
    again = [(journey.stage, journey.keeper)] if journey.status == Status.HANDED_BACK else []
    return [*again, *((gate.stage, gate.union) for gate in journey.ahead(route))]


def next_step(stage, union):
    return {"kind": "next", "title": str(union), "when": f"收到后 {stage.working_days} 个工作日内"}


def past_steps(journey):
    steps, since = [], None
    for trace in journey.trail():
        said, stage = trace.details.get("remark", ""), trace.details.get("stage", "")
        on = trace.happened_at.astimezone(clock.CHINA).date()
        took = f"，{time_taken(since, on)}" if stage else ""
        steps.append(
            {
                "kind": KINDS.get(trace.verb, "past"),
                "title": f"{stage}{trace.verb}" if trace.verb == "通过" else trace.verb,
                "when": trace.happened_at,
                "who": f"{trace.actor}{took}",
                "said": said,
            }
        )
        since = on if "move" in trace.details else since
    return steps


def time_taken(since, on):
    days = working_days_between(since, on)
    return f"用时 {days} 个工作日" if days else "当天答复"


def present_step(journey, today, desks):
    day, days = day_in(journey, today), journey.stage.working_days
    unions = dict.fromkeys(str(seat.union) for seat, _ in desks) or [str(journey.keeper)]
    people = dict.fromkeys(user.name for _, users in desks for user in users)
    return {
        "kind": "now",
        "title": f"{'、'.join(unions)}办理中",
        "when": f"第 {day} 个工作日，共 {days} 个" if day else "今天送到",
        "who": "、".join(people),
    }
