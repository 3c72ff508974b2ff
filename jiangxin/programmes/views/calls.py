from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.models import Office
from jiangxin.programmes.forms import NewForm
from jiangxin.programmes.models import Programme
from jiangxin.programmes.permits import ProgrammePermits, unions_calling
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

MOST_BEFORE = 8  # calls of before that a new one may begin with


@require_safe
def programme_list(request):
    """What I can take part in; for an officer, what reaches the unions they lead."""
    programmes = Programme.objects.visible_to(request.user).for_list()
    is_officer = Office.objects.of(request.user).exists()
    rows = window(request, programmes if is_officer else programmes.open())
    context = {"rows": rows, "now": clock.now(), "is_officer": is_officer}
    context["may_call"] = is_officer and unions_calling(request.user).exists()
    return page(request, "programmes/list.html", context)


@require_safe
def programme(request, pk):
    """One call: what it asks for, until when, and which way an entry goes."""
    found = find(request, pk)
    return page(request, "programmes/programme.html", programme_context(request, found))


def programme_context(request, programme):
    return {
        "programme": programme,
        "is_open": programme.is_open(),
        "categories": programme.categories.order_by("position"),
        "audiences": programme.audiences.select_related("organisation", "park"),
        "questions": programme.questionnaire.asked(),
        "may": ProgrammePermits(request.user, programme),
    }


def new(request):
    """Begin with a ready-made call or with one of before; it is a draft."""
    unions = list(unions_calling(request.user).order_by("depth", "name"))
    require(unions)
    before = Programme.objects.published().filter(organiser__in=unions).order_by("-id")
    form = NewForm(request.POST or None, unions=unions, before=before[:MOST_BEFORE])
    if form.is_valid():
        return redirect("programmes:edit", form.draft(by=request.user).pk)
    status = 422 if form.errors else 200
    return page(request, "programmes/new.html", {"form": form, "unions": unions}, status=status)


def find(request, pk):
    """The call, if it reaches this user."""
    known = Programme.objects.visible_to(request.user).for_list()
    return get_object_or_404(known.select_related("questionnaire", "road"), pk=pk)


def find_to_edit(request, pk):
    """The call, if this user may set it up."""
    programme = find(request, pk)
    require(ProgrammePermits(request.user, programme).edit())
    return programme
