"""Which place an address speaks of, as far as the reader's offices reach; a stranger gets 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from jiangxin.kpi.forms import PeriodForm
from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park

SEEN = {
    "unions": Organisation.objects.led_by,
    "parks": Park.objects.led_by,
    "enterprises": Enterprise.objects.visible_to,
}


def place(request, kind, pk):
    """?scope=plan: as the plan counts; without it all that took part."""
    thing = get_object_or_404(SEEN[kind](request.user), pk=pk)
    return Place(thing, in_plan=request.GET.get("scope") == "plan")


def period(request):
    """?period=2026; without it, or where it cannot be read, this year."""
    return PeriodForm(request.GET).asked()


def for_officers(request):
    if not Office.objects.of(request.user).exists():
        raise Http404


def openable(user, kind, keys):
    """Which of these places, by their keys, the user may open."""
    return set(SEEN[kind](user).filter(pk__in=keys).values_list("pk", flat=True))
