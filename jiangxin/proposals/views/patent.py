"""公开专利: those that proposals are held against, for every officer."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.lib.permits import require
from jiangxin.organisations.models import Office
from jiangxin.proposals.models import PublishedPatent
from jiangxin.proposals.permits import PatentTablePermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def patents(request):
    """?q=夹具 or a number; what came last is first."""
    require(Office.objects.of(request.user).exists())
    wanted = request.GET.get("q", "")
    found = PublishedPatent.objects.matching(wanted).for_list()
    context = {"rows": window(request, found), "q": wanted}
    context["may"] = PatentTablePermits(request.user, None)
    return page(request, "proposals/patents.html", context)


@require_safe
def patent(request, pk):
    known = PublishedPatent.objects.visible_to(request.user).select_related("table__merged_by")
    return page(request, "proposals/patent.html", {"patent": get_object_or_404(known, pk=pk)})
