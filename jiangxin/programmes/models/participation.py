from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models.transaction import CurrentTransaction, TransactionField
from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people.models import Person, surviving
from jiangxin.programmes.models.journey import Journey
from jiangxin.programmes.models.programme import Programme


class ParticipationQuerySet(models.QuerySet):
    def standing(self):
        """Acts that were not cancelled, without the counter-rows."""
        # Said twice, for the planner: few rows cancel one, so each is looked up, not all of them.
        gone = self.model.objects.filter(cancels=models.OuterRef("pk"), cancels__isnull=False)
        return self.filter(~models.Exists(gone), cancels=None)

    def standing_of_few(self):
        """The same of one enterprise or so: its counter-rows lie among its acts."""
        gone = self.exclude(cancels=None).order_by().values("cancels")
        return self.filter(cancels=None).exclude(pk__in=gone)

    def in_plan(self):
        """Workers of 非公 enterprises in parks on the plan's roll (沪工技协〔2017〕5号, 二(一))."""
        return self.filter(is_in_plan=True)

    def between(self, first, last):
        """Acts from the first day to the last, both included."""
        return self.filter(on__range=(first, last))

    def within(self, organisation):
        """Acts in this union or in one that stood below it on the day of the act."""
        return self.filter(lineage__contains=[organisation.pk])

    def at(self, enterprise):
        """Acts of who worked in this enterprise on the day of the act."""
        return self.filter(enterprise=enterprise)

    def whom(self):
        """Whom they count for, as keys: one for all records of a person (并档)."""
        return self.annotate(whom=surviving("person")).values("whom")

    def distinct_whom(self):
        """The same keys, as a list of different ones."""
        return self.values_list(surviving("person"), flat=True).distinct()

    def of_whom(self, keys):
        """Acts that count for one of these people, whichever of their records took part."""
        selves = Person.objects.filter(Q(AnyOf("pk", keys)) | Q(AnyOf("merged_into", keys)))
        return self.filter(person__in=selves.values("pk"))

    def acts(self):
        """参与人次: how many acts."""
        return self.count()

    def people(self):
        """参与人数: how many different people."""
        return self.aggregate(n=different_people())["n"]


def different_people(**only):
    """An aggregate: different people, each once, whatever number of records they had (并档)."""
    return models.Count(surviving("person"), distinct=True, **only)


class Participation(models.Model):
    """参与: a person took part in a programme by an act, on a day. What the targets count.

    Written in the transaction of the act, never edited; cancelled only by a counter-row. The
    enterprise, park and unions are those of the day, whatever becomes of them later.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "提建议"
        OPINION = "opinion", "提意见"  # 一般性意见: taking part, but no 建议

    # These three are first in an index below.
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    act = models.CharField(max_length=40)  # which act: “journey:7”
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="+", null=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", db_index=False)
    park = models.ForeignKey(Park, models.PROTECT, related_name="+", null=True, db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The union and all above it on the day: the tree of another day must not change this figure.
    lineage = ArrayField(models.BigIntegerField(), editable=False)
    on = models.DateField("日期")
    is_in_plan = models.BooleanField("计入计划目标")
    cancels = models.OneToOneField(
        "self", models.PROTECT, related_name="cancelled_by", null=True, blank=True
    )
    # In the order of commits, which that of keys is not: so nothing that counts misses a row.
    xid = TransactionField("事务", db_default=CurrentTransaction(), editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "kind", "act"],
                condition=models.Q(cancels=None),
                name="one_participation_per_act",
                violation_error_message="这次参与已经记过一次。",
            )
        ]
        indexes = [
            models.Index(fields=["park", "on", "person"], name="participations_in_a_park"),
            models.Index(fields=["person", "enterprise"], name="participations_of_a_person"),
            # With all that counting asks: an enterprise's acts lie on as many pages of the table.
            models.Index(
                fields=["enterprise", "on"],
                include=["person", "kind", "is_in_plan", "park", "journey", "cancels", "xid", "id"],
                name="participations_at_work",
            ),
            GinIndex(fields=["lineage"], name="participations_by_union"),
            models.Index(fields=["xid"], name="participations_by_transaction"),
            # They are written in the order of their days: a hundredth of a tree, and as good.
            BrinIndex(fields=["on"], autosummarize=True, name="participations_by_day"),
        ]

    def __str__(self):
        return f"{self.person}{self.get_kind_display()}（{self.programme}）"

    @classmethod
    @transaction.atomic(savepoint=False)
    def record(cls, person, kind, journey, *, enterprise, park=None):
        """Count this act of this person, once: a resubmission finds the row that is there.

        The journey is held, or one that only this transaction can change.
        """
        rows = cls.objects.filter(person=person, kind=kind, journey=journey, cancels=None)
        if there := rows.standing().first():
            return there
        day, times = clock.today(), rows.count()  # cancelled before, and counted again
        return cls.objects.create(
            person=person,
            programme=journey.programme,
            kind=kind,
            act=f"journey:{journey.pk}" if not times else f"journey:{journey.pk}:{times + 1}",
            journey=journey,
            enterprise=enterprise,
            park=park,
            organisation=journey.origin,
            lineage=journey.origin.lineage(),
            on=day,
            is_in_plan=counts_for_the_plan(enterprise, park, day),
        )

    @classmethod
    @transaction.atomic
    def change_kind(cls, journey, kind):
        """What counted as something else counts as this from now on: a counter-row and a row."""
        for row in list(cls.objects.standing().filter(journey=journey).exclude(kind=kind)):
            cls.objects.bulk_create([row._countered(clock.today())])
            cls.record(row.person, kind, journey, enterprise=row.enterprise, park=row.park)

    @classmethod
    @transaction.atomic
    def cancel_for(cls, journey):
        """Write a counter-row for everything that this entry counted."""
        day = clock.today()
        standing = cls.objects.standing().filter(journey=journey)
        cls.objects.bulk_create([row._countered(day) for row in standing])

    def _countered(self, day):
        same = ["person", "programme", "journey", "enterprise", "park", "organisation"]
        return type(self)(
            cancels=self,
            on=day,
            kind=self.kind,
            act=self.act,
            lineage=self.lineage,
            is_in_plan=self.is_in_plan,
            **{f"{name}_id": getattr(self, f"{name}_id") for name in same},
        )


def counts_for_the_plan(enterprise, park, day):
    """A 非公 enterprise in a park that stood on the plan's roll (沪工技协〔2017〕5号, 二(一))."""
    enrolled = park is not None and park.enrolled_on is not None and park.enrolled_on <= day
    return enrolled and enterprise.ownership == Enterprise.Ownership.NON_PUBLIC
