"""合理化建议 as a file: the list that a union keeps of what was proposed."""

from django.db.models import Prefetch

from jiangxin.documents.table import Table
from jiangxin.lib import clock
from jiangxin.proposals.filter_forms import FilterForm
from jiangxin.proposals.models import Authorship, found_by


def whereabouts(proposal):
    """At whose desk it lies."""
    journey = proposal.journey
    if journey.is_under_way():
        return journey.keeper.name
    return "提出人" if journey.is_with_author() else ""


def names(proposal):
    return "、".join(authorship.person.name for authorship in proposal.consented)


def on(instant):
    return clock.day_of(instant) if instant else None


PROPOSAL = {
    "编号": lambda proposal: proposal.number,
    "题目": lambda proposal: proposal.title,
    "提出人": names,
    "代录": lambda proposal: proposal.entered_by.name if proposal.entered_by else "",
    "企业": lambda proposal: proposal.enterprise.name,
    "园区": lambda proposal: proposal.park.name if proposal.park else "",
    "活动": lambda proposal: str(proposal.journey.programme),
    "类别": lambda proposal: str(proposal.category or ""),
    "和本职工作的关系": lambda proposal: proposal.get_duty_display(),
    "状态": lambda proposal: proposal.state[1],
    "现在在": whereabouts,
    "最迟": lambda proposal: proposal.journey.due_on,
    "提交": lambda proposal: on(proposal.journey.submitted_at),
    "办结": lambda proposal: on(proposal.journey.concluded_at),
}


def proposals(user, *, q="", **asked):
    """建议台账: what the user's list shows, the newest first; `asked` as in its address."""
    agreed = Authorship.objects.exclude(consented_at=None).select_related("person")
    agreed = Prefetch("authorships", agreed.order_by("position"), to_attr="consented")
    found = FilterForm(asked, user=user).chosen(found_by(user, q))
    rows = found.for_list().prefetch_related(None).select_related("park", "entered_by")
    rows = rows.prefetch_related(agreed)
    return Table("建议", PROPOSAL, rows.order_by("-id"))
