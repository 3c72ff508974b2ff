"""推广应用: what may be adopted, who adopted it, and what it saves there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.organisations.models import Office
from jiangxin.proposals.adoption_forms import AdoptionForm, ClosingForm, EndForm
from jiangxin.proposals.models import Adoption, Benefit, Opening
from jiangxin.proposals.permits import AdoptionPermits, ResultPermits
from jiangxin.proposals.result_forms import BenefitForm
from jiangxin.proposals.views.result import counting, signing
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def opened(request):
    """可以推广的成果: for every officer of the federation."""
    require(Office.objects.of(request.user).exists())
    wanted = request.GET.get("q", "")
    found = Opening.objects.visible_to(request.user).matching(wanted)
    rows = window(request, found.for_list(), size=10)
    return page(request, "proposals/opened.html", {"rows": rows, "q": wanted})


@require_safe
def adopted(request):
    """推广应用 in the enterprises that the user's offices reach."""
    require(Office.objects.of(request.user).exists())
    rows = window(request, Adoption.objects.within(request.user).for_list())
    return page(request, "proposals/adopted.html", {"rows": rows})


@require_safe
def adoptions(request, pk):
    """推广: one finished proposal as all officers may see it, and where it was adopted."""
    return shown(request, *find_finished(request, pk))


@require_POST
def opening(request, pk):
    proposal, may = find_finished(request, pk)
    require(may.open())
    Opening.open(proposal, by=request.user)
    messages.success(request, "已公开推广，作者会收到消息")
    return redirect("proposals:adoptions", pk)


@require_POST
def closing(request, pk):
    proposal, may = find_finished(request, pk)
    require(may.close())
    form = ClosingForm(request.POST, is_author=proposal.is_by(request.user))
    if not form.is_valid():
        return shown(request, proposal, may, form)
    may.opening.close(by=request.user, **form.cleaned_data)
    messages.success(request, "已停止公开推广")
    return redirect("proposals:list")


def adopting(request, pk):
    """登记推广应用."""
    proposal, may = find_finished(request, pk)
    require(may.adopt())
    form = AdoptionForm(request.POST or None, user=request.user)
    if form.is_valid():
        new = Adoption.record(proposal, by=request.user, **form.cleaned_data)
        messages.success(request, "已登记推广应用，原作者会收到消息")
        return redirect(new)
    context = {"proposal": proposal, "form": form}
    return page(request, "proposals/adopting.html", context, status=422 if form.errors else 200)


@require_safe
def adoption(request, pk):
    return adoption_shown(request, *find_adoption(request, pk))


@require_POST
def adoption_end(request, pk):
    adoption, may = find_adoption(request, pk)
    require(may.end())
    form = EndForm(request.POST)
    if not form.is_valid():
        return adoption_shown(request, adoption, may, form)
    adoption.end(by=request.user, **form.cleaned_data)
    messages.success(request, "已停止，作者会收到原因")
    return redirect(adoption)


def expectation(request, pk):
    adoption, may = find_adoption(request, pk)
    require(may.expect())
    form = BenefitForm(request.POST or None)
    if form.is_valid():
        return redirect(Benefit.expect(adoption, by=request.user, **form.told()))
    return counting(request, adoption, form, "写预计效益", "存为预计")


def confirmation(request, pk):
    """核定 by finance of the adopting enterprise, or 更正."""
    adoption, may = find_adoption(request, pk)
    require(may.confirm())
    return signing(request, adoption)


def shown(request, proposal, may, form=None):
    """The page of 推广; a form that was refused stands as it was typed."""
    rows = window(request, proposal.adoptions.for_list())
    seen = Adoption.objects.visible_to(request.user).filter(pk__in=[row.pk for row in rows])
    context = {"proposal": proposal, "may": may, "rows": rows, "adopt": may.adopt()}
    context["seen"] = set(seen.values_list("pk", flat=True))
    context["title"] = Opening.title_of(proposal)
    context["contents"] = Opening.contents_of(proposal)
    context["objector"] = Opening.objector(proposal)
    context["is_author"] = proposal.is_by(request.user)
    context["closing"] = form or ClosingForm(is_author=context["is_author"])
    return page(request, "proposals/adoptions.html", context, status=422 if form else 200)


def adoption_shown(request, adoption, may, form=None):
    context = {"adoption": adoption, "may": may, "form": form or EndForm()}
    context["benefits"] = adoption.benefits.for_page()
    context["authors"] = adoption.proposal.agreed()
    context["confirmed"] = adoption.benefits.confirmed().standing().first()
    return page(request, "proposals/adoption.html", context, status=422 if form else 200)


def find_finished(request, pk):
    """A finished proposal that this user may see, or that was opened to all officers."""
    known = Adoption.possible_for(request.user).for_page().for_showing()
    proposal = get_object_or_404(known.select_related("implementation"), pk=pk)
    return proposal, ResultPermits(request.user, proposal)


def find_adoption(request, pk):
    known = Adoption.objects.visible_to(request.user).for_page()
    adoption = get_object_or_404(known, pk=pk)
    return adoption, AdoptionPermits(request.user, adoption)
