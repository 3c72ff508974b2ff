"""The indicators of a place over a period: each number with what it means and as of when."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from jiangxin.kpi.forms import periods
from jiangxin.kpi.models import PlanPeriod, Target
from jiangxin.kpi.overview import Overview
from jiangxin.kpi.permits import TargetPermits
from jiangxin.kpi.place import Place
from jiangxin.kpi.views import find
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.ui.pages import page


@require_safe
def home(request):
    """Those of the place of my first office: as the plan counts, while one runs there."""
    office = Office.objects.of(request.user).select_related("organisation", "enterprise").first()
    if office is None:
        raise Http404
    place, plan = Place(office.place), PlanPeriod.objects.current()
    runs = plan and plan.first <= clock.today() < plan.until
    if runs and Target.objects.standing().of(place.thing).filter(plan=plan).exists():
        return redirect(f"{place.get_absolute_url()}?period={plan.period.written}&scope=plan")
    return redirect(place)


@require_safe
def place(request, kind, pk):
    """?period=2026&scope=plan: without them this year, and all that took part."""
    place, period = find.place(request, kind, pk), find.period(request)
    overview = Overview(place, period)
    context = {
        "place": place,
        "period": period,
        "periods": periods(overview.plan),
        "overview": overview,
        "plan": overview.plan,
        "mark": overview.reading.counting.mark,
        "may": TargetPermits(request.user, place.thing),
        "has_map": bool(settings.KPI_MAP),
        "least": settings.KPI_LEAST_RANKED,
    }
    return page(request, "kpi/place.html", context)


@require_safe
def outline(request):
    """The federation's own map of its districts, for the chart that draws it."""
    find.for_officers(request)
    if not settings.KPI_MAP or not Path(settings.KPI_MAP).is_file():
        raise Http404
    return FileResponse(Path(settings.KPI_MAP).open("rb"), content_type="application/geo+json")
