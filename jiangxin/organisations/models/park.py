from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.organisations.models.affiliation import Affiliation
from jiangxin.organisations.models.enterprise import Enterprise
from jiangxin.organisations.models.office import Office
from jiangxin.organisations.models.organisation import is_top, reach
from jiangxin.organisations.models.tenancy import Tenancy


class ParkQuerySet(models.QuerySet):
    def enrolled(self, on=None):
        """Those on the plan's roll of 规模性 parks on this day (沪工技协〔2017〕5号, 二(一))."""
        return self.filter(enrolled_on__lte=on or clock.today())

    def visible_to(self, user):
        """Parks whose union the user leads or stands above, or with an enterprise of theirs."""
        paths = list(Office.objects.paths_of(user))
        if any(is_top(path) for path in paths):
            return self.all()
        led = Affiliation.objects.today().filter(reach("organisation__path", paths))
        mine = Tenancy.objects.today().filter(enterprise__in=Enterprise.objects.visible_to(user))
        return self.filter(
            Q(pk__in=led.exclude(park=None).values("park")) | Q(pk__in=mine.values("park"))
        )


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

    name = models.CharField("名称", max_length=120, unique=True)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    district = models.CharField("所在区", max_length=40)
    stage = models.CharField("阶段", max_length=10, choices=Stage, default=Stage.DORMANT)
    enrolled_on = models.DateField("列入计划名单", null=True, blank=True)

    objects = ParkQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisations:park", args=[self.pk])

    @classmethod
    @transaction.atomic
    def open(cls, name, kind, district, *, by, enrolled_on=None):
        park = cls.objects.create(
            name=name, kind=kind, district=district, enrolled_on=enrolled_on
        )
        leave_trace("设立", park, by=by)
        return park

    def join(self, organisation, *, by, on=None):
        """Say which union is this park's: 园区联合工会."""
        return Affiliation.join(organisation, park=self, by=by, on=on)

    def union(self, on=None):
        """The union that this park has on a day, or None."""
        held = self.affiliations.on(on or clock.today()).select_related("organisation").first()
        return held.organisation if held else None
