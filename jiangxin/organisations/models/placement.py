from django.conf import settings
from django.db import connection, models
from django.db.models.expressions import RawSQL

from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins, one_at_a_time
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.closing import refuse_if_any_closed

TABLE = "organisations_placement"
VALID = "p.since <= %s AND (p.until IS NULL OR p.until > %s)"
# Constants only; what a person typed goes in as parameters.
ABOVE = f"""
    WITH RECURSIVE up(id, height) AS (
        SELECT %s::bigint, 0
        UNION ALL
        SELECT p.parent_id, up.height + 1 FROM up JOIN {TABLE} p
        ON p.organisation_id = up.id AND {VALID}
    ) SELECT id FROM up ORDER BY height DESC
"""  # noqa: S608
BELOW = f"""
    WITH RECURSIVE down(id) AS (
        SELECT %s::bigint
        UNION ALL
        SELECT p.organisation_id FROM down JOIN {TABLE} p ON p.parent_id = down.id AND {VALID}
    ) SELECT id FROM down
"""  # noqa: S608
# Who stands above it on any day of a range: the days shrink on the way up, so it ends.
EVER_ABOVE = f"""
    WITH RECURSIVE up(id, days) AS (
        SELECT %s::bigint, daterange(%s, %s)
        UNION
        SELECT p.parent_id, up.days * daterange(p.since, p.until) FROM up JOIN {TABLE} p
        ON p.organisation_id = up.id AND daterange(p.since, p.until) && up.days
    ) SELECT 1 FROM up WHERE id = %s LIMIT 1
"""  # noqa: S608
# Those of some placements that come back to where they began, on any of their days.
CIRCLES = f"""
    WITH RECURSIVE up(placement, child, id, days) AS (
        SELECT p.id, p.organisation_id, p.parent_id, daterange(p.since, p.until) FROM {TABLE} p
        WHERE p.id = ANY(%s)
        UNION
        SELECT up.placement, up.child, p.parent_id, up.days * daterange(p.since, p.until)
        FROM up JOIN {TABLE} p
        ON p.organisation_id = up.id AND daterange(p.since, p.until) && up.days
        WHERE up.id <> up.child
    ) SELECT placement FROM up WHERE id = child LIMIT 1
"""  # noqa: S608


def lineage_on(key, day):
    """The keys of an organisation and of all above it on a day, from the top. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [key, day, day])
        return [key for (key,) in cursor.fetchall()]


def keys_under(key, day):
    """An organisation and all below it on a day, for `pk__in`."""
    return RawSQL(BELOW, [key, day, day])  # noqa: S611


class PlacementQuerySet(DatedQuerySet):
    def for_list(self):
        return self.select_related("organisation", "parent")


class Placement(Dated):
    """上下级: under which organisation another one stands, and since when."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="placements"
    )
    parent = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="branches"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = PlacementQuerySet.as_manager()

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

    def recheck(self):
        """It may stand so, and the path of today says it."""
        self.refuse_if_wrong()
        self.organisation.stand_as_placed()

    @classmethod
    def recheck_all(cls, keys):
        """As `recheck` for many that a table places. Their unions have nothing else below them."""
        held = cls.objects.filter(pk__in=keys)
        refuse_if_any_closed(held, "organisation", "parent")
        with connection.cursor() as cursor:
            cursor.execute(CIRCLES, [list(keys)])
            if found := cursor.fetchone():
                raise Refusal(f"上下级绕成了圈：“{cls.objects.get(pk=found[0])}”。")
        placed = list(held.for_list())
        for one in placed:
            one.refuse_if_upside_down()
        type(placed[0].organisation).stand_all([one.organisation for one in placed])

    def refuse_if_wrong(self):
        """Closed, a circle on any of its days, or the tiers upside down. Hold the tree before."""
        child, parent = self.organisation, self.parent
        for place in (child, parent):
            place.refuse_if_closed(self.until)
        if self._goes_in_a_circle():
            raise Refusal(f"“{parent}”就是“{child}”或在它之下，不能再作它的上级。")
        self.refuse_if_upside_down()

    def refuse_if_upside_down(self):
        child, parent = self.organisation, self.parent
        if not parent.may_stand_over(child.tier):
            tiers = child.get_tier_display(), parent.get_tier_display()
            raise Refusal(f"“{child}”是{tiers[0]}，不能设在{tiers[1]}之下。")

    def _goes_in_a_circle(self):
        with connection.cursor() as cursor:
            days = [self.since, self.until]
            cursor.execute(EVER_ABOVE, [self.parent_id, *days, self.organisation_id])
            return cursor.fetchone() is not None

    @property
    def beginning(self):
        return f"“{self.organisation}”的上级是“{self.parent}”"

    @property
    def ending(self):
        return f"“{self.organisation}”不再在“{self.parent}”之下"
