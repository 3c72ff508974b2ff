from django.db import models

from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models.programme import Programme


class Stage(models.Model):
    """环节: one gate on the road of a programme. Who keeps it is resolved for each entry."""

    class IfMissing(models.TextChoices):
        SKIP = "skip", "跳过"
        UP = "up", "由上级代办"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=60)
    keeper_tier = models.CharField("把关层级", max_length=10, choices=Organisation.Tier)
    keeper_role = models.CharField("把关人", max_length=20, choices=Office.Role)
    if_missing = models.CharField("没有这一级时", max_length=4, choices=IfMissing)
    working_days = models.PositiveSmallIntegerField("工作日")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="one_stage_at_a_position",
                violation_error_message="这个活动的这一步已有一个环节。",
            )
        ]

    def __str__(self):
        return self.name


class Route:
    """走法: the unions that may keep gates for one entry, and which of them are manned today.

    `park_union` is the union of the park in which the entry's enterprise stands: territory, not
    parentage. A level where nobody but the entry's own authors (`barred`, keys of users) holds the
    office counts as missing. Two queries, however long the road.
    """

    def __init__(self, origin, park_union=None, barred=()):
        self.park_union = park_union
        self.unions = list(Organisation.objects.above(origin))
        seats = Office.objects.today().filter(
            organisation__in=[*self.unions, *filter(None, [park_union])]
        )
        self.manned = set(
            seats.exclude(user__in=barred).values_list("organisation", "role").distinct()
        )

    def keeper_of(self, stage):
        """The union that keeps this gate, or None to skip it."""
        exact = [u for u in self._near(stage) if u.tier == stage.keeper_tier]
        manned = [u for u in exact if self._is_manned(u, stage)]
        if manned or stage.if_missing == stage.IfMissing.SKIP:
            return manned[0] if manned else None
        tiers = Organisation.Tier.values  # from the top down
        reaches = tiers.index(stage.keeper_tier)
        above = [u for u in self.unions if tiers.index(u.tier) <= reaches]
        return next((u for u in above if self._is_manned(u, stage)), None)

    def ahead(self, stages, asked=None):
        """(stage, union) for each gate still to pass. `asked` is the (union, role) asked last:

        an office is never asked twice in a row, when a missing level falls to it as well.
        """
        for stage in stages:
            keeper = self.keeper_of(stage)
            if keeper and (keeper.pk, stage.keeper_role) != asked:
                asked = (keeper.pk, stage.keeper_role)
                yield stage, keeper

    def _near(self, stage):
        """A park's gate belongs to the territory's own union, whatever the union tree says."""
        if self.park_union and stage.keeper_tier == Organisation.Tier.PARK:
            return [self.park_union, *self.unions]
        return self.unions

    def _is_manned(self, union, stage):
        return (union.pk, stage.keeper_role) in self.manned
