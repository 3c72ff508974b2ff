"""The register's pages. `…_known` gives what a page shows; the portal asks for it and adds more."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from jiangxin.lib import clock
from jiangxin.lib.permits import require
from jiangxin.organisations.forms import AsOfForm, EndingForm, SearchForm
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.organisations.permits import (
    EnterprisePermits,
    OfficePermits,
    PlacePermits,
    changes_known_about,
    confirmable_by,
)
from jiangxin.organisations.views import then
from jiangxin.organisations.views.changes import acts_of
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


@require_safe
def tree(request):
    """The part of the union tree below the user's offices; with words, the unions named so."""
    query, _ = SearchForm.asked(request)
    if not query and (past := then.tree(request)):
        return past
    if query:
        named = Organisation.objects.visible_to(request.user).named(query)
        context = {"query": query, "rows": window(request, named, "name")}
    else:
        tops = list(Organisation.objects.tops_for(request.user).for_tree()[:20])
        context = {"tops": tops, "asof": AsOfForm(request.GET)}
        if len(tops) == 1:
            context["branches"] = branches_known(request, tops[0])
    return page(request, "organisations/list.html", context)


@require_safe
def branches(request, pk):
    """What lies directly below a union: a box of the tree, or a page of its own."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if past := then.branches(request, organisation):
        return past
    box = "#branches" if request.htmx else ""
    context = {"organisation": organisation, "branches": branches_known(request, organisation)}
    context["asof"] = AsOfForm(request.GET)
    return page(request, f"organisations/branches.html{box}", context)


def branches_known(request, organisation):
    below = Organisation.objects.branches_of(organisation).for_tree()
    return window(request, below, "name", size=50, name="branches")


@require_safe
def organisation(request, pk):
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    past = then.organisation(request, organisation)
    return past or page(
        request, "organisations/organisation.html", organisation_known(request, organisation)
    )


def organisation_known(request, organisation):
    return {
        "organisation": organisation,
        "asof": AsOfForm(request.GET),
        "changes": changes_known_about(request.user, organisation).for_list()[:20],
        "acts": acts_of(request.user, organisation),
        "may": PlacePermits(request.user, organisation),
        "ways": Office.objects.reaching(request.user, organisation),
        "above": trail_of(request.user, organisation),
        "offices": organisation.offices.today().for_list().order_by("role", "since", "id")[:50],
        "branches": branches_known(request, organisation),
        "parks": Park.objects.of_union(organisation).order_by("name"),
        "enterprises": enterprises_known(
            request, Enterprise.objects.of_union(organisation), name="enterprises"
        ),
    }


def trail_of(user, organisation):
    """Those above it, from the top; each knows whether this user may open it."""
    reach = Office.objects.reach_of(user)
    above = list(Organisation.objects.above(organisation).exclude(pk=organisation.pk))[::-1]
    return [(o, reach.includes(o)) for o in above]


@require_safe
def parks(request):
    query, _ = SearchForm.asked(request)
    found = Park.objects.visible_to(request.user)
    rows = window(request, found.named(query) if query else found, "name")
    return page(request, "organisations/parks.html", {"rows": rows, "query": query})


@require_safe
def park(request, pk):
    park = get_object_or_404(Park.objects.visible_to(request.user), pk=pk)
    past = then.park(request, park)
    return past or page(request, "organisations/park.html", park_known(request, park))


def park_known(request, park):
    union = park.union()
    tenants = Enterprise.objects.visible_to(request.user).standing_in([park])
    return {
        "park": park,
        "asof": AsOfForm(request.GET),
        "changes": changes_known_about(request.user, park).for_list()[:20],
        "acts": acts_of(request.user, park),
        "union": union,
        "opens": openable(request.user, union),
        "ways": Office.objects.reaching(request.user, park),
        "enterprises": enterprises_known(request, tenants),
    }


@require_safe
def enterprises(request):
    query, under = SearchForm.asked(request)
    found = Enterprise.objects.visible_to(request.user)
    union = Organisation.objects.visible_to(request.user).filter(pk=under).first()
    found = found.covered_by(union) if union else found
    rows = enterprises_known(request, found.named(query) if query else found)
    context = {"rows": rows, "query": query, "union": union}
    return page(request, "organisations/enterprises.html", context)


def enterprises_known(request, found, name="page"):
    return window(request, found.for_list(), "name", name=name)


@require_safe
def enterprise(request, pk):
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    past = then.enterprise(request, enterprise)
    return past or page(
        request, "organisations/enterprise.html", enterprise_known(request, enterprise)
    )


def enterprise_known(request, enterprise):
    may = EnterprisePermits(request.user, enterprise)
    park, union = may.where.park, may.where.union
    headcounts = list(enterprise.headcounts.for_list().order_by("-as_of")[:24])
    return {
        "enterprise": enterprise,
        "asof": AsOfForm(request.GET),
        "changes": changes_known_about(request.user, enterprise).for_list()[:20],
        "acts": acts_of(request.user, enterprise, may),
        "may": may,
        "ways": Office.objects.reaching(request.user, enterprise),
        "union": union,
        "opens": openable(request.user, union),
        "park": park,
        "park_opens": park and Park.objects.visible_to(request.user).filter(pk=park.pk).exists(),
        "tenancies": enterprise.tenancies.for_list().order_by("-since"),
        "affiliations": enterprise.affiliations.for_list().order_by("-since"),
        "headcounts": headcounts,
        "confirmable": confirmable_by(request.user, union, headcounts),
        "offices": enterprise.offices.today().for_list().order_by("role", "since", "id")[:50],
    }


def openable(user, union):
    """May the user open the page of this union?"""
    return Office.objects.reach_of(user).includes(union)


def office_end(request, pk):
    office = get_object_or_404(Office.objects.visible_to(request.user).for_list(), pk=pk)
    require(OfficePermits(request.user, office).end())
    form = EndingForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        office.end(by=request.user, **form.cleaned_data)
        messages.success(request, f"{office.user}不再担任{office.get_role_display()}")
        return redirect(office.place)
    return page(request, "organisations/office_end.html", {"office": office, "form": form})
