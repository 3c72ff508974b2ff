"""The indicators of a place over a period: each number with what it means and as of when."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.forms import periods
from jiangxin.kpi.models import PlanPeriod, Watermark
from jiangxin.kpi.place import Place
from jiangxin.kpi.views import find
from jiangxin.organisations.models import Office
from jiangxin.ui.pages import page


@require_safe
def home(request):
    """Those of the place in which I hold my first office."""
    office = Office.objects.of(request.user).select_related("organisation", "enterprise").first()
    if office is None:
        raise Http404
    return redirect(Place(office.place))


@require_safe
def place(request, kind, pk):
    """?period=2026&scope=plan: without them this year, and all that took part."""
    place, period = find.place(request, kind, pk), find.period(request)
    plan = PlanPeriod.objects.current()
    figures = figures_of(place, period)
    context = {
        "place": place,
        "period": period,
        "periods": periods(plan),
        "figures": figures.values(),
        "closing": figures["people"].closing,
        "targets": targets(place, period, plan),
        "plan": plan,
        "mark": Watermark.seen(),
    }
    return page(request, "kpi/place.html", context)


def targets(place, period, plan):
    """{code: Target} where the city is looked at over the plan's own months, as the plan counts."""
    is_city = place.kind == "organisation" and place.thing.is_federation()
    if not (plan and place.in_plan and is_city and period.written == plan.period.written):
        return {}
    return {one.indicator.code: one for one in plan.targets.select_related("indicator")}
