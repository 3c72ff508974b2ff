from django.db import models

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
    """

    def __init__(self, offices, on):
        self.on = on
        self.inside = offices.exclude(enterprise=None).values("enterprise")
        held = offices.exclude(organisation=None)
        self.paths = list(held.values_list("organisation__path", flat=True))

    def is_everywhere(self):
        """An office in the federation also reaches what no union covers yet."""
        return any(is_top(path) for path in self.paths)

    def below(self, field):
        return reach(field, self.paths)

    def enterprises(self):
        """The keys of the enterprises: by the tree, by the territory of a park, by an office in it.

        One list of keys, not three conditions joined by OR: PostgreSQL takes a semi-join through
        it, and knows about how many rows it will be.
        """
        led = Affiliation.objects.within(self)
        standing = Tenancy.objects.on(self.on).filter(park__in=led.of_parks().values("park"))
        return (
            led.of_enterprises()
            .values("enterprise")
            .union(standing.values("enterprise"), self.inside, all=True)
        )
