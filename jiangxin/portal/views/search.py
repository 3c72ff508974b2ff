from django.views.decorators.http import require_safe

from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people.models import Person
from jiangxin.portal.forms import SearchForm
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page

FEW = 8


@require_safe
def search(request):
    """Everything that one may see and that holds these words, a few of each kind."""
    query = SearchForm.asked(request)
    found = kinds(request.user, query) if query else {}
    return page(request, "portal/search.html", {"query": query, "found": found})


def kinds(user, query):
    proposals = Proposal.objects.visible_to(user).matching(query).for_list()
    return {
        "proposals": proposals.order_by("-id")[:FEW],
        "people": Person.objects.visible_to(user).filter(name__startswith=query)[:FEW],
        "enterprises": Enterprise.objects.visible_to(user).filter(name__contains=query)[:FEW],
        "organisations": Organisation.objects.led_by(user).filter(name__contains=query)[:FEW],
        "parks": Park.objects.visible_to(user).filter(name__contains=query)[:FEW],
    }
