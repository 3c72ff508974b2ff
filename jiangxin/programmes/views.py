from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Programme
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def programme_list(request):
    """What I can take part in; for an officer, what reaches the unions they lead."""
    programmes = Programme.objects.visible_to(request.user).for_list()
    is_officer = Office.objects.of(request.user).exists()
    rows = window(request, programmes if is_officer else programmes.open())
    context = {"rows": rows, "now": clock.now(), "is_officer": is_officer}
    return page(request, "programmes/list.html", context)


@require_safe
def programme(request, pk):
    """One call: what it asks for, until when, and which way an entry goes."""
    return page(request, "programmes/programme.html", programme_context(find(request, pk)))


def programme_context(programme):
    return {
        "programme": programme,
        "is_open": programme.is_open(),
        "categories": programme.categories.order_by("position"),
        "questions": programme.questionnaire.asked(),
    }


def find(request, pk):
    """The call, if it reaches this user."""
    return get_object_or_404(Programme.objects.visible_to(request.user).for_list(), pk=pk)
