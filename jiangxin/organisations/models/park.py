from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.reach import is_top
from jiangxin.organisations.models.tenancy import Tenancy

ONLY_TENANTS = "您的工会覆盖的企业有入驻在这里的，您能看到的只有这些企业。"


class ParkQuerySet(models.QuerySet):
    def enrolled(self, on=None):
        """Those on the plan's roll of 规模性 parks on this day (沪工技协〔2017〕5号, 二(一))."""
        return self.filter(enrolled_on__lte=on or clock.today())

    def visible_to(self, user, on=None):
        """Parks whose union the user leads or stands above, or with an enterprise of theirs."""
        reach = Office.objects.reach_of(user, on)
        if reach.is_everywhere():
            return self.all()
        led = Affiliation.objects.within(reach).of_parks().values("park")
        mine = Tenancy.objects.on(reach.on).filter(enterprise__in=reach.enterprises())
        return self.filter(pk__in=led.union(mine.values("park")))

    def of_union(self, organisation):
        """Those whose union this is today."""
        return self.filter(pk__in=organisation.affiliations.today().of_parks().values("park"))

    def named(self, text):
        return self.filter(models.Q(name__icontains=text) | models.Q(district__icontains=text))


class Park(models.Model):
    """园区: a territory of one of the plan's three kinds. Which union it has is an Affiliation."""

    class Kind(models.TextChoices):
        # 沪工技协〔2017〕5号: “三区”
        INDUSTRIAL = "industrial", "工业开发园区"
        STARTUP = "startup", "创业园区"
        HIGH_TECH = "high_tech", "高新技术产业园区"

    class Stage(models.TextChoices):
        DORMANT = "dormant", "未启动"
        PILOT = "pilot", "试点"
        SPREADING = "spreading", "推广"
        COVERED = "covered", "已覆盖"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    district = models.CharField("所在区", max_length=40)
    stage = models.CharField("阶段", max_length=10, choices=Stage, default=Stage.DORMANT)
    enrolled_on = models.DateField("列入计划名单", null=True, blank=True)
    closed_on = models.DateField("撤销", null=True, blank=True)  # the first day without it

    objects = ParkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_park_of_a_name",
                violation_error_message="这个名称的园区已在册。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:park", args=[self.pk])

    @classmethod
    @transaction.atomic
    def open(cls, name, kind, district, *, by, **plan):
        """Take a park into the register. `plan` may give stage and enrolled_on."""
        park = cls.objects.create(name=name, kind=kind, district=district, **plan)
        leave_trace("设立", park, by=by)
        return park

    def join(self, organisation, *, by, on=None):
        """Say which union is this park's: 园区联合工会."""
        return Affiliation.join(organisation, park=self, by=by, on=on)

    def union(self, on=None):
        """The union that this park has on a day, or None."""
        held = self.affiliations.on(on or clock.today()).select_related("organisation").first()
        return held.organisation if held else None

    def way_from(self, office, on):
        """Why this office sees it, as a sentence; "" if it does not."""
        if office.organisation is None:
            here = self.tenancies.on(on).filter(enterprise=office.enterprise_id).exists()
            return f"您任职的“{office.enterprise}”入驻在这里。" if here else ""
        union = self.union(on)
        if union and office.organisation.contains(union):
            return f"这里的园区工会是“{union}”，您在它或它的上级任职。"
        if is_top(office.organisation.path):
            return "您在市总工会任职，全市的园区都能看到。"
        tenants = self.tenancies.on(on).values("enterprise")
        covered = Affiliation.objects.on(on).filter(
            enterprise__in=tenants, organisation__path__startswith=office.organisation.path
        )
        return ONLY_TENANTS if covered.exists() else ""
