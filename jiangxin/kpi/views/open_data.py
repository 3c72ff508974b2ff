"""公开数据: what everybody may read, and how the federation publishes it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.documents.sheet import comma_separated
from jiangxin.kpi.models import Publication
from jiangxin.kpi.open_columns import open_columns
from jiangxin.kpi.permits import PublicationPermits
from jiangxin.kpi.publication_forms import PublicationForm
from jiangxin.lib.addresses import key_in
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

JSON, CSV = "application/json; charset=utf-8", "text/csv; charset=utf-8"


@login_not_required
@require_safe
def open_data(request):
    """?year=2025; without it the newest. While it is not open, only who publishes it sees it."""
    years = list(published_for(request.user).order_by("-year").values_list("year", flat=True))
    asked = key_in(request.GET.get("year"))
    chosen = asked if asked in years else next(iter(years), None)
    found = Publication.objects.published().filter(year=chosen).first()
    context = {"found": found, "years": years, "is_open": settings.OPEN_DATA}
    return page(request, "kpi/open_data.html", context)


@login_not_required
@require_safe
def open_file(request, year, form):
    """The file of a year, the same one on every day."""
    found = get_object_or_404(published_for(request.user), year=year)
    if form == "json":
        answer = HttpResponse(found.content, content_type=JSON)
    elif form == "csv":
        table = found.table
        made = comma_separated(str(found), open_columns(table), table["groups"])
        answer = FileResponse(made, content_type=CSV)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="open-data-{year}.{form}"'
    return answer


def publications(request):
    """What was published, the newest year first; and another one."""
    if not PublicationPermits(request.user, None).publish():
        raise Http404
    form = PublicationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Publication.ask(form.cleaned_data["year"], by=request.user)
        return redirect("kpi:publications")
    rows = window(request, Publication.objects.for_list(), key="-year")
    context = {"form": form, "rows": rows, "is_open": settings.OPEN_DATA}
    context["smallest"] = settings.OPEN_DATA_SMALLEST
    return page(request, "kpi/publications.html", context, status=422 if form.errors else 200)


def published_for(user):
    """Those that this reader may see: all once it is open; else 404, but for who publishes it."""
    publishes = user.is_authenticated and PublicationPermits(user, None).publish()
    if not (settings.OPEN_DATA or publishes):
        raise Http404
    return Publication.objects.published()
