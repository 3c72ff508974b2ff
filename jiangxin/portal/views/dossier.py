"""创新档案 of one person, on a page and on paper."""

from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.people.models import Person
from jiangxin.portal.dossier import Dossier, as_pdf
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def dossier(request, pk):
    found = find(request, pk)
    rows = window(request, found.proposals(), size=10)
    context = {"dossier": found, "person": found.person, "job": found.person.employment()}
    context |= {"rows": rows, "lines": found.lines(rows)}
    context["is_self"] = found.person.user_id == request.user.pk
    return page(request, "portal/dossier.html", context)


@require_safe
def paper(request, pk):
    """The same as a PDF, to print."""
    found = find(request, pk)
    file = BytesIO(as_pdf(found))
    return FileResponse(file, as_attachment=True, filename=f"创新档案 {found.person}.pdf")


def find(request, pk):
    """Whoever may see the person may see the dossier; a stranger learns of neither."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return Dossier(person, request.user)
