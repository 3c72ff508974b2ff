from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.documents.serving import served
from jiangxin.lib.permits import require
from jiangxin.portal.export_forms import ExportForm
from jiangxin.portal.models import Export
from jiangxin.portal.permits import ExportPermits
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def exports(request):
    """Ask for a list; and all that I asked for, the newest first."""
    may = ExportPermits(request.user, None)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(may.ask())
    if form.is_valid():
        return redirect(Export.ask(by=request.user, **form.cleaned_data))
    rows = window(request, Export.objects.visible_to(request.user).for_list(), size=10)
    return page(request, "portal/exports.html", {"form": form, "may": may, "rows": rows})


@require_safe
def export(request, pk):
    """How far it is; then the file, and until when."""
    export = get_object_or_404(Export.objects.visible_to(request.user).for_list(), pk=pk)
    again = QueryDict(mutable=True)
    again.update(export.parameters)
    place = export.parameters.get(export.listing.place, "")
    context = {"found": export, "query": again.urlencode(), "place": place}
    return page(request, "portal/export.html", context)


@require_safe
def export_file(request, pk):
    export = get_object_or_404(Export.objects.visible_to(request.user).ready(), pk=pk)
    return served(export.download(by=request.user))
