from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from jiangxin.portal.views.desk import waiting_for
from jiangxin.proposals.batch import MOST, Batch, print_of_lines
from jiangxin.proposals.batch_forms import BatchForm
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request):
    """Choose, look at exactly what would be decided, confirm. Only what waits for this user."""
    rows = waiting_for(request, MOST)
    proposals = {one.journey_id: one for one in Proposal.objects.filter(journey__in=rows.rows)}
    waiting = {proposals[journey.pk].pk: journey for journey in rows}
    form = BatchForm(request.POST if request.method == "POST" else None, waiting=waiting)
    context = {"form": form, "rows": rows, "lines": None}
    if not form.is_valid() or "again" in request.POST:
        status = 422 if form.is_bound and "again" not in request.POST else 200
        return page(request, "portal/batch.html", context, status=status)
    return previewed(request, form, context)


def previewed(request, form, context):
    told = form.cleaned_data
    seen = Proposal.objects.visible_to(request.user).filter(pk__in=told["proposals"])
    chosen = list(seen.select_related("journey", "enterprise").order_by("pk"))
    batch = Batch(chosen, told["verb"], form.said(), by=request.user)
    lines = batch.preview()
    if told["seen"] == print_of_lines(lines):
        return decided(request, batch)
    context |= {"lines": lines, "seen": print_of_lines(lines), "changed": bool(told["seen"])}
    context["able"] = sum(not line.refused for line in lines)
    return page(request, "portal/batch.html", context)


def decided(request, batch):
    lines = batch.decide()
    done = [line for line in lines if not line.refused]
    if done:
        messages.success(request, f"已办 {len(done)} 件")
    for line in lines:
        if line.refused:
            messages.warning(request, f"没有办：{line.proposal}。{line.said}")
    return redirect("portal:desk")
