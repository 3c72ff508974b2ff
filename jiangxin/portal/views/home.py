from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.portal.menu import officers_menu
from jiangxin.programmes.models import Participation, Programme
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window

RECENT = 5


def home(request):
    """An officer starts at the desk, a worker at their own page."""
    if Office.objects.of(request.user).exists():
        return redirect("portal:desk")
    return worker(request)


def worker(request):
    person = Person.objects.filter(user=request.user).first()
    job = person.employment() if person else None
    union = job.enterprise.union() if job else None
    mine = Proposal.objects.by(request.user).for_list()
    context = {
        "person": person,
        "job": job,
        "park": job.enterprise.park() if job else None,
        "returned": mine.handed_back()[:RECENT],
        "invitations": Proposal.objects.asking(request.user).for_list()[:RECENT],
        "mine": mine.exclude_handed_back().order_by("-id")[:RECENT],
        "open": Programme.objects.offered_by(union).open().order_by("id") if union else [],
    }
    return page(request, "portal/home.html", context)


def me(request):
    """Who I am here, what counts for me, and how pages look."""
    person = Person.objects.filter(user=request.user).first()
    acts = Participation.objects.standing().filter(person=person) if person else []
    context = {
        "person": person,
        "job": person.employment() if person else None,
        "offices": Office.objects.of(request.user).select_related("organisation", "enterprise"),
        "acts": len(acts[:100]),
        "messages_unread": Notification.objects.of(request.user).unread()[:100].count(),
    }
    return page(request, "portal/me.html", context)


def more(request):
    """The rest of an officer's menu, for a phone."""
    return page(request, "portal/more.html", {"entries": officers_menu(request, request.user)})


def messages(request):
    rows = window(request, Notification.objects.of(request.user))
    return page(request, "portal/messages.html", {"rows": rows})


@require_POST
def reading(request, pk):
    """Open a message: it is read, and leads to its page."""
    message = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    message.read()
    return redirect(message.path or "portal:messages")
