"""The indicators of a place over a period: each number with what it means and as of when."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.forms import PeriodForm, periods
from jiangxin.kpi.models import PlanPeriod, Watermark
from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.ui.pages import page


@require_safe
def home(request):
    """Those of the place in which I hold my first office."""
    office = Office.objects.of(request.user).select_related("organisation", "enterprise").first()
    if office is None:
        raise Http404
    return redirect(Place(office.place))


@require_safe
def organisation(request, pk):
    return shown(request, get_object_or_404(Organisation.objects.led_by(request.user), pk=pk))


@require_safe
def park(request, pk):
    return shown(request, get_object_or_404(Park.objects.led_by(request.user), pk=pk))


@require_safe
def enterprise(request, pk):
    return shown(request, get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk))


def shown(request, thing):
    """?period=2026&scope=plan: without them this year, and all that took part."""
    period = PeriodForm(request.GET).asked()
    place = Place(thing, in_plan=request.GET.get("scope") == "plan")
    plan = PlanPeriod.objects.current()
    context = {
        "place": place,
        "period": period,
        "periods": periods(plan),
        "figures": figures_of(place, period).values(),
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
