"""For whoever runs the house: what waits to leave it, what did not arrive, and why."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jiangxin.notifications.models import Delivery, State
from jiangxin.portal.forms import DeliveriesForm
from jiangxin.portal.permits import DeliveryPermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

SHOWN = [State.WAITING, State.SENDING, State.FAILED, State.UNCLEAR]


@require_safe
def deliveries(request):
    """Failed ones first of all; of each how many, by which carrier, and the reason."""
    if not DeliveryPermits(request.user, None).look():
        raise Http404
    asked = DeliveriesForm.asked(request)
    chosen = Delivery.objects.filter(**asked)
    context = {"tally": tally(asked["state"]), "state": State(asked["state"])}
    context["rows"] = window(request, chosen.for_list())
    Delivery.with_addresses(context["rows"].rows)
    return page(request, "portal/deliveries.html", context)


def tally(current):
    """How many are in each state that somebody may want to look at."""
    open_ones = Delivery.objects.filter(state__in=SHOWN)
    counted = dict(open_ones.values_list("state").annotate(Count("pk")))
    here = reverse("portal:deliveries")
    return [
        {
            "url": f"{here}?state={state}",
            "word": state.label,
            "number": counted.get(state, 0),
            "current": state == current,
        }
        for state in SHOWN
    ]


@require_POST
def delivery_retry(request, pk):
    """Once more, for what certainly did not leave."""
    if not DeliveryPermits(request.user, None).retry():
        raise Http404
    delivery = get_object_or_404(Delivery, pk=pk)
    delivery.retry(by=request.user)
    messages.success(request, "排上了，马上再发一次。")
    return redirect("portal:deliveries")
