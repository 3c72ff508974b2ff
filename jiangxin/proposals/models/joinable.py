"""Which two proposals may become one (合并), and which of them goes on."""

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.programmes.models import Status


def in_order(one, other):
    """(source, target): the later sent in goes on in the earlier one."""
    early, late = sorted([one, other], key=when_sent)
    return late, early


def when_sent(proposal):
    return proposal.journey.submitted_at or clock.now(), proposal.pk


def must_be_joinable(source, target):
    """Of one call, both on their way or accepted and not carried out; refused with a sentence."""
    if source.pk == target.pk:
        raise Refusal("不能和自己合并，请填另一条建议的编号。")
    if source.journey.programme_id != target.journey.programme_id:
        raise Refusal("两条建议不是同一个活动的，不能合并。")
    for proposal in (source, target):
        if not proposal.journey.is_mergeable():
            raise OutOfStep(f"“{proposal}”现在不能合并：还没有提交，或已经办结。")
        if type(proposal).objects.filter(pk=proposal.pk, implementation__isnull=False).exists():
            raise Refusal(f"“{proposal}”已经安排实施，不能再合并。")
    accepted = [proposal.journey.status == Status.ACCEPTED for proposal in (source, target)]
    if accepted == [True, False]:
        raise Refusal(f"“{source}”已经通过，不能并入还没有通过的“{target}”。")
    if source.supports.standing().exists():
        raise Refusal(f"“{source}”有扶持在办，请先办完再合并。")
