"""What the pages of one proposal need: its standing, its words, and what may be decided."""

from django.shortcuts import get_object_or_404

from jiangxin.lib import clock
from jiangxin.lib.addresses import local_path
from jiangxin.programmes.models import Status
from jiangxin.programmes.trail import day_in, lies_with, steps_of
from jiangxin.proposals.decision_forms import DecisionForm, WordForm
from jiangxin.proposals.models import Joining, Proposal, Shares
from jiangxin.proposals.permits import ProposalPermits, ResultPermits


def find(request, pk):
    """The proposal, if this user may know of it, and what the user may do to it."""
    known = Proposal.objects.visible_to(request.user).for_page()
    proposal = get_object_or_404(known, pk=pk)
    return proposal, ProposalPermits(request.user, proposal)


def page_context(request, proposal, may):
    """What `proposals/proposal.html` needs but for the decision."""
    journey = proposal.journey
    route, desks = journey.route(request.user if may.decide() else None), journey.desks()
    return {
        "proposal": proposal,
        "journey": journey,
        "may": may,
        "word": WordForm(),
        "urged": "、".join(map(str, journey.urged())) if journey.is_late() else "",
        "steps": steps_of(journey, clock.today(), route, desks),
        "lies_with": lies_with(desks),
        "authorships": proposal.signatures(),
        "route": route,
        "joinings": Joining.objects.about(proposal).prefetch_related("source", "target"),
        **entry_context(proposal),
        **result_context(request, proposal),
    }


def entry_context(proposal):
    """What `proposals/content.html` needs: what was asked and answered, and the photos."""
    return {
        "answers": answers_of(proposal),
        "photos": proposal.photos.filter(note=None).select_related("attachment").order_by("id"),
    }


def result_context(request, proposal):
    """What `proposals/result.html` and `share_state.html` need, once it was accepted."""
    if proposal.journey.status != Status.ACCEPTED:
        return {}
    shares, user = Shares(proposal), request.user
    several = len(shares.rows) > 1
    return {
        "work": getattr(proposal, "implementation", None),
        "benefits": {row.kind: row for row in proposal.benefits.standing()},
        "grading": proposal.gradings.filter(replaced_at=None).first(),
        "opening": proposal.openings.standing().first(),
        "adopted": proposal.adoptions.standing().count(),
        "supports": proposal.supports.standing().select_related("union").order_by("id"),
        "shares": shares if several else None,
        "asks_share": several and shares.waits_for(user),
        "share_out": several and ResultPermits(user, proposal).share_out(),
    }


def answers_of(proposal):
    """{question, shown, rows, file} for each answer, in the order of the form it was written on."""
    answered = proposal.journey.questionnaire.answered(proposal.answers)
    has_file = any(question.kind == question.Kind.FILE for question, _ in answered)
    files = {e.pk: e for e in proposal.enclosures.select_related("attachment")} if has_file else {}
    return [
        {
            "question": question,
            "shown": question.shown(answer),
            "rows": answer if question.is_table() else None,
            "file": files.get(answer["key"]) if question.kind == question.Kind.FILE else None,
        }
        for question, answer in answered
    ]


def decision_context(request, proposal, may, form=None, **how):
    """What `proposals/decision.html` needs; `seat` is None when it is not this user's to decide.

    how: `then` (a path of ours) is where the decision leads to, without it to the proposal;
    `route`, the journey's, when it was asked for before.
    """
    if not may.decide():
        return {"seat": None}
    journey = proposal.journey
    onward = next(journey.ahead(how.get("route") or journey.route(request.user)), None)
    fresh = {"programme": journey.programme, "initial": {"moves": journey.moves}}
    return {
        "seat": may.seat,
        "office": may.seat.office_of(request.user),
        "decision": form or DecisionForm(**fresh),
        "offers": offers_of(may),
        "open_others": form is not None and "to" in form.needs,
        "day": day_in(journey, clock.today()),
        "onward": onward.union if onward else None,
        "others": journey.others_asked(may.seat),
        "then": how.get("then") or local_path(request.POST.get("then")),
    }


OTHERS = ["reserve", "note", "report_up", "refer"]


def offers_of(may):
    """Which outcomes this gate offers; `others`: any that stands apart from the usual three."""
    offers = {name: getattr(may, name)() for name in ["hand_back", "reject", *OTHERS]}
    return {**offers, "others": any(offers[name] for name in OTHERS)}
