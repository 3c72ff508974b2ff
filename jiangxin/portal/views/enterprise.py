"""One enterprise, as the union and the employer look at it together."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.organisations.models import Enterprise
from jiangxin.organisations.views import enterprise_known, then
from jiangxin.people.permits import RosterPermits, WorkforcePermits
from jiangxin.portal import turnout
from jiangxin.portal.figured import figured, this_year_of
from jiangxin.portal.workforce import Workforce
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.permits import EntryPermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def enterprise(request, pk):
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    if past := then.enterprise(request, enterprise):
        return past
    context, year = enterprise_known(request, enterprise), this_year_of(enterprise)
    context |= figured(year)
    context["filed"] = next(iter(context["headcounts"]), None)
    context["workforce"] = Workforce(enterprise, context["filed"], year.day)
    context["turnout"] = turnout.turnout_of(year)
    context["outcomes"] = Proposal.objects.at(enterprise).outcomes(since=year.period.first)
    context["roster"] = RosterPermits(request.user, enterprise)
    context["hiring"] = WorkforcePermits(request.user, enterprise)
    context["entry"] = EntryPermits(request.user, enterprise)
    return page(request, "portal/enterprise.html", context)


@require_safe
def people(request, pk):
    """The workers of today who took part, or whom nothing reached yet: for inviting them."""
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    part, period = turnout.TurnoutForm(request.GET).asked()
    year = this_year_of(enterprise)
    known, found = turnout.turnout_of(year), turnout.workers(request.user, year, part, period)
    took = known.year if period == "year" else known.ever
    context = {"enterprise": enterprise, "part": part, "period": period, "turnout": known}
    context["parts"] = tabs(part, period, {"never": known.workers - took, "taken": took})
    context["periods"] = turnout.PERIODS
    context["rows"] = window(request, found, "person_id")
    return page(request, "portal/enterprise_people.html", context)


def tabs(part, period, numbers):
    return [
        {
            "url": f"?part={key}&period={period}",
            "number": numbers[key],
            "word": word,
            "current": key == part,
        }
        for key, word in turnout.PARTS.items()
    ]
