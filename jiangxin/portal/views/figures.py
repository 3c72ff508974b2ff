from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.portal import figures
from jiangxin.programmes.models import Participation
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def home(request):
    """The figures of the place in which I hold my first office."""
    office = Office.objects.of(request.user).select_related("organisation").first()
    if office is None:
        return redirect("portal:home")
    if office.organisation is None:
        return redirect("portal:enterprise", office.enterprise_id)
    return redirect("portal:organisation_figures", office.organisation_id)


@require_safe
def organisation(request, pk):
    visible = Organisation.objects.led_by(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    period = figures.Period.this_year()
    context = {
        "organisation": organisation,
        "figures": figures.of_organisation(organisation, period),
        "others": outside_the_plan(Participation.objects.within(organisation), period),
    }
    if organisation.tier == Organisation.Tier.FEDERATION:
        context |= plan(period)
    context |= table(request, "park", figures.parks_of(organisation), period)
    return page(request, "portal/organisation_figures.html", context)


@require_safe
def park(request, pk):
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    period = figures.Period.this_year()
    enterprises = Enterprise.objects.standing_in([park])
    context = {
        "park": park,
        "is_led": Park.objects.led_by(request.user).filter(pk=park.pk).exists(),
        "figures": figures.of_park(park, period),
        "others": outside_the_plan(Participation.objects.filter(park=park), period),
    }
    context |= table(request, "enterprise", enterprises, period)
    return page(request, "portal/park_figures.html", context)


def outside_the_plan(acts, period):
    """参与人数 that do not count for the plan: 公有制企业, or no park on its roll."""
    acts = acts.standing().between(period.first, period.last)
    return acts.filter(is_in_plan=False).people()


def plan(period):
    reached, covered = figures.of_plan(period), figures.parks_covered(period)
    return {
        "plan": reached,
        "covered": covered,
        "missing": {
            "parks": max(0, figures.TARGET_PARKS - covered),
            "rate": reached.workers and max(0, figures.TARGET_RATE - reached.rate),
            "people": max(0, figures.TARGET_PEOPLE - reached.people),
        },
        "target_parks": figures.TARGET_PARKS,
        "target_rate": figures.TARGET_RATE,
        "target_people": figures.TARGET_PEOPLE,
    }


def table(request, field, places, period):
    """One page of parks or enterprises, each with its figures."""
    rows = window(request, places, key="id")
    return {"rows": rows, "lines": figures.lines(field, rows.rows, period)}
