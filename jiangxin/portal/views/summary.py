"""汇总表 on a page: one row per enterprise; the sum stands in the exported file."""

from django.http import Http404
from django.views.decorators.http import require_safe

from jiangxin.kpi.period import Period
from jiangxin.organisations.models import Office
from jiangxin.portal.summary import STATES, Summary, SummaryForm
from jiangxin.programmes.models import Programme
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

MOST = 200  # calls to choose from, the newest


@require_safe
def summary(request):
    """?programme=7&first=2026-01-01&last=2026-06-30; without days it is this year's."""
    if not Office.objects.of(request.user).exists():
        raise Http404
    year = Period.this_year()
    days = {"first": year.first.isoformat(), "last": year.ends_on.isoformat()}
    form = SummaryForm({**days, **request.GET.dict()})
    asked = form.asked()
    told = Summary(request.user, **asked)
    rows = window(request, told.enterprises(), "id")
    calls = Programme.objects.visible_to(request.user).published().order_by("-id")[:MOST]
    context = {"form": form, "summary": told, "rows": rows, "lines": told.lines(rows.rows)}
    context |= {"programmes": calls, "chosen": asked.get("programme"), "states": STATES}
    return page(request, "portal/summary.html", context)
