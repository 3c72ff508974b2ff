from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, ends_after_it_begins, one_at_a_time
from jiangxin.organisations.models.office import Office


class OrganisationQuerySet(models.QuerySet):
    def under(self, top):
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=top.path)

    def led_by(self, user):
        """Every organisation in which the user holds an office today, and all below those."""
        return self.filter(reach("path", Office.objects.paths_of(user)))

    def above(self, bottom):
        """The organisation itself and everything above it, the nearest first."""
        return self.filter(pk__in=bottom.lineage()).order_by("-depth")


def reach(field, paths):
    """A condition: the path in this field lies at or below one of these paths."""
    lies = models.Q(pk__in=[])
    for path in paths:
        lies |= models.Q(**{f"{field}__startswith": path})
    return lies


def is_top(path):
    """Is this the path of the federation itself?"""
    return path.count("/") == 2


class Organisation(models.Model):
    """工会组织: one node of the union tree, from the federation down to an enterprise's union."""

    class Tier(models.TextChoices):
        # 上海市工会条例 第9条; “区县局（产业）工会” is one tier of peers (domain.md §9)
        FEDERATION = "federation", "市总工会"
        BUREAU = "bureau", "区县局（产业）工会"
        TOWN = "town", "街镇总工会"
        PARK = "park", "园区联合工会"
        ENTERPRISE = "enterprise", "企业工会"

    name = models.CharField("名称", max_length=120)
    tier = models.CharField("层级", max_length=10, choices=Tier)
    # A cache of today's placements: no figure about another day may read it.
    path = models.CharField(max_length=255, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["path"], name="organisation_below", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:organisation", args=[self.pk])

    @classmethod
    @transaction.atomic
    def found(cls, name, tier, *, by, under=None, on=None):
        """Create an organisation at its place in the tree; only a federation stands under none."""
        new = cls.objects.create(name=name, tier=tier, path=f"?{name}", depth=0)
        new._stand(under)
        if under:
            Placement.objects.create(
                organisation=new, parent=under, since=on or clock.today(), by=by
            )
        leave_trace("建立", new, by=by)
        return new

    def lineage(self):
        """The keys of this organisation and of all above it, from the top."""
        return [int(key) for key in self.path.strip("/").split("/")]

    def contains(self, other):
        return other.path.startswith(self.path)

    def _stand(self, parent):
        self.path = f"{parent.path if parent else '/'}{self.pk}/"
        self.depth = parent.depth + 1 if parent else 0
        self.save(update_fields=["path", "depth"])


class Placement(Dated):
    """上下级: under which organisation another one stands, and since when."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            one_at_a_time(
                "one_parent_at_a_time",
                "organisation",
                sentence="这家工会在这段时间里已有上级工会。",
            ),
            ends_after_it_begins("a_placement_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.organisation}隶属{self.parent}"
