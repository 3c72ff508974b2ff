from functools import cached_property

from django.db import models

from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.tenancy import Tenancy


def reach(field, paths):
    """A condition: the path in this field lies at or below one of these paths."""
    lies = models.Q(pk__in=[])
    for path in paths:
        lies |= models.Q(**{f"{field}__startswith": path})
    return lies


def is_top(path):
    """Is this the path of the federation itself?"""
    return path.count("/") == 2


class Reach:
    """How far some offices reach on a day: places in the union tree, and single enterprises.

    It asks once; the words of the query sets that choose by it share the day and the answer.
    `offices` come with their organisations.
    """

    def __init__(self, offices, on):
        self.on = on
        held = list(offices)
        self.paths = [office.organisation.path for office in held if office.organisation]
        self.inside = [office.enterprise_id for office in held if office.enterprise_id]

    @classmethod
    def under(cls, organisation, on):
        """As far as an office in this union would reach."""
        new = cls.__new__(cls)
        new.on, new.paths = on, [organisation.path]
        new.inside = Tenancy.objects.none().values("enterprise")
        return new

    def is_everywhere(self):
        """An office in the federation also reaches what no union covers yet."""
        return any(is_top(path) for path in self.paths)

    def below(self, field):
        return reach(field, self.paths)

    def includes(self, union):
        """Is this union, or None, at one of the places or below it?"""
        return union is not None and union.path.startswith(tuple(self.paths))

    def covers(self, field="enterprise"):
        """A condition: the enterprise in this field is one of those that the offices reach."""
        return AnyOf(field, self.enterprises)

    @cached_property
    def enterprises(self):
        """The keys of the enterprises: by the tree, by the territory of a park, by an office in it.

        Asked once, in order, and given to each query as they are: what PostgreSQL would guess of
        a subquery, it knows of them.
        """
        if not self.paths:
            return sorted(set(self.inside))
        led = Affiliation.objects.within(self)
        standing = Tenancy.objects.on(self.on).filter(park__in=led.of_parks().values("park"))
        keys = led.of_enterprises().values_list("enterprise").union(standing.values("enterprise"))
        return sorted({*self.inside, *(key for (key,) in keys)})
