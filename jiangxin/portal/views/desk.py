from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangxin.lib import clock
from jiangxin.programmes.models import Journey, Seat
from jiangxin.programmes.trail import past_steps
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.permits import ProposalPermits
from jiangxin.proposals.views import decision_context, entry_context
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

SOON = 7  # days


@require_safe
def desk(request, pk=None):
    """What waits for me, the nearest due first; one of them lies open beside its decision."""
    queue = waiting_for(request)
    waiting = Journey.objects.waiting_for(request.user)
    journey = get_object_or_404(waiting, pk=pk) if pk else next(iter(queue.rows), None)
    context = {"groups": groups(queue.rows), "queue": queue, "chosen": pk is not None}
    return page(request, "portal/desk.html", context | paper(request, journey))


def waiting_for(request, size=30):
    """A window of the journeys on this user's desk: chosen first, joined afterwards."""
    seats = Seat.objects.waiting_for(request.user).only("due_on", "journey_id")
    queue = window(request, seats, key=("due_on", "journey_id"), size=size)
    keys = dict.fromkeys(seat.journey_id for seat in queue.rows)
    found = Journey.objects.for_queue().in_bulk(keys)
    queue.rows = [found[key] for key in keys]
    return queue


def paper(request, journey):
    """The entry that lies open, and what may be decided about it."""
    if journey is None:
        return {}
    proposal = Proposal.objects.for_page().get(journey=journey)
    may = ProposalPermits(request.user, proposal)
    return {
        "journey": proposal.journey,
        "proposal": proposal,
        "steps": past_steps(proposal.journey),
        "authorships": proposal.signatures(),
        **entry_context(proposal),
        **decision_context(request, proposal, may, then=reverse("portal:desk")),
    }


def groups(journeys):
    """The queue in three parts, by how near the day of the answer is: [(words, journeys)]."""
    today = clock.today()
    parts = {"已超期": [], "七天内到期": [], "以后": []}
    for journey in journeys:
        days = (journey.due_on - today).days
        parts["已超期" if days < 0 else "七天内到期" if days <= SOON else "以后"].append(journey)
    return [(words, rows) for words, rows in parts.items() if rows]
