"""成批办理: one outcome for many proposals on one desk, shown before it is done."""

from dataclasses import dataclass

from django.db import transaction

from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.change import print_of
from jiangxin.programmes.models import Status
from jiangxin.proposals.models import Proposal

MOST = 30  # at once: a page of the desk


@dataclass
class Line:
    """What became of one proposal, or would: a sentence; `refused` where nothing happens."""

    proposal: Proposal
    said: str
    refused: bool = False


class Batch:
    """`verb` is the name of a verb of Proposal, `said` what it takes besides `by`."""

    def __init__(self, proposals, verb, said, *, by):
        self.proposals, self.verb, self.said, self.by = proposals, verb, said, by

    def preview(self):
        """The Lines as they would come, found by doing it and taking all of it back."""
        with transaction.atomic():
            lines = [self._do(proposal) for proposal in self.proposals]
            transaction.set_rollback(True)
        return lines

    def decide(self):
        """The Lines as they came: each is an act of its own, and one refused stops no other."""
        return [self._do(proposal) for proposal in self.proposals]

    def _do(self, proposal):
        fresh = Proposal.objects.for_page().get(pk=proposal.pk)
        try:
            with transaction.atomic():
                fresh.journey.must_be_at(proposal.journey.moves, "一起办")
                getattr(fresh, self.verb)(by=self.by, **self.said_about(fresh))
        except Refusal as refusal:
            return Line(proposal, str(refusal), refused=True)
        return Line(proposal, outcome_of(fresh.journey))

    def said_about(self, proposal):
        reason = self.said.get("reason")
        if reason and not proposal.journey.programme.reasons.filter(name=reason).exists():
            raise Refusal(f"“{proposal.journey.programme}”没有“{reason}”这个理由，请单独办。")
        return self.said


ENDS = {
    Status.ACCEPTED: "通过，予以采纳",
    Status.HANDED_BACK: "退回给提出人修改",
    Status.REJECTED: "不通过",
    Status.RESERVED: "列为技术储备",
    Status.NOTED: "作为一般性意见转给企业",
}


def outcome_of(journey):
    if journey.status in ENDS:
        return ENDS[journey.status]
    open_seats = journey.seats.open().select_related("union").order_by("id")
    unions = "、".join(dict.fromkeys(str(seat.union) for seat in open_seats))
    return f"送到{unions}"


def print_of_lines(lines):
    """Of exactly these lines: a confirmation that shows other ones is not a confirmation."""
    shown = (f"{one.proposal.pk}:{one.proposal.journey.moves}:{one.said}" for one in lines)
    return print_of(shown)
