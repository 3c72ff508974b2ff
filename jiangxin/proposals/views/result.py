"""After 通过: carrying it out, what it saves, the grade, and how the authors share it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.programmes.models import Status
from jiangxin.proposals.grades import grade_of
from jiangxin.proposals.models import Benefit, Grading, Implementation, Proposal, Shares
from jiangxin.proposals.permits import ResultPermits
from jiangxin.proposals.result_forms import (
    BenefitForm,
    DropForm,
    FinishForm,
    GradingForm,
    PlanForm,
    ProgressForm,
    SharesForm,
)
from jiangxin.ui.pages import page


def implementation(request, pk):
    """实施: set it up; then what was done, by whom, with which photos."""
    proposal, may = find(request, pk)
    form = PlanForm(request.POST or None, enterprise=proposal.enterprise)
    if form.is_bound:
        require(may.plan())
    if form.is_valid():
        return redirect(Implementation.begin(proposal, by=request.user, **form.cleaned_data))
    return shown(request, proposal, may, plan=form)


@require_POST
def progress(request, pk):
    work, proposal, may = find_work(request, pk)
    require(may.report())
    form = ProgressForm(request.POST, request.FILES)
    if form.is_valid():
        work.report(by=request.user, **form.cleaned_data)
        messages.success(request, "已记下进展，作者会收到消息")
        return redirect(work)
    return shown(request, proposal, may, progress=form)


@require_POST
def finish(request, pk):
    work, proposal, may = find_work(request, pk)
    require(may.finish())
    form = FinishForm(request.POST)
    if form.is_valid():
        work.finish(by=request.user, **form.cleaned_data)
        messages.success(request, "已记为做成。效益由企业财务核定")
        return redirect(work)
    return shown(request, proposal, may, finish=form)


@require_POST
def dropping(request, pk):
    work, proposal, may = find_work(request, pk)
    require(may.drop())
    form = DropForm(request.POST)
    if form.is_valid():
        work.drop(by=request.user, **form.cleaned_data)
        messages.success(request, "已终止实施，作者会收到原因")
        return redirect(work)
    return shown(request, proposal, may, drop=form)


@require_safe
def benefit(request, pk):
    """效益: what is hoped for and what finance has signed; both, never added."""
    proposal, may = find(request, pk)
    grading = proposal.gradings.filter(replaced_at=None).first()
    context = {"proposal": proposal, "may": may, "grading": grading, "shares": Shares(proposal)}
    context["benefits"] = proposal.benefits.for_page()
    context["confirmed"] = proposal.benefits.confirmed().standing().first()
    return page(request, "proposals/benefit.html", context)


def expectation(request, pk):
    proposal, may = find(request, pk)
    require(may.expect())
    form = BenefitForm(request.POST or None)
    if form.is_valid():
        return redirect(Benefit.expect(proposal, by=request.user, **form.told()))
    return counting(request, proposal, form, "写预计效益", "存为预计")


def confirmation(request, pk):
    """核定, or with one that stands, 更正."""
    proposal, may = find(request, pk)
    require(may.confirm())
    return signing(request, proposal)


def signing(request, of):
    """核定 the benefit of a Proposal or an Adoption, or with one that stands, 更正."""
    standing = of.benefits.confirmed().standing().first()
    initial = {"since": standing.since, "basis": standing.basis} if standing else {}
    form = BenefitForm(request.POST or None, needs_basis=True, corrects=standing, initial=initial)
    if form.is_valid():
        told = {"by": request.user, **form.told()}
        return redirect(standing.correct(**told) if standing else Benefit.confirm(of, **told))
    return counting(request, of, form, "更正核定" if standing else "核定效益", "签字确认")


def counting(request, of, form, word, send):
    context = {"of": of, "form": form, "word": word, "send": send}
    return page(request, "proposals/benefit_form.html", context, status=422 if form.errors else 200)


def grading(request, pk):
    proposal, may = find(request, pk)
    require(may.grade())
    form = GradingForm(request.POST or None)
    if form.is_valid():
        Grading.give(proposal, by=request.user, **form.cleaned_data)
        return redirect("proposals:benefit", proposal.pk)
    confirmed = proposal.benefits.confirmed().standing().first()
    grade = grade_of(confirmed.total) if confirmed else None
    context = {"proposal": proposal, "form": form, "confirmed": confirmed, "grade": grade}
    return page(request, "proposals/grading.html", context)


def shares(request, pk):
    """份额: divide it among the authors; each of them agrees."""
    proposal, may = find(request, pk)
    require(may.share_out())
    held = Shares(proposal)
    form = SharesForm(request.POST or None, shares=held)
    if form.is_valid():
        held.propose(form.cleaned_data["shares"], by=request.user)
        messages.success(request, "已请其他作者看份额，都同意后生效")
        return redirect(proposal)
    return page(request, "proposals/shares.html", {"proposal": proposal, "form": form})


@require_POST
def share_agreement(request, pk):
    proposal, _ = find(request, pk)
    Shares(proposal).agree(request.POST.get("seen", ""), by=request.user)
    messages.success(request, "已同意份额")
    return redirect(proposal)


def shown(request, proposal, may, **bound):
    """The page of the implementation; a form that was refused stands as it was typed."""
    work = getattr(proposal, "implementation", None)
    forms = {
        "plan": PlanForm(enterprise=proposal.enterprise),
        "progress": ProgressForm(),
        "finish": FinishForm(),
        "drop": DropForm(),
    } | bound
    notes = work.notes.select_related("by").prefetch_related("photos__attachment") if work else []
    context = {"proposal": proposal, "may": may, "work": work, "forms": forms}
    context["notes"] = notes.order_by("-id") if work else []
    refused = any(form.is_bound and form.errors for form in forms.values())
    return page(request, "proposals/implementation.html", context, status=422 if refused else 200)


def find(request, pk):
    """An accepted proposal that this user may see."""
    known = Proposal.objects.visible_to(request.user).for_page()
    proposal = get_object_or_404(known, pk=pk, journey__status=Status.ACCEPTED)
    return proposal, ResultPermits(request.user, proposal)


def find_work(request, pk):
    proposal, may = find(request, pk)
    return get_object_or_404(Implementation, proposal=proposal), proposal, may
