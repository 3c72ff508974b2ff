from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.numbers import CreditCode
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.organisation import is_top, reach
from jiangxin.organisations.models.tenancy import Tenancy


class EnterpriseQuerySet(models.QuerySet):
    def led_by(self, user):
        """Enterprises that the user's offices reach today.

        By the union tree, by the territory of a park whose union they lead, or by an office in
        the enterprise itself.
        """
        paths = list(Office.objects.paths_of(user))
        if any(is_top(path) for path in paths):
            return self.all()  # also those that no union covers yet
        led = Affiliation.objects.today().filter(reach("organisation__path", paths))
        parks = led.exclude(park=None).values("park")
        inside = Office.objects.of(user).exclude(enterprise=None)
        return self.filter(
            Q(pk__in=led.exclude(enterprise=None).values("enterprise"))
            | Q(pk__in=Tenancy.objects.today().filter(park__in=parks).values("enterprise"))
            | Q(pk__in=inside.values("enterprise"))
        )

    visible_to = led_by


class Enterprise(models.Model):
    """企业: an employer. Its union and its park are two dated relations, neither read off the other."""

    class Ownership(models.TextChoices):
        NON_PUBLIC = "non_public", "非公企业"
        PUBLIC = "public", "公有制企业"

    name = models.CharField("名称", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    ownership = models.CharField("所有制", max_length=10, choices=Ownership)
    address = models.CharField("地址", max_length=200, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:enterprise", args=[self.pk])

    @classmethod
    @transaction.atomic
    def register(cls, name, credit_code, ownership, *, by, address=""):
        """Take an enterprise into the register; its credit code must check (GB 32100)."""
        code = CreditCode.parse(credit_code)
        if cls.objects.filter(credit_code=code).exists():
            raise Refusal(f"统一社会信用代码 {code} 已在册，不用再登记。")
        new = cls.objects.create(
            name=name, credit_code=code, ownership=ownership, address=address
        )
        leave_trace("登记", new, by=by)
        return new

    def join(self, organisation, *, by, on=None):
        """Say which union covers this enterprise: its own, or a joint one over many."""
        return Affiliation.join(organisation, enterprise=self, by=by, on=on)

    @transaction.atomic
    def settle(self, park, *, by, on=None):
        """The plant stands in this park from this day on: 入驻."""
        new = Tenancy.objects.create(
            enterprise=self, park=park, since=on or clock.today(), by=by
        )
        leave_trace("入驻", new, by=by)
        return new

    def park(self, on=None):
        """The park in which it stands on a day, or None."""
        held = self.tenancies.on(on or clock.today()).select_related("park").first()
        return held.park if held else None

    def union(self, on=None):
        """The union that covers its workers on a day: its own, a joint one, else the park's."""
        on = on or clock.today()
        held = self.affiliations.on(on).select_related("organisation").first()
        if held:
            return held.organisation
        park = self.park(on)
        return park.union(on) if park else None

    @transaction.atomic
    def file_headcount(self, *, by, as_of, workers, frontline=None, members=None):
        """在册职工数 as the enterprise itself reports it for a day; a later filing replaces it."""
        filed, _ = Headcount.objects.update_or_create(
            enterprise=self,
            as_of=as_of,
            defaults={
                "workers": workers,
                "frontline": frontline,
                "members": members,
                "filed_by": by,
                "filed_at": clock.now(),
            },
        )
        leave_trace("填报职工数", self, by=by, as_of=str(as_of), workers=workers)
        return filed


class Headcount(models.Model):
    """在册职工数: how many work there on a day, filed by the enterprise itself."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="headcounts")
    as_of = models.DateField("截至")
    workers = models.PositiveIntegerField("在册职工")
    frontline = models.PositiveIntegerField("一线职工", null=True, blank=True)
    members = models.PositiveIntegerField("工会会员", null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "as_of"],
                name="one_headcount_a_day",
                violation_error_message="这一天的职工数刚刚填报过，请刷新后再看。",
            )
        ]

    def __str__(self):
        return f"{self.enterprise} {self.as_of}：{self.workers} 人"

