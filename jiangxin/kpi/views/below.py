"""The lists of what lies below a place: which parks, unions, enterprises came how far."""

from django.http import Http404, QueryDict
from django.views.decorators.http import require_safe

from jiangxin.kpi.below import below as found_below
from jiangxin.kpi.below import kinds_below
from jiangxin.kpi.forms import periods
from jiangxin.kpi.models import PlanPeriod
from jiangxin.kpi.views import find
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def below(request, kind, pk):
    """?of=enterprises&state=never: one kind of what lies below, narrowed to a state of its own."""
    place, period = find.place(request, kind, pk), find.period(request)
    found = found_below(place, period, request.GET.get("of"))
    if found is None:
        raise Http404
    of, listed = found
    state = request.GET.get("state")
    rows = window(request, listed.things(state), "id")
    context = {"place": place, "period": period, "of": of, "listed": listed, "rows": rows}
    context |= {"lines": listed.lines(rows.rows), "periods": periods(PlanPeriod.objects.current())}
    context["opens"] = find.openable(request.user, of, [row.pk for row in rows])
    context["kept"] = asked(place, period)
    context["kinds"] = [(key, one.word) for key, one in kinds_below(place).items()]
    context["state"] = state if state in dict(listed.states) else ""
    return page(request, "kpi/below.html", context)


def asked(place, period):
    """The same months and scope, for the links of the page."""
    kept = QueryDict(mutable=True)
    kept.update({"period": period.written, **({"scope": "plan"} if place.in_plan else {})})
    return kept.urlencode()
