from django.db import models
from django.db.models import Exists, OuterRef, Q

from jiangxin.organisations.models import Affiliation, Organisation, Park, Tenancy, reach


class Audience(models.Model):
    """面向: a part of the union tree, or a park, whose workers may take part.

    A programme without any is for its organiser and all below it.
    """

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="audiences", verbose_name="活动"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_audience_is_one_place",
                condition=Q(organisation=None) ^ Q(park=None),
                violation_error_message="面向的要么是一家工会，要么是一个园区。",
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                name="one_audience_per_union",
                violation_error_message="这家工会已在面向的范围里。",
            ),
            models.UniqueConstraint(
                fields=["programme", "park"],
                name="one_audience_per_park",
                violation_error_message="这个园区已在面向的范围里。",
            ),
        ]

    def __str__(self):
        return str(self.place)

    @property
    def place(self):
        return self.organisation or self.park


def for_workers(keys, park=None):
    """Programmes for somebody whose union or park's union stands below these (keys of unions),

    and who stands in this park: two maps, either is enough.
    """
    facing = Audience.objects.filter(Q(organisation__in=keys) | Q(park=park, park__isnull=False))
    return Q(pk__in=facing.values("programme")) | Q(organiser__in=keys) & ~named()


def for_officers(unions, day):
    """Programmes that face all or a part of what stands below these unions on a day."""
    keys = {key for union in unions for key in union.lineage()}
    paths = [union.path for union in unions]
    led = Affiliation.objects.on(day).filter(reach("organisation__path", paths))
    tenants = Tenancy.objects.on(day).filter(
        enterprise__in=led.exclude(enterprise=None).values("enterprise")
    )
    facing = Audience.objects.filter(
        Q(organisation__in=keys)
        | reach("organisation__path", paths)
        | Q(park__in=led.of_parks().values("park"))
        | Q(park__in=tenants.values("park"))
    )
    faced = Q(pk__in=facing.values("programme")) | Q(organiser__in=keys) & ~named()
    return faced | reach("organiser__path", paths)


def named():
    """Does a programme name its audience?"""
    return Exists(Audience.objects.filter(programme=OuterRef("pk")))
