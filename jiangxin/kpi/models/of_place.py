from django.db import models
from django.db.models import Q

from jiangxin.kpi.place import Place
from jiangxin.organisations.models import Enterprise, Organisation, Park


class OfPlaceQuerySet(models.QuerySet):
    def of(self, place):
        """Those of this place, whatever of it they count."""
        return self.filter(**{place.kind: place.thing})

    def reached_by(self, user):
        """Those of places that the offices of this user reach today."""
        return self.filter(
            Q(organisation__in=Organisation.objects.led_by(user))
            | Q(park__in=Park.objects.led_by(user))
            | Q(enterprise__in=Enterprise.objects.visible_to(user))
        )

    def with_places(self):
        return self.select_related("organisation", "park", "enterprise")


class OfPlace(models.Model):
    """What is about one union, one park or one enterprise."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    in_plan = False

    objects = OfPlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="a_%(class)s_is_of_one_place",
                condition=Q(park=None, enterprise=None, organisation__isnull=False)
                | Q(organisation=None, enterprise=None, park__isnull=False)
                | Q(organisation=None, park=None, enterprise__isnull=False),
                violation_error_message="要么是工会的，要么是园区的，要么是企业的。",
            )
        ]

    @property
    def place(self):
        return Place(self.organisation or self.park or self.enterprise, self.in_plan)
