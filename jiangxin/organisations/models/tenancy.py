from django.conf import settings
from django.db import models

from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins, one_at_a_time
from jiangxin.organisations.models.closing import refuse_if_any_closed


class TenancyQuerySet(DatedQuerySet):
    def for_list(self):
        return self.select_related("enterprise", "park")


class Tenancy(Dated):
    """入驻: an enterprise's plant stands in a park, from a day to a day."""

    enterprise = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="tenancies"
    )
    park = models.ForeignKey("organisations.Park", models.PROTECT, related_name="tenancies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        constraints = [
            one_at_a_time(
                "one_park_at_a_time",
                "enterprise",
                sentence="这家企业在这段时间里已入驻一个园区。",
            ),
            ends_after_it_begins("a_tenancy_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.enterprise}入驻{self.park}"

    def recheck(self):
        """Neither the enterprise nor the park is closed while it stands there."""
        for place in (self.enterprise, self.park):
            place.refuse_if_closed(self.until)

    @classmethod
    def recheck_all(cls, keys):
        refuse_if_any_closed(cls.objects.filter(pk__in=keys), "enterprise", "park")

    def continued_by(self, enterprise, on, *, by):
        """The same for an enterprise that came out of this one: as long, but not from before."""
        since = max(on, self.since)
        return Tenancy(enterprise=enterprise, park=self.park, since=since, until=self.until, by=by)

    @property
    def beginning(self):
        return f"“{self.enterprise}”入驻“{self.park}”"

    @property
    def ending(self):
        return f"“{self.enterprise}”离开“{self.park}”"
