from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from jiangxin.api.permits import KeyPermits
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.portal.menu import officers_menu
from jiangxin.portal.permits import DeliveryPermits
from jiangxin.programmes.models import Participation, Programme
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page

RECENT = 5
MANY = 99


@require_safe
def home(request):
    """An officer starts at the desk, a worker at their own page."""
    if Office.objects.of(request.user).exists():
        return redirect("portal:desk")
    return worker(request)


@require_safe
def worker(request):
    """What waits for me, where mine lie, what is open for me."""
    person = Person.objects.filter(user=request.user).first()
    job = person.employment() if person else None
    mine = Proposal.objects.by(request.user)
    returned, others = mine.handed_back(), mine.exclude_handed_back()
    asking = Proposal.objects.asking(request.user)
    programmes = Programme.objects.offered_to(job.enterprise).open() if job else []
    context = {
        "job": job,
        "returned": returned.select_related("journey__keeper").order_by("-id")[:RECENT],
        "invitations": asking.select_related("journey__started_by").order_by("-id")[:RECENT],
        "mine": others.for_list().order_by("-id")[:RECENT],
        "programmes": programmes.order_by("closes_at", "id") if job else [],
    }
    return page(request, "portal/home.html", context)


@require_safe
def me(request):
    """Who I am here, what I took part in, and how pages look."""
    person = Person.objects.filter(user=request.user).first()
    offices = Office.objects.of(request.user).select_related("organisation", "enterprise")
    acts = Participation.objects.standing()
    context = {
        "person": person,
        "job": person.employment() if person else None,
        "offices": offices,
        "acts": acts.filter(person__in=person.selves()).count() if person else 0,
        "issues_keys": KeyPermits(request.user, None).issue(),
        "operates": DeliveryPermits(request.user, None).look(),
        "waiting": Notification.objects.of(request.user).unread()[:MANY].count(),
    }
    return page(request, "portal/me.html", context)


@require_safe
def more(request):
    """The rest of an officer's menu, for a phone."""
    return page(request, "portal/more.html", {"entries": officers_menu(request, request.user)})
