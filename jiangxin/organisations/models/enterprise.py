from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.looking import once
from jiangxin.lib.numbers import CreditCode, Unreadable
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.affiliation import Affiliation, union_of
from jiangxin.organisations.models.change import lock
from jiangxin.organisations.models.enterprise_moves import EnterpriseMoves
from jiangxin.organisations.models.former_name import then_named
from jiangxin.organisations.models.headcount import Headcount
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.placement import keys_under
from jiangxin.organisations.models.reach import is_top
from jiangxin.organisations.models.tenancy import Tenancy


class Whereabouts(NamedTuple):
    """Where an enterprise is on both maps on a day: each an object or None."""

    own_union: models.Model | None
    park: models.Model | None
    park_union: models.Model | None

    @property
    def union(self):
        """The union that covers its workers: its own, a joint one, else the park's."""
        return self.own_union or self.park_union


class EnterpriseQuerySet(models.QuerySet):
    def led_by(self, user, on=None):
        """Enterprises that the user's offices reach today.

        By the union tree, by the territory of a park whose union they lead, or by an office in
        the enterprise itself.
        """
        return self.reached(Office.objects.reach_of(user, on))

    visible_to = led_by

    def reached(self, reach):
        if reach.is_everywhere():
            return self.all()  # also those that no union covers yet
        return self.filter(reach.covers("pk"))

    def of_union(self, organisation, on=None):
        """Those affiliated on a day to this very union: its own, or the many of a joint one."""
        held = organisation.affiliations.on(on or clock.today()).of_enterprises()
        return self.filter(pk__in=held.values("enterprise"))

    def covered_by(self, organisation, on=None):
        """Those whose workers take part on a day, or today, through this union or one below it.

        By affiliation; where there is none, through the union of the park (see `union`).
        """
        day = on or clock.today()
        affiliated = Affiliation.objects.on(day)
        if on is None:
            below = affiliated.filter(organisation__path__startswith=organisation.path)
        else:
            below = affiliated.filter(organisation__in=keys_under(organisation.pk, on))
        own = affiliated.filter(enterprise=OuterRef("enterprise"))
        parks = below.of_parks().values("park")
        without = Tenancy.objects.on(day).filter(~Exists(own), park__in=parks)
        keys = below.of_enterprises().values("enterprise").union(without.values("enterprise"))
        return self.filter(pk__in=keys)

    def standing_in(self, parks, on=None):
        """Those whose plant stands in one of these parks on a day."""
        here = Tenancy.objects.on(on or clock.today()).filter(park__in=parks)
        return self.filter(pk__in=here.values("enterprise"))

    def non_public(self):
        """非公企业: the ones that the plan is about."""
        return self.filter(ownership=Enterprise.Ownership.NON_PUBLIC)

    def named(self, text):
        """Those with these words in their name, or with exactly this credit code."""
        try:
            return self.filter(credit_code=CreditCode.parse(text))
        except Unreadable:
            # LIKE on the bare column: PostgreSQL has statistics for it, and none for UPPER(name).
            return self.filter(name__contains=text)

    def for_list(self):
        """Each knows `park_name`, `union_name`, and `workers` and `filed_on` of its headcount."""
        day, own = clock.today(), {"enterprise": OuterRef("pk")}
        tenancy = Tenancy.objects.on(day).filter(**own)
        affiliation = Affiliation.objects.on(day).filter(**own)
        filed = Headcount.objects.filter(**own).order_by("-as_of")
        return self.annotate(
            park_name=Subquery(tenancy.values("park__name")[:1]),
            union_name=Subquery(affiliation.values("organisation__name")[:1]),
            workers=Subquery(filed.values("workers")[:1]),
            filed_on=Subquery(filed.values("as_of")[:1]),
        )

    def as_of(self, day):
        """The same on a day, with the names of that day; and `name_then`, its own."""
        own = {"enterprise": OuterRef("pk")}
        tenancy = Tenancy.objects.on(day).filter(**own)
        affiliation = Affiliation.objects.on(day).filter(**own)
        filed = Headcount.objects.filter(**own, as_of__lte=day).order_by("-as_of")
        park = then_named("park", day, "park", "park__name")
        union = then_named("organisation", day, "organisation", "organisation__name")
        return self.annotate(
            name_then=then_named("enterprise", day),
            park_then=Subquery(tenancy.annotate(then=park).values("then")[:1]),
            union_then=Subquery(affiliation.annotate(then=union).values("then")[:1]),
            workers=Subquery(filed.values("workers")[:1]),
            filed_on=Subquery(filed.values("as_of")[:1]),
        )


