"""合并: two proposals that say the same become one; and how they part again."""

from types import SimpleNamespace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.lib.permits import require
from jiangxin.proposals.joining_forms import OtherForm
from jiangxin.proposals.models import Joining, Opening, Proposal
from jiangxin.proposals.models.joinable import in_order
from jiangxin.proposals.models.team import people_of
from jiangxin.proposals.permits import JoiningPermits
from jiangxin.proposals.result_forms import SharesForm
from jiangxin.proposals.views.context import find
from jiangxin.ui.pages import page


def proposing(request, pk):
    """提出合并: with which other one, then which share each author has."""
    proposal, may = find(request, pk)
    require(may.join())
    given = request.POST or (request.GET if "other" in request.GET else None)
    asked = OtherForm(given, proposal=proposal, user=request.user)
    if not asked.is_valid():
        context = {"proposal": proposal, "form": asked}
        status = 422 if asked.errors else 200
        return page(request, "proposals/joining_other.html", context, status=status)
    return sharing(request, proposal, asked.cleaned_data["other"])


def sharing(request, proposal, other):
    source, target = in_order(proposal, other)
    people = people_of(target, source)
    rows = [SimpleNamespace(pk=key, person=one, share=None) for key, one in people.items()]
    form = SharesForm(request.POST or None, shares=SimpleNamespace(rows=rows))
    if form.is_valid():
        new = Joining.propose(proposal, other, form.cleaned_data["shares"], by=request.user)
        said = "已合并" if new.done_at else "已请作者确认，都同意后合并"
        messages.success(request, said)
        return redirect(new)
    context = {"proposal": proposal, "other": other, "form": form}
    context |= {"source": source, "target": target}
    status = 422 if form.errors else 200
    return page(request, "proposals/joining_shares.html", context, status=status)


@require_safe
def joining(request, pk):
    """One merging: both proposals, the shares, and who has agreed."""
    joining, may = find_joining(request, pk)
    both = [joining.target, joining.source]
    context = {"joining": joining, "may": may}
    seen = Proposal.objects.visible_to(request.user).filter(pk__in=[one.pk for one in both])
    seen = set(seen.values_list("pk", flat=True))
    context["both"] = [(one, Opening.contents_of(one), one.pk in seen) for one in both]
    context["parts"] = joining.parts.select_related("person").order_by("id")
    return page(request, "proposals/joining.html", context)


@require_POST
def agreement(request, pk):
    joining, may = find_joining(request, pk)
    require(may.agree())
    joining.agree(by=request.user)
    messages.success(request, "已合并" if joining.done_at else "已同意，还要等其他作者")
    return redirect(joining)


@require_POST
def dropping(request, pk):
    joining, may = find_joining(request, pk)
    require(may.drop())
    joining.drop(by=request.user)
    messages.success(request, "不合并了，两条各办各的")
    return redirect(joining)


@require_POST
def undoing(request, pk):
    joining, may = find_joining(request, pk)
    require(may.undo())
    joining.undo(by=request.user)
    messages.success(request, "已拆开，两条各办各的，答复的日子重新算起")
    return redirect(joining)


def find_joining(request, pk):
    known = Joining.objects.visible_to(request.user).for_page()
    joining = get_object_or_404(known, pk=pk)
    return joining, JoiningPermits(request.user, joining)
