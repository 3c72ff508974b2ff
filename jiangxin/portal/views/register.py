"""The register's pages with what the rooms above it know: who took part, and what to do next."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jiangxin.organisations.models import Organisation, Park
from jiangxin.organisations.views import organisation_known, park_known, then
from jiangxin.people.models import Person
from jiangxin.people.views.register import person_known
from jiangxin.portal.figured import figured, this_year_of
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Proposal
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def organisation(request, pk):
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if past := then.organisation(request, organisation):
        return past
    context = organisation_known(request, organisation)
    context |= figured(this_year_of(organisation))
    return page(request, "portal/organisation.html", context)


@require_safe
def park(request, pk):
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    if past := then.park(request, park):
        return past
    context = park_known(request, park)
    if Park.objects.led_by(request.user).filter(pk=park.pk).exists():
        context |= figured(this_year_of(park))
    return page(request, "portal/park.html", context)


@require_safe
def person(request, pk):
    """One person as every room knows them: proposals as far as the reader may see them."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    proposals = Proposal.objects.visible_to(request.user).of_author(person).for_list()
    acts = Participation.objects.standing().filter(person__in=person.selves())
    context = person_known(request, person)
    context["proposals"] = window(request, proposals, size=10)
    context["acts"] = acts.select_related("programme").order_by("-on", "-id")[:20]
    return page(request, "portal/person.html", context)
