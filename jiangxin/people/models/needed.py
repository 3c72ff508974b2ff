"""Whom something else still needs: they have an account, took part, were merged."""

from django.db.models import Q

from jiangxin.people.models.employment import Employment
from jiangxin.people.models.person import Person
from jiangxin.people.models.resemblance import Resemblance

LOOKED_AT_OTHERWISE = (Employment, Resemblance)


def needed(people):
    """The keys of those among these people (a query set) on whom some row of any room stands.

    Rooms above are not known here; their foreign keys are.
    """
    keys = people.values("pk")
    found = set(people.filter(~Q(user=None)).values_list("pk", flat=True))
    for field in references():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        found |= set(rows.values_list(field.name, flat=True).distinct())
    return found


def references():
    """Every foreign key to a person that the database enforces."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            field = relation.field
            if field.db_constraint and field.model not in LOOKED_AT_OTHERWISE:
                yield field
