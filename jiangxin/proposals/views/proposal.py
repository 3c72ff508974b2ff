from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.addresses import key_in
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.proposals.filter_forms import FilterForm
from jiangxin.proposals.models import Proposal, found_by, near_misses
from jiangxin.proposals.views.context import decision_context, entry_context, find, page_context
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window
from jiangxin.ui.words import day


@require_safe
def proposal_list(request):
    """Mine, and as an officer all that was sent in where my offices reach."""
    is_officer = Office.objects.of(request.user).exists()
    wanted, filters = request.GET.get("q", ""), FilterForm(request.GET, user=request.user)
    proposals = filters.chosen(found_by(request.user, wanted))
    enterprise = enterprise_asked(request)
    proposals = proposals.at(enterprise) if enterprise else proposals
    rows = window(request, proposals.only("id"))
    rows.rows = Proposal.objects.laid_out(rows.rows)
    context = {"rows": rows, "q": wanted, "filters": filters, "is_officer": is_officer}
    context["enterprise"] = enterprise
    if wanted and not (filters.is_narrowed() or enterprise or rows.previous):
        context["near"] = near_misses(request.user, wanted, rows.rows)
    return page(request, "proposals/list.html", context)


def enterprise_asked(request):
    """The enterprise whose proposals alone are wanted, if the user may see it."""
    key = key_in(request.GET.get("enterprise"))
    return key and Enterprise.objects.visible_to(request.user).filter(pk=key).first()


def sent(request, proposal):
    """Back to the proposal, with what became of it in one sentence."""
    journey = proposal.journey
    if journey.is_under_way():
        messages.success(request, f"已提交，{day(journey.due_on)}前答复您")
    else:
        messages.success(request, "已存为草稿，还没有提交")
    return redirect(proposal)


@require_safe
def proposal(request, pk):
    """One proposal: where it lies and until when, what is in it, how it came here."""
    proposal, may = find(request, pk)
    context = page_context(request, proposal, may)
    decision = decision_context(request, proposal, may, route=context["route"])
    return page(request, "proposals/proposal.html", context | decision)


@require_safe
def sheet(request, pk):
    """申报表: the proposal on paper, with room for signatures and stamps."""
    proposal, _ = find(request, pk)
    authorships = proposal.authorships.select_related("person").order_by("position")
    agreed = authorships.exclude(consented_at=None)
    context = {"proposal": proposal, "journey": proposal.journey, "authorships": agreed}
    gates = proposal.journey.road.gates
    return page(
        request, "proposals/sheet.html", {**context, **entry_context(proposal), "gates": gates}
    )


@require_POST
def submission(request, pk):
    proposal, may = find(request, pk)
    require(may.submit())
    proposal.submit(by=request.user)
    return sent(request, proposal)


@require_POST
def withdrawal(request, pk):
    proposal, may = find(request, pk)
    require(may.withdraw())
    proposal.withdraw(by=request.user)
    messages.success(request, "已撤回。写的内容还在，只是不再办理")
    return redirect(proposal)


@require_POST
def consent(request, pk):
    proposal, may = find(request, pk)
    require(may.consent())
    proposal.consent(by=request.user)
    messages.success(request, f"已同意，您和同事一起提“{proposal}”")
    return redirect(proposal)


@require_POST
def decline(request, pk):
    proposal, may = find(request, pk)
    require(may.decline())
    proposal.decline(by=request.user)
    messages.success(request, f"已回复不署名，“{proposal}”里不会有您的名字")
    return redirect("proposals:list")
