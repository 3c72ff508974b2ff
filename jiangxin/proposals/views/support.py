"""创新项目扶持: asked of the union that accepted the idea; granted or refused; reported on."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.proposals.models import Proposal, Support
from jiangxin.proposals.permits import SupportPermits
from jiangxin.proposals.support_forms import (
    CloseForm,
    GrantForm,
    RefusalForm,
    ReportForm,
    SupportForm,
)
from jiangxin.proposals.views.result import find
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def supports(request, pk):
    """All that was ever asked for one proposal."""
    proposal, may = find(request, pk)
    rows = window(request, proposal.supports.select_related("union"))
    context = {"proposal": proposal, "may": may, "rows": rows}
    return page(request, "proposals/supports.html", context)


def asking(request, pk):
    """申请扶持."""
    proposal, may = find(request, pk)
    require(may.ask())
    form = SupportForm(request.POST or None)
    if form.is_valid():
        new = Support.ask(proposal, by=request.user, **form.cleaned_data)
        messages.success(request, f"已申请，由{new.union}答复")
        return redirect(new)
    seat = proposal.journey.accepted_at()
    context = {"proposal": proposal, "form": form, "union": seat.union if seat else None}
    return page(request, "proposals/asking.html", context, status=422 if form.errors else 200)


@require_safe
def support(request, pk):
    return shown(request, *find_support(request, pk))


@require_POST
def grant(request, pk):
    support, may = find_support(request, pk)
    require(may.grant())
    form = GrantForm(request.POST, support=support)
    if not form.is_valid():
        return shown(request, support, may, grant=form)
    support.grant(by=request.user, **form.cleaned_data)
    return done(request, support, "已批准，申请的人和作者会收到消息")


@require_POST
def refusal(request, pk):
    support, may = find_support(request, pk)
    require(may.refuse())
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return shown(request, support, may, refusal=form)
    support.refuse(by=request.user, **form.cleaned_data)
    return done(request, support, "已答复不批准，申请的人和作者会收到原因")


@require_POST
def report(request, pk):
    support, may = find_support(request, pk)
    require(may.report())
    form = ReportForm(request.POST, support=support)
    if not form.is_valid():
        return shown(request, support, may, report=form)
    support.report(by=request.user, **form.cleaned_data)
    return done(request, support, "已记下，批准的工会会收到消息")


@require_POST
def closing(request, pk):
    support, may = find_support(request, pk)
    require(may.close())
    form = CloseForm(request.POST)
    if not form.is_valid():
        return shown(request, support, may, close=form)
    support.close(by=request.user, **form.cleaned_data)
    return done(request, support, "已结束这项扶持")


def done(request, support, said):
    messages.success(request, said)
    return redirect(support)


def shown(request, support, may, **bound):
    """The page of one support; a form that was refused stands as it was typed."""
    forms = {"refusal": RefusalForm(), "close": CloseForm()}
    if support.is_asked():
        forms["grant"] = GrantForm(support=support)
    elif support.is_running():
        forms["report"] = ReportForm(support=support)
    context = {"support": support, "may": may, "forms": forms | bound}
    context["rows"] = window(request, support.notes.select_related("by"))
    return page(request, "proposals/support.html", context, status=422 if bound else 200)


def find_support(request, pk):
    """A support of a proposal that this user may see."""
    known = Proposal.objects.visible_to(request.user).values("pk")
    support = get_object_or_404(Support.objects.for_page().filter(proposal__in=known), pk=pk)
    return support, SupportPermits(request.user, support)
