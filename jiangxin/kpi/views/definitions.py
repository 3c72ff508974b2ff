"""口径: what each indicator means, since when, and on what ground."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.kpi.forms import DefinitionForm
from jiangxin.kpi.models import Definition, Indicator
from jiangxin.kpi.permits import IndicatorPermits, PublicationPermits
from jiangxin.kpi.views import find
from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.ui.pages import page


@require_safe
def definitions(request):
    """All indicators, each with the definition that holds today."""
    find.for_officers(request)
    today, known = clock.today(), Definition.versions().values()
    rows = [[one for one in versions if one.since <= today][-1] for versions in known]
    publishes = PublicationPermits(request.user, None).publish()
    return page(request, "kpi/definitions.html", {"rows": rows, "publishes": publishes})


@require_safe
def indicator(request, code):
    """Every definition that it ever had, the newest first."""
    find.for_officers(request)
    indicator = get_object_or_404(Indicator, code=code)
    versions = indicator.definitions.select_related("by").order_by("-since")
    may = IndicatorPermits(request.user, indicator)
    context = {"indicator": indicator, "versions": versions, "may": may, "today": clock.today()}
    return page(request, "kpi/indicator.html", context)


def change(request, code):
    find.for_officers(request)
    indicator = get_object_or_404(Indicator, code=code)
    require(IndicatorPermits(request.user, indicator).change())
    form = DefinitionForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        made = Definition.change(indicator, by=request.user, **form.cleaned_data)
        messages.success(request, f"新口径已定：{made.since:%Y年%m月}起")
        return redirect(indicator)
    held = indicator.definitions.order_by("-since").first()
    form = form or DefinitionForm.starting_from(held)
    context = {"indicator": indicator, "form": form, "held": held}
    return page(request, "kpi/change.html", context, status=422 if form.errors else 200)
