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
    Status.WITHDRAWN: ("closed", "已撤回"),
}
LOOKING = {
    Tier.FEDERATION: "市里在看",
    Tier.BUREAU: "区里在看",
    Tier.TOWN: "街镇在看",
    Tier.PARK: "园区在看",
    Tier.ENTERPRISE: "企业在看",
}
INDUSTRIES = ("产业工会", "局工会", "集团工会")  # a bureau that is no district
KINDS = {"退回修改": "back", "不通过": "refused", "撤回": "back"}
END = {Status.ACCEPTED: "past", Status.REJECTED: "refused", Status.WITHDRAWN: "back"}


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
    road = journey.programme.road
    if journey.status == Status.DRAFT:
        return ["now", *["next"] * len(road)]
    if journey.stage is None:
        return [*["past"] * len(road), END[journey.status]]
    here = "back" if journey.status == Status.HANDED_BACK else "now"
    passed = [stage for stage in road if stage.position < journey.stage.position]
    return ["past", *["past"] * len(passed), here, *["next"] * (len(road) - len(passed) - 1)]


def lies_with(journey):
    """“现在在东湾区总工会 李慧处”; with several keepers the first, and how many they are."""
    names = [user.name for user in journey.keepers()]
    if not names:
        return ""
    several = f"等 {len(names)} 人" if len(names) > 1 else ""
    return f"现在在{journey.keeper} {names[0]}{several}处"


def asked_for(journey):
    """The last hand-back: {title, said}, or None."""
    last = journey.trail().filter(verb="退回修改").last()
    if last is None:
        return None
    return {"title": f"{last.actor} 请您补充", "said": last.details.get("remark", "")}


def day_in(journey, today):
    """Which working day at its present gate this is, counted from 1 on the day after arrival."""
    arrived_on = journey.arrived_at.astimezone(clock.CHINA).date()
    return working_days_between(arrived_on, today)


def steps_of(journey, today):
    """Every step: past ones with who, when and what was said; the present; those to come."""
    steps = past_steps(journey)
    route = journey.route()
    if journey.is_under_way():
        steps.append(present_step(journey, today))
    if journey.is_under_way() or journey.is_with_author():
        steps += [
            {"kind": "next", "title": str(union), "when": f"收到后 {stage.working_days} 个工作日内"}
            for stage, union in journey.ahead(route)
        ]
    return steps


def past_steps(journey):
    steps, since = [], None
    for trace in journey.trail():
        said, stage = trace.details.get("remark", ""), trace.details.get("stage", "")
        on = trace.happened_at.astimezone(clock.CHINA).date()
        took = f"，用时 {working_days_between(since, on)} 个工作日" if stage else ""
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


def present_step(journey, today):
    day, days = day_in(journey, today), journey.stage.working_days
    keepers = "、".join(user.name for user in journey.keepers())
    return {
        "kind": "now",
        "title": f"{journey.stage}办理中",
        "when": f"第 {day} 个工作日，共 {days} 个" if day else "今天送到",
        "who": f"{journey.keeper} {keepers}".strip(),
    }
