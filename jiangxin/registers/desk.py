"""Whoever reads a table in, and how far the union decides on whose behalf it is."""

from functools import cached_property

from jiangxin.lib import clock
from jiangxin.organisations.models import Affiliation, Organisation, Placement, Tenancy
from jiangxin.organisations.permits import leads
from jiangxin.registers.parks import ParkFinder


class Desk:
    """`under` decides about what lies below it, as a single move would have it."""

    def __init__(self, under, by):
        self.under, self.by, self.today = under, by, clock.today()
        self.is_top = under.is_federation()
        self.aliases = {}  # (kind, text): (alias that shall be kept, the lines that want it)

    @cached_property
    def parks(self):
        return ParkFinder()

    @cached_property
    def park_unions(self):
        """{key of a park: the union that it has today}."""
        held = Affiliation.objects.on(self.today).exclude(park=None)
        return {row.park_id: row.organisation for row in held.select_related("organisation")}

    @cached_property
    def leads_here(self):
        """Is it chair or steward who reads it in, not only an office that files numbers?"""
        return leads(self.by, self.under.lineage())

    def has(self, union):
        """Does `under` decide about what this very union leads?"""
        return self.is_top or (union is not None and self.under.contains(union))

    def is_above(self, union):
        """Does it stand above this union?"""
        return self.is_top or (self.has(union) and union.pk != self.under.pk)

    def unions(self, names):
        """{name: [unions below `under` that bear it today]}. One query."""
        found = {}
        rows = Organisation.objects.under(self.under).filter(name__in=set(names))
        for union in rows.order_by("closed_on", "id"):
            found.setdefault(union.name, []).append(union)
        return found

    def union_named(self, line, column, known, name):
        """The one union of this name, or None and a sentence on the line."""
        found = known.get(name, [])
        there = [union for union in found if not union.is_closed()]
        if len(there) == 1:
            return there[0]
        if len(there) > 1:
            line.refuse(column, f"叫“{name}”的工会有 {len(there)} 家，分不清", "先改成不同的名称")
        elif found:
            line.refuse(column, f"“{name}”已关闭", "换一家工会")
        else:
            line.refuse(column, f"“{self.under}”和它下面没有叫“{name}”的工会", "核对全称")
        return None


class Whereabouts:
    """Where some enterprises have been, are and will be on both maps: a query for each map."""

    def __init__(self, enterprises, desk):
        self.today, self.park_unions = desk.today, desk.park_unions
        keys = [enterprise.pk for enterprise in enterprises]
        self.tenancies = grouped(
            Tenancy.objects.filter(enterprise__in=keys).for_list(), "enterprise_id"
        )
        self.affiliations = grouped(
            Affiliation.objects.filter(enterprise__in=keys).for_list(), "enterprise_id"
        )

    def tenancy(self, enterprise, on=None):
        return held_on(self.tenancies.get(enterprise.pk, ()), on or self.today)

    def affiliation(self, enterprise, on=None):
        return held_on(self.affiliations.get(enterprise.pk, ()), on or self.today)

    def own_union(self, enterprise):
        held = self.affiliation(enterprise)
        return held.organisation if held else None

    def park_union(self, enterprise):
        held = self.tenancy(enterprise)
        return self.park_unions.get(held.park_id) if held else None

    def union(self, enterprise):
        """The union that covers its workers."""
        return self.own_union(enterprise) or self.park_union(enterprise)


def grouped(rows, field):
    found = {}
    for row in rows.order_by("since", "id"):
        found.setdefault(getattr(row, field), []).append(row)
    return found


def held_on(rows, day):
    return next((row for row in rows if row.is_valid_on(day)), None)


def placed_on(keys, day):
    """{key of a union: the key of its parent on a day}."""
    held = Placement.objects.on(day).filter(organisation__in=keys)
    return dict(held.values_list("organisation", "parent"))
