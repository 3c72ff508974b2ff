from django.http import Http404
from django.shortcuts import get_object_or_404

from jiangxin.lib import clock
from jiangxin.programmes.models import Journey
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.permits import ProposalPermits
from jiangxin.proposals.views import decision_context
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def desk(request, pk=None):
    """What waits for me, the nearest due first; one of them open beside its decision."""
    waiting = Journey.objects.waiting_for(request.user).for_desk()
    queue = window(request, waiting, key=("due_on", "id"), size=30)
    journey = get_object_or_404(waiting, pk=pk) if pk else next(iter(queue.rows), None)
    context = {"queue": groups(queue.rows), "rows": queue, "journey": journey}
    if journey:
        context |= entry_context(request, journey)
    return page(request, "portal/desk.html", context)


def entry_context(request, journey):
    """The paper that lies on the desk, and what may be decided about it."""
    proposal = Proposal.objects.visible_to(request.user).for_list().filter(journey=journey).first()
    if proposal is None:
        raise Http404
    may = ProposalPermits(request.user, proposal)
    return {"proposal": proposal, "may": may, **decision_context(request, proposal)}


def groups(journeys):
    """The queue in three parts, by how near the day is."""
    today = clock.today()
    parts = {"已超期": [], "五天内到期": [], "以后": []}
    for journey in journeys:
        days = (journey.due_on - today).days
        parts["已超期" if days < 0 else "五天内到期" if days <= 5 else "以后"].append(journey)
    return [(word, rows) for word, rows in parts.items() if rows]