class Enterprise(EnterpriseMoves, models.Model):
    """企业: an employer. Its union and its park are two dated relations: two maps."""

    class Ownership(models.TextChoices):
        NON_PUBLIC = "non_public", "非公企业"
        PUBLIC = "public", "公有制企业"

    name = models.CharField("名称", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    ownership = models.CharField("所有制", max_length=10, choices=Ownership)
    address = models.CharField("地址", max_length=200, blank=True)
    closed_on = models.DateField("关闭", null=True, blank=True)  # the first day without it

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                name="one_enterprise_per_credit_code",
                violation_error_message="这个统一社会信用代码已在册，不用再登记。",
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="enterprises_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:enterprise", args=[self.pk])

    @classmethod
    @transaction.atomic
    def register(cls, name, credit_code, ownership, *, by, address=""):
        """Take an enterprise into the register; its credit code must check (GB 32100)."""
        new = cls.drafted(name, credit_code, ownership, address=address)
        new.save(force_insert=True)
        leave_trace("登记", new, by=by)
        return new

    @classmethod
    def drafted(cls, name, credit_code, ownership, *, address=""):
        """One that is not in the register yet; its credit code checks."""
        try:
            code = CreditCode.parse(credit_code)
        except Unreadable as trouble:
            raise Refusal(str(trouble)) from None
        return cls(name=name, credit_code=code, ownership=ownership, address=address)

    def join(self, organisation, *, by, on=None):
        """Say which union covers this enterprise: its own, or a joint one over many."""
        return Affiliation.join(organisation, enterprise=self, by=by, on=on)

    @transaction.atomic
    def settle(self, park, *, by, on=None):
        """The plant stands in this park from this day on: 入驻."""
        lock([self, park])
        new = self.tenancies.create(park=park, since=on or clock.today(), by=by)
        new.recheck()
        leave_trace("入驻", new, by=by)
        return new

    def park(self, on=None):
        """The park in which it stands on a day, or None."""
        return park_of(self, on or clock.today())

    def own_union(self, on=None):
        """The union it is affiliated to on a day: its own or a joint one, or None."""
        return union_of(self, on or clock.today())

    def union(self, on=None):
        """The union that covers its workers on a day: its own, a joint one, else the park's."""
        on = on or clock.today()
        own = self.own_union(on)
        if own:
            return own
        park = self.park(on)
        return park.union(on) if park else None

    def whereabouts(self, on=None):
        """Its own union, its park and the park's union on a day, asked once."""
        on = on or clock.today()
        park = self.park(on)
        return Whereabouts(self.own_union(on), park, park.union(on) if park else None)

    @transaction.atomic
    def file_headcount(self, *, by, **numbers):
        """在册职工数 as it is declared: the arguments of `Headcount.file`."""
        filed = Headcount.file(self, by=by, **numbers)
        leave_trace("填报职工数", self, by=by, as_of=str(filed.as_of), workers=filed.workers)
        return filed

    def way_from(self, office, on):
        """Why this office sees it, as a sentence; "" if it does not."""
        if office.enterprise_id == self.pk:
            return "这就是您任职的企业。"
        if office.organisation is None:
            return ""
        own, park = self.own_union(on), self.park(on)
        if own and office.organisation.contains(own):
            return f"覆盖这家企业的工会是“{own}”，您在它或它的上级任职。"
        over = park.union(on) if park else None
        if over and office.organisation.contains(over):
            return f"这家企业入驻“{park}”，您在园区工会“{over}”或它的上级任职。"
        return "您在市总工会任职，全市的企业都能看到。" if is_top(office.organisation.path) else ""


@once
def park_of(enterprise, day):
    held = enterprise.tenancies.on(day).select_related("park").first()
    return held.park if held else None
