from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models.affiliation import Affiliation, union_of
from jiangxin.organisations.models.change import Change
from jiangxin.organisations.models.closing import Closing, lasting, refuse_closed_places
from jiangxin.organisations.models.enterprise import Enterprise
from jiangxin.organisations.models.former_name import Named, then_named
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
        mine = Tenancy.objects.on(reach.on).filter(reach.covers())
        return self.filter(pk__in=led.union(mine.values("park")))

    def led_by(self, user):
        """Those whose union is one of the user's or below it: not those of their tenants."""
        return self.reached(Office.objects.reach_of(user))

    def reached(self, reach):
        led = Affiliation.objects.within(reach).of_parks().values("park")
        return self.all() if reach.is_everywhere() else self.filter(pk__in=led)

    def of_union(self, organisation, on=None):
        """Those whose union this is on a day."""
        held = organisation.affiliations.on(on or clock.today()).of_parks()
        return self.filter(pk__in=held.values("park"))

    def as_of(self, day):
        """Each knows its `name_then`."""
        return self.annotate(name_then=then_named("park", day))

    def named(self, text):
        return self.filter(models.Q(name__icontains=text) | models.Q(district__icontains=text))


class Park(Named, Closing, models.Model):
    """园区: a territory of one of the plan's three kinds. Which union it has is an Affiliation."""

    class Kind(models.TextChoices):
        # 沪工技协〔2017〕5号: “三区”
        INDUSTRIAL = "industrial", "工业开发园区"
        STARTUP = "startup", "创业园区"
        HIGH_TECH = "high_tech", "高新技术产业园区"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    district = models.CharField("所在区", max_length=40)
    enrolled_on = models.DateField("列入计划名单", null=True, blank=True)
    closed_on = models.DateField("关闭", null=True, blank=True)  # the first day without it

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
        """Take a park into the register. `plan` may give enrolled_on."""
        park = cls.objects.create(name=name, kind=kind, district=district, **plan)
        leave_trace("设立", park, by=by)
        return park

    def join(self, organisation, *, by, on=None):
        """Say which union is this park's: 园区联合工会."""
        return Affiliation.join(organisation, park=self, by=by, on=on)

    def change_union(self, organisation, *, by, on=None):
        """改隶: from this day on another union is this park's, or one at all."""
        return Affiliation.change(self, organisation, by=by, on=on)

    def merge_into(self, other, *, by, on=None):
        """合并: from this day on all its tenants stand in another park, and it is closed."""
        on = on or clock.today()
        if other.pk == self.pk:
            raise Refusal(f"“{self}”不能并入自己。")
        title, union = f"“{self}”并入“{other}”", self.union(on)
        tenants = [held.enterprise for held in lasting(self.tenancies, on)]
        about = [self, other, *filter(None, [union]), *tenants]
        with Change.making("合并", by=by, on=on, title=title, about=about) as change:
            refuse_closed_places([other, *tenants])
            for held in lasting(self.tenancies, on):
                change.end(held)
                new = Tenancy(enterprise=held.enterprise, park=other, by=by)
                change.begin(new, is_checked=True)
            self.wind_up(change, self.affiliations)
        return change

    def close(self, *, by, on=None):
        """关闭: from this day on there is no such park. Its tenants have left before."""
        on = on or clock.today()
        about = [self, *filter(None, [self.union(on)])]
        with Change.making("关闭", by=by, on=on, title=f"“{self}”关闭", about=about) as change:
            if here := lasting(self.tenancies, on).count():
                raise Refusal(f"“{self}”里那一天还有 {here} 家企业，请先办它们的迁园或离园。")
            self.wind_up(change, self.affiliations)
        return change

    def offices_to_end(self):
        return ()  # nobody holds an office in a park: its union is led

    def enterprises(self, on=None):
        """Those whose plant stands here on a day."""
        here = self.tenancies.on(on or clock.today())
        return Enterprise.objects.filter(pk__in=here.values("enterprise"))

    def union(self, on=None):
        """The union that this park has on a day, or None."""
        return union_of(self, on or clock.today())

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
