from django.views.decorators.http import require_safe

from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people.models import Person
from jiangxin.portal.forms import SearchForm
from jiangxin.proposals.models import Proposal, found_by, near_misses
from jiangxin.ui.pages import page

FEW = 8


@require_safe
def search(request):
    """Everything that one may see and that holds these words, a few of each kind."""
    query = SearchForm.asked(request)
    found = kinds(request.user, query) if query else {}
    return page(request, "portal/search.html", {"query": query, "found": found})


def kinds(user, query):
    chosen = found_by(user, query).only("id").order_by("-id")[:FEW]
    proposals = Proposal.objects.laid_out(chosen)
    return {
        "proposals": proposals,
        "near": near_misses(user, query, proposals),
        "people": Person.objects.found_by(user, query, FEW),
        "enterprises": Enterprise.objects.visible_to(user).filter(name__contains=query)[:FEW],
        "organisations": Organisation.objects.led_by(user).filter(name__contains=query)[:FEW],
        "parks": Park.objects.visible_to(user).filter(name__contains=query)[:FEW],
    }
