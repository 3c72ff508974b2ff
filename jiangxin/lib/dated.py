"""Relations that begin and end on a day: from `since` (included) to `until` (excluded)."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from jiangxin.lib import clock


class Days(Func):
    """daterange(since, until): the days on which a relation is valid."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self):
        super().__init__("since", "until")


def one_at_a_time(name, *fields, sentence, condition=None):
    """The constraint that no two of these relations are valid on the same day."""
    same = [(F(field), RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name,
        expressions=[*same, (Days(), RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=sentence,
    )


def ends_after_it_begins(name):
    return models.CheckConstraint(
        name=name,
        condition=Q(until=None) | Q(until__gt=F("since")),
        violation_error_message="结束的日子要晚于开始的日子。",
    )


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        """Those that were valid on this day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def today(self):
        return self.on(clock.today())


class Dated(models.Model):
    """A relation with a first day and, once it is over, a first day without it."""

    since = models.DateField("从")
    until = models.DateField("到", null=True, blank=True)

    # True where one that was begun by mistake may end on its first day: it was never valid.
    may_be_void = False

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, day):
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def last_on(self):
        """The last day of it, as people say it, or None while it lasts."""
        return self.until - timedelta(days=1) if self.until else None
