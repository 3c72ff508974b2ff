"""代为录入: an officer enters what a worker of the enterprise handed in on paper."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.documents.serving import served
from jiangxin.lib.addresses import key_in
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Enterprise
from jiangxin.programmes.models import Programme
from jiangxin.proposals.entry_forms import EntryForm
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.permits import EntryPermits
from jiangxin.proposals.views.context import find
from jiangxin.ui.pages import page
from jiangxin.ui.words import day


def entry(request, pk):
    """?programme=7 is the form of that call; with one call alone there is nothing to choose."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    require(EntryPermits(request.user, enterprise).enter())
    offered = Programme.objects.offered_to(enterprise)
    programme = programme_asked(request, offered)
    if programme is None:
        context = {"enterprise": enterprise, "programmes": offered.open().order_by("-id")}
        return page(request, "proposals/entry_start.html", context)
    programme.must_be_open()
    return entry_form(request, enterprise, programme)


def entry_form(request, enterprise, programme):
    form = EntryForm(
        request.POST or None, request.FILES or None, programme=programme, enterprise=enterprise
    )
    if form.is_valid():
        made = Proposal.enter(programme, by=request.user, **form.written())
        due = day(made.journey.due_on) if made.journey.is_under_way() else ""
        words = f"已替{made.author}录入" + (f"，{due}前答复" if due else "")
        messages.success(request, words)
        return redirect(made)
    form.initial = {"form_token": uuid.uuid4()}
    context = {"form": form, "programme": programme, "enterprise": enterprise}
    context["draft"] = f"proposal-entry-{enterprise.pk}-{programme.pk}"
    return page(request, "proposals/form.html", context, status=422 if form.errors else 200)


def programme_asked(request, offered):
    """The call that is asked for; the only one that takes entries; or None."""
    if (key := key_in(request.GET.get("programme"))) is not None:
        return get_object_or_404(offered, pk=key)
    programmes = offered.open()[:2]
    return programmes[0] if len(programmes) == 1 else None


@require_safe
def scan(request, pk):
    """The paper that the worker signed, to whoever may see the proposal."""
    proposal, _ = find(request, pk)
    if proposal.scan is None:
        raise Http404
    return served(proposal.scan)
