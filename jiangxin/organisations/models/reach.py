from django.db import models

from jiangxin.lib import clock
from jiangxin.organisations.models.office import Office


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
    """How far a user's offices reach on a day: places in the union tree, and single enterprises.

    Asks once; the words of the query sets that choose by it share the day and the answer.
    """

    def __init__(self, user, on=None):
        self.on = on or clock.today()
        held = Office.objects.on(self.on).filter(user=user)
        places = list(held.values_list("organisation__path", "enterprise"))
        self.paths = [path for path, _ in places if path]
        self.enterprises = [enterprise for _, enterprise in places if enterprise]

    def is_everywhere(self):
        """An office in the federation also reaches what no union covers yet."""
        return any(is_top(path) for path in self.paths)

    def below(self, field):
        return reach(field, self.paths)
