"""Writing a proposal: the form, and what is kept of it while it is being written."""

import uuid

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib import clock
from jiangxin.lib.looking import looking
from jiangxin.lib.permits import require
from jiangxin.people.models import Person
from jiangxin.programmes.models import Programme
from jiangxin.proposals.forms import JotForm, ProposalForm, initial_of, jotted
from jiangxin.proposals.models import Jotting, Proposal, Workplace
from jiangxin.proposals.views.context import find
from jiangxin.proposals.views.proposal import sent
from jiangxin.ui.pages import page


@require_safe
def start(request):
    """Which call? With one alone there is nothing to choose."""
    place = Workplace.of(person_of(request.user))
    offered = Programme.objects.offered_by(*place.unions, park=place.park)
    programmes = offered.open().order_by("-id")
    if len(programmes) == 1:
        return redirect("proposals:new", programmes[0].pk)
    return page(request, "proposals/start.html", {"programmes": programmes})


def new(request, pk):
    with looking():
        programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
        person = person_of(request.user)
        place = Workplace.of(person, programme)
    programme.must_be_open()
    form = ProposalForm(
        request.POST or None, request.FILES or None, programme=programme, person=person
    )
    if form.is_valid():
        token = form.cleaned_data["form_token"]
        terms = {"author": person, "form_token": token, "place": place}
        made = Proposal.write(programme, **terms, **form.written())
        return sent(request, made)
    jotting = Jotting.of(request.user, programme)
    form.initial = {"form_token": jotting.form_token if jotting else uuid.uuid4()}
    context = {"form": form, "programme": programme, "draft": f"proposal-new-{pk}"}
    context |= {
        "jotting": taken_up(form, jotting),
        "jot_at": reverse("proposals:draft_new", args=[pk]),
    }
    return page(request, "proposals/form.html", context, status=422 if form.errors else 200)


def revision(request, pk):
    proposal, may = find(request, pk)
    require(may.edit())
    programme = proposal.journey.programme
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        programme=programme,
        person=proposal.author,
        proposal=proposal,
        initial=initial_of(proposal),
    )
    if form.is_valid():
        proposal.revise(by=request.user, **form.written())
        return sent(request, proposal)
    jotting = taken_up(form, Jotting.of(request.user, programme, proposal))
    context = {"form": form, "programme": programme, "proposal": proposal, "jotting": jotting}
    context |= {
        "draft": f"proposal-{pk}",
        "photos": proposal.photos.filter(note=None).order_by("id"),
    }
    context["jot_at"] = reverse("proposals:draft_revision", args=[pk])
    return page(request, "proposals/form.html", context, status=422 if form.errors else 200)


def taken_up(form, jotting):
    """Show in a fresh form what was being written when the platform last heard of it."""
    if jotting is None or form.is_bound:
        return None
    form.initial |= jotted(form, jotting.fields)
    return jotting


@require_POST
def jot(request, pk):
    """Keep what is being written on a new form; the answer is for the page's script."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    return jotted_down(request, programme=programme)


@require_POST
def rejot(request, pk):
    proposal, may = find(request, pk)
    require(may.edit())
    return jotted_down(request, programme=proposal.journey.programme, proposal=proposal)


def jotted_down(request, **entry):
    form = JotForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": "没有存到平台"}, status=422)
    jotting, other = Proposal.jot(by=request.user, **entry, **form.written())
    words = f"已存到平台 {clock.local(jotting.saved_at):%H:%M}"
    if other:
        words += "。另一个页面也在写这一张，以刚写的这一页为准"
    return JsonResponse({"said": words, "at": int(jotting.saved_at.timestamp() * 1000)})


def person_of(user):
    return Person.objects.filter(user=user).select_related("user").first()
