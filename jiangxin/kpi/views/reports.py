"""报告: asked for, written in the background, fetched as paper; and told of by subscription."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from jiangxin.kpi.models import Report, Subscription
from jiangxin.kpi.place import Place
from jiangxin.kpi.report_forms import ReportForm, SubscriptionForm
from jiangxin.kpi.rhythm import Rhythm
from jiangxin.kpi.views import find
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def reports(request, kind, pk):
    """Ask for one; and all that I asked for here, the newest first."""
    place = find.place(request, kind, pk)
    told = request.POST if request.method == "POST" else None
    form = ReportForm.of(place, find.period(request), told)
    if form.is_valid():
        of = Place(place.thing, form.in_plan())
        return redirect(Report.ask(of, form.cleaned_data["period"], by=request.user))
    mine = Subscription.objects.of(place).running().filter(user=request.user)
    held = {row.rhythm: row for row in mine}
    context = {
        "place": place,
        "form": form,
        "rows": window(request, Report.objects.visible_to(request.user).of(place).for_list()),
        "rhythms": [(one, held.get(one)) for one in Rhythm],
    }
    return page(request, "kpi/reports.html", context, status=422 if form.errors else 200)


@require_safe
def report(request, pk):
    """How far it is; then what stands in it, and the files."""
    found = get_object_or_404(Report.objects.visible_to(request.user).with_errand(), pk=pk)
    return page(request, "kpi/report.html", {"found": found, "place": found.place})


@require_safe
def report_file(request, pk, format):
    found = get_object_or_404(Report.objects.visible_to(request.user).written(), pk=pk)
    name = f"{found.content['title']} {found.content['period']}.{format}"
    made = found.draw(format, by=request.user)
    return FileResponse(made, as_attachment=True, filename=name)


@require_POST
def subscription(request, kind, pk):
    place = find.place(request, kind, pk)
    form = SubscriptionForm(request.POST)
    if form.is_valid():
        new = Subscription.begin(place, form.cleaned_data["rhythm"], by=request.user)
        messages.success(request, f"已订阅：每期结束后的第一个工作日告诉您 {new}")
    return redirect("kpi:reports", *place.address)


@require_POST
def end(request, pk):
    mine = Subscription.objects.running().with_places()
    found = get_object_or_404(mine.filter(user=request.user), pk=pk)
    found.end(by=request.user)
    messages.success(request, f"已退订：{found}")
    return redirect(found)
