"""看某一天: the register's pages as they were on a past day, by dated relations and names alone.

Each answers None where no past day is asked for. Who may see a place today may see its past; what
is not theirs to open today is named without a link.
"""

from jiangxin.organisations.forms import AsOfForm
from jiangxin.organisations.models import Enterprise, Headcount, Office, Organisation, Park
from jiangxin.ui.pages import page
from jiangxin.ui.paging import window


def tree(request):
    """Below the offices that the user holds today, as it was."""
    asof = AsOfForm(request.GET)
    if not asof.day:
        return None
    tops = Organisation.objects.tops_for(request.user).as_of(asof.day)[:20]
    context = {"asof": asof, "tops": marked(tops, Organisation, request.user)}
    if len(context["tops"]) == 1:
        context["branches"] = branches_then(request, context["tops"][0], asof.day)
    return page(request, "organisations/list_then.html", context)


def branches(request, organisation):
    asof = AsOfForm(request.GET)
    if not asof.day:
        return None
    context = {"organisation": organisation, "asof": asof}
    context["name_then"] = organisation.name_on(asof.day)
    context["branches"] = branches_then(request, organisation, asof.day)
    box = "#branches" if request.htmx else ""
    return page(request, f"organisations/branches_then.html{box}", context)


def organisation(request, organisation):
    asof = AsOfForm(request.GET)
    if not (day := asof.day):
        return None
    user, covered = request.user, Enterprise.objects.of_union(organisation, day)
    context = {
        "asof": asof,
        "organisation": organisation,
        "above": lineage_then(user, organisation, day),
        "ways": Office.objects.reaching(user, organisation),
        "branches": branches_then(request, organisation, day),
        "parks": marked(Park.objects.of_union(organisation, day).as_of(day)[:200], Park, user),
        "enterprises": enterprises_then(request, covered, day, name="enterprises"),
    }
    return page(request, "organisations/organisation_then.html", context)


def park(request, park):
    """All its tenants of that day for who leads it; the tenants see only what they may open."""
    asof = AsOfForm(request.GET)
    if not (day := asof.day):
        return None
    tenants = Enterprise.objects.standing_in([park], day)
    if not Park.objects.led_by(request.user).filter(pk=park.pk).exists():
        tenants = tenants.filter(pk__in=Enterprise.objects.visible_to(request.user).values("pk"))
    context = {
        "asof": asof,
        "park": park,
        "name_then": park.name_on(day),
        "union": named_then(request.user, park.union(day), day),
        "ways": Office.objects.reaching(request.user, park),
        "enterprises": enterprises_then(request, tenants, day),
    }
    return page(request, "organisations/park_then.html", context)


def enterprise(request, enterprise):
    asof = AsOfForm(request.GET)
    if not (day := asof.day):
        return None
    where, user = enterprise.whereabouts(day), request.user
    filed = Headcount.objects.latest_of([enterprise], day)
    context = {
        "asof": asof,
        "enterprise": enterprise,
        "name_then": enterprise.name_on(day),
        "was_closed": enterprise.closed_on is not None and enterprise.closed_on <= day,
        "union": named_then(user, where.union, day),
        "through_park": where.own_union is None,
        "park": named_then(user, where.park, day),
        "ways": Office.objects.reaching(user, enterprise),
        "filed": filed.select_related("filed_by", "confirmed_by").first(),
    }
    return page(request, "organisations/enterprise_then.html", context)


def branches_then(request, organisation, day):
    below = Organisation.objects.branches_of(organisation, day).as_of(day)
    rows = window(request, below, "name_then", size=50, name="branches")
    marked(rows, Organisation, request.user)
    return rows


def enterprises_then(request, found, day, name="page"):
    rows = window(request, found.as_of(day), "name_then", name=name)
    marked(rows, Enterprise, request.user)
    return rows


def lineage_then(user, organisation, day):
    """Those above it on a day, from the top, and last itself."""
    keys = organisation.lineage_on(day)
    rows = marked(Organisation.objects.filter(pk__in=keys).as_of(day), Organisation, user)
    return sorted(rows, key=lambda row: keys.index(row.pk))


def named_then(user, row, day):
    """One union or park by its name of that day; None stays None."""
    if row is None:
        return None
    row.name_then = row.name_on(day)
    return marked([row], type(row), user)[0]


def marked(rows, model, user):
    """The rows as a list; each knows whether its page `is_open` to this user today."""
    rows = list(rows)
    theirs = model.objects.visible_to(user).filter(pk__in=[row.pk for row in rows])
    keys = set(theirs.values_list("pk", flat=True))
    for row in rows:
        row.is_open = row.pk in keys
    return rows
