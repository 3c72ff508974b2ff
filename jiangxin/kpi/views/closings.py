"""封账: the periods that were signed and closed, and closing another one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.kpi.closed import late, spans
from jiangxin.kpi.closing_forms import ClosingForm
from jiangxin.kpi.models import Closing
from jiangxin.kpi.permits import ClosingPermits, office_of_the_federation
from jiangxin.kpi.place import Place
from jiangxin.kpi.views import find
from jiangxin.lib.permits import require
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def closings(request):
    """All of them, the newest first; the federation closes the next one."""
    find.for_officers(request)
    may = ClosingPermits(request.user, None)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(may.close())
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("period", "signer")}
        office = office_of_the_federation(request.user)
        new = Closing.start(by=request.user, office=office, **told)
        messages.success(request, f"已签字，正在封存：{new.name}")
        return redirect(new)
    rows = window(request, Closing.objects.for_list())
    context = {"form": form, "may": may, "rows": rows}
    return page(request, "kpi/closings.html", context, status=422 if form.errors else 200)


@require_safe
def closing(request, pk):
    """What was closed, by whom, under which digest; and what came late."""
    find.for_officers(request)
    closing = get_object_or_404(Closing.objects.for_list(), pk=pk)
    city, period = Place(closing.office.organisation), closing.period
    context = {"closing": closing, "city": city, "period": period}
    context["late"] = late(city, period, spans(period)) if closing.closed_at else None
    return page(request, "kpi/closing.html", context)
