from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins, one_at_a_time


class AffiliationQuerySet(DatedQuerySet):
    def within(self, reach):
        """Those to unions that somebody's offices reach, on the day of that reach."""
        return self.on(reach.on).filter(reach.below("organisation__path"))

    def of_enterprises(self):
        return self.exclude(enterprise=None)

    def of_parks(self):
        return self.exclude(park=None)

    def for_list(self):
        return self.select_related("organisation", "enterprise", "park")


class Affiliation(Dated):
    """隶属: which union covers an enterprise, or which union a park has."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="affiliations"
    )
    enterprise = models.ForeignKey(
        "organisations.Enterprise",
        models.PROTECT,
        related_name="affiliations",
        null=True,
        blank=True,
    )
    park = models.ForeignKey(
        "organisations.Park", models.PROTECT, related_name="affiliations", null=True, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_affiliation_is_of_one_thing",
                condition=Q(enterprise=None) ^ Q(park=None),
                violation_error_message="隶属要么是企业的，要么是园区的。",
            ),
            one_at_a_time(
                "one_union_over_an_enterprise_at_a_time",
                "enterprise",
                condition=Q(enterprise__isnull=False),
                sentence="这家企业在这段时间里已有工会覆盖。",
            ),
            one_at_a_time(
                "one_union_over_a_park_at_a_time",
                "park",
                condition=Q(park__isnull=False),
                sentence="这个园区在这段时间里已有园区工会。",
            ),
            ends_after_it_begins("an_affiliation_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.enterprise or self.park}隶属{self.organisation}"

    @property
    def beginning(self):
        return f"“{self.enterprise or self.park}”隶属“{self.organisation}”"

    @property
    def ending(self):
        return f"“{self.enterprise or self.park}”不再隶属“{self.organisation}”"

    @classmethod
    @transaction.atomic
    def join(cls, organisation, *, by, on=None, enterprise=None, park=None):
        """Cover an enterprise, or be a park's union, from this day on."""
        new = cls.objects.create(
            organisation=organisation,
            enterprise=enterprise,
            park=park,
            since=on or clock.today(),
            by=by,
        )
        leave_trace("隶属", new, by=by)
        return new
