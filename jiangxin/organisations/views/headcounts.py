"""在册职工数: filed by whom it concerns, confirmed by somebody else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.headcount_forms import ConfirmationForm, HeadcountForm
from jiangxin.organisations.models import Enterprise, Headcount
from jiangxin.organisations.permits import EnterprisePermits, HeadcountPermits
from jiangxin.ui.pages import page
from jiangxin.ui.words import full_day


def headcount(request, pk):
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    require(EnterprisePermits(request.user, enterprise).file_headcount())
    today = clock.today()
    begun = HeadcountForm.as_filed(enterprise.headcounts.filter(as_of=today).first(), today)
    form = HeadcountForm(request.POST or None, initial=begun)
    if form.is_valid():
        filed = enterprise.file_headcount(by=request.user, **form.cleaned_data)
        messages.success(request, f"已填报：{full_day(filed.as_of)}在册职工 {filed.workers:,} 人")
        return redirect(enterprise)
    return page(request, "organisations/headcount.html", {"enterprise": enterprise, "form": form})


def confirmation(request, pk):
    """What was filed, to be looked at by somebody else and confirmed."""
    seen = Enterprise.objects.visible_to(request.user)
    headcount = get_object_or_404(Headcount.objects.for_list(), pk=pk, enterprise__in=seen)
    require(HeadcountPermits(request.user, headcount).confirm())
    form = ConfirmationForm(request.POST or None, headcount=headcount)
    if form.is_valid():
        headcount.confirm(by=request.user)
        messages.success(request, f"已确认：{full_day(headcount.as_of)}在册职工数")
        return redirect(headcount.enterprise)
    context = {"headcount": headcount, "form": form, "parts": headcount.parts.order_by("id")}
    return page(request, "organisations/headcount_confirmation.html", context)
