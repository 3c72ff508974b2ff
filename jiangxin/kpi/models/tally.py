"""参与位图: who took part, counted ahead, so that a city's figure over years is a few OR's."""

from django.db import models
from django.db.models import Q
from pyroaring import BitMap

from jiangxin.organisations.models import Organisation, Park
from jiangxin.programmes.models import Participation

SETS = ("people", "enterprises", "journeys")


class MonthlyQuerySet(models.QuerySet):
    def over(self, period):
        return self.filter(month__range=(period.first, period.last))

    def open(self):
        """Of months that nobody has closed."""
        return self.exclude(month__in=ClosedMonth.objects.values("month"))


class Tally(models.Model):
    """参与位图: standing acts of one kind in one month in a union or a park, as on their days.

    A roaring bitmap each of whom they count for (surviving keys), of the enterprises and of the
    entries; `acts` is how many. A union holds what all below it held on the day of the act. Only
    acts with evidence (实名): what was declared has no people, and is a Declaration.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="+")
    month = models.DateField("月份")
    kind = models.CharField(max_length=12, choices=Participation.Kind)
    is_in_plan = models.BooleanField("计入计划目标")
    people = models.BinaryField("职工")
    enterprises = models.BinaryField("企业")
    journeys = models.BinaryField("件")
    acts = models.PositiveIntegerField("人次")

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_tally_is_of_one_place",
                condition=Q(organisation=None) ^ Q(park=None),
                violation_error_message="一份位图要么是工会的，要么是园区的。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "park", "month", "kind", "is_in_plan"],
                nulls_distinct=False,
                name="one_tally_of_a_place_a_month",
                violation_error_message="这个月的位图刚刚有别的进程写过。",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="tallies_of_a_month")]

    def __str__(self):
        return f"{self.organisation or self.park} {self.month:%Y-%m} {self.kind}"


class Watermark(models.Model):
    """进度: how far acts are counted. One row; who counts holds it."""

    one = models.BooleanField(primary_key=True, default=True)
    # All transactions before this one are counted, none from it on (PostgreSQL's xid8).
    xid = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=0)  # goes up whenever a bitmap changes
    counted_at = models.DateTimeField("截至", null=True)
    recounted_at = models.DateTimeField("复算", null=True)
    differences = models.PositiveIntegerField("复算不一致", default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_watermark",
                condition=Q(one=True),
                violation_error_message="进度只有一行。",
            )
        ]

    def __str__(self):
        return f"截至 {self.counted_at}"

    @classmethod
    def seen(cls):
        """As it stands, or a new one: nothing is counted yet."""
        return cls.objects.first() or cls()


class KnownSelf(models.Model):
    """已知并档: under whom the bitmaps count an absorbed record. It follows Person.merged_into."""

    person = models.BigIntegerField(primary_key=True)
    into = models.BigIntegerField()

    def __str__(self):
        return f"{self.person}→{self.into}"


class Result(models.Model):
    """结果集: the entries, as keys of journeys, of which something is true at this moment."""

    class Of(models.TextChoices):
        ACCEPTED = "accepted", "采纳"
        DECIDED = "decided", "有结论"
        FINISHED = "finished", "实施完成"
        FIVE_SMALLS = "five_smalls", "五小"
        EXPECTED = "expected", "有预计效益"
        CONFIRMED = "confirmed", "有核定效益"

    of = models.CharField(max_length=12, choices=Of, primary_key=True)
    journeys = models.BinaryField()
    # Of a benefit: its total in 分, in the order of the journeys, eight bytes each.
    totals = models.BinaryField(default=b"")

    def __str__(self):
        return self.get_of_display()


class ClosedMonth(models.Model):
    """已封月份: its bitmaps are final, and so are the keys under which they count people."""

    month = models.DateField(primary_key=True)
    closing = models.ForeignKey("kpi.Closing", models.PROTECT, related_name="months")

    objects = MonthlyQuerySet.as_manager()

    def __str__(self):
        return f"{self.month:%Y-%m}"

    @classmethod
    def all(cls):
        """The months, as a set of their first days."""
        return set(cls.objects.values_list("month", flat=True))


def read(blob):
    """The bitmap in a field. An empty one for None."""
    return BitMap.deserialize(bytes(blob)) if blob else BitMap()
