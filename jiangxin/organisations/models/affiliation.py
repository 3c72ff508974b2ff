from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins, one_at_a_time
from jiangxin.lib.looking import once
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.change import Change, lock
from jiangxin.organisations.models.closing import refuse_if_any_closed


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
        lock([enterprise or park, organisation])
        new = cls.objects.create(
            organisation=organisation,
            enterprise=enterprise,
            park=park,
            since=on or clock.today(),
            by=by,
        )
        new.recheck()
        leave_trace("隶属", new, by=by)
        return new

    @classmethod
    def change(cls, place, organisation, *, by, on=None):
        """改隶 of an enterprise or a park: another union from this day on, or one at all."""
        on = on or clock.today()
        held = place.affiliations.on(on).for_list().first()
        if held and held.organisation_id == organisation.pk:
            raise Refusal(f"“{place}”那一天已经隶属“{organisation}”。")
        kind, left = ("改隶", [held.organisation]) if held else ("隶属", [])
        new = cls(organisation=organisation, by=by, **{place._meta.model_name: place})
        title, about = f"“{place}”{kind}：{organisation}", [place, organisation, *left]
        with Change.making(kind, by=by, on=on, title=title, about=about) as change:
            return change.replace(held, new)

    @classmethod
    def cease(cls, place, *, by, on=None):
        """脱离: from this day on this enterprise or park has no union of its own."""
        on = on or clock.today()
        held = place.affiliations.on(on).for_list().first()
        if held is None:
            raise Refusal(f"“{place}”那一天没有隶属的工会。")
        title, about = f"“{place}”不再隶属“{held.organisation}”", [place, held.organisation]
        with Change.making("脱离工会", by=by, on=on, title=title, about=about) as change:
            return change.replace(held, None)

    def recheck(self):
        """Neither the union nor what it covers is closed while this lasts."""
        for place in (self.enterprise or self.park, self.organisation):
            place.refuse_if_closed(self.until)

    @classmethod
    def recheck_all(cls, keys):
        refuse_if_any_closed(cls.objects.filter(pk__in=keys), "enterprise", "park", "organisation")

    def continued_by(self, enterprise, on, *, by):
        """The same for an enterprise that came out of this one: as long, but not from before."""
        days = {"since": max(on, self.since), "until": self.until}
        return Affiliation(enterprise=enterprise, organisation=self.organisation, by=by, **days)


@once
def union_of(place, day):
    """The union to which an enterprise or a park is affiliated on a day, or None."""
    held = place.affiliations.on(day).select_related("organisation").first()
    return held.organisation if held else None
