"""Of what a figure speaks: a union, a park or an enterprise; all of it, or what the plan counts."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from jiangxin.kpi.closed import stood
from jiangxin.organisations.models import Affiliation, Enterprise, Organisation, Park, Tenancy
from jiangxin.programmes.models import Participation

ADDRESSED = {"organisation": "unions", "park": "parks", "enterprise": "enterprises"}


@dataclass(frozen=True)
class Place:
    """`in_plan`: only workers of 非公 enterprises in parks on the plan's roll."""

    thing: Organisation | Park | Enterprise
    in_plan: bool = False

    def __str__(self):
        return str(self.thing)

    @property
    def name(self):
        return f"{self.thing}（计划口径）" if self.in_plan else str(self.thing)

    @property
    def kind(self):
        return self.thing._meta.model_name

    def get_absolute_url(self):
        return reverse("kpi:place", args=self.address)

    @property
    def address(self):
        """How its pages name it: kpi:… [kind, key]."""
        return [ADDRESSED[self.kind], self.thing.pk]

    @property
    def node(self):
        """Where its bitmaps stand, or None: then it is counted by SQL."""
        if isinstance(self.thing, Park):
            return {"park": self.thing.pk}
        if isinstance(self.thing, Enterprise) or self.thing.tier == Organisation.Tier.ENTERPRISE:
            return None
        return {"organisation": self.thing.pk}

    def acts(self) -> QuerySet:
        """All acts here, as the acts themselves wrote it down."""
        rows = acts_anywhere(in_plan=self.in_plan)
        if isinstance(self.thing, Organisation):
            return rows if self.thing.is_federation() else rows.within(self.thing)
        return rows.filter(**{self.kind: self.thing})

    def counted(self, period, closed) -> QuerySet:
        """Those that count in a period. `closed`: its closed months, as Spans."""
        return as_counted(self.acts(), period, closed, few=self.node is None)

    def enterprises(self, day) -> QuerySet:
        """Those that stood here on a day, closed ones left out."""
        rows = enterprises_open(day, in_plan=self.in_plan)
        if isinstance(self.thing, Park):
            return rows.standing_in([self.thing], day)
        if isinstance(self.thing, Enterprise):
            return rows.filter(pk=self.thing.pk)
        return rows if self.thing.is_federation() else rows & covered(self.thing, day)

    def parks(self, day) -> QuerySet:
        """Parks whose union stood under it on a day, or in which an enterprise of its stood."""
        rows = Park.objects.filter(Q(closed_on=None) | Q(closed_on__gt=day))
        rows = rows.enrolled(day) if self.in_plan else rows
        if not isinstance(self.thing, Organisation):
            return rows.none()
        if self.thing.is_federation():
            return rows  # also those that have no union yet
        below = Organisation.objects.under_on(self.thing, day)
        led = Affiliation.objects.on(day).of_parks().filter(organisation__in=below)
        here = Tenancy.objects.on(day).filter(enterprise__in=covered(self.thing, day))
        return rows.filter(pk__in=led.values("park").union(here.values("park")))


def enterprises_open(day, *, in_plan):
    """Those not closed on a day; with `in_plan` only 非公 ones in parks on the roll."""
    rows = Enterprise.objects.filter(Q(closed_on=None) | Q(closed_on__gt=day))
    return rows.non_public().standing_in(Park.objects.enrolled(day), day) if in_plan else rows


def as_counted(acts, period, closed, few=False):
    """Of these acts those that count in a period: standing, or standing when it was closed."""
    days = period.first, period.last_day
    if not closed:
        standing = acts.standing_of_few() if few else acts.standing()
        return standing.between(*days).order_by()
    counting = stood(closed, "on", "cancelled_by__xid")
    return acts.filter(counting, cancels=None).between(*days).order_by()


def acts_anywhere(*, in_plan):
    return Participation.objects.in_plan() if in_plan else Participation.objects.all()


def covered(organisation, day):
    return Enterprise.objects.covered_by(organisation, on=day)
