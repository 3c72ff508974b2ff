from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiangxin.lib import clock
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models.stage import Outcome, Stage, StageKeeper


class SeatQuerySet(models.QuerySet):
    def open(self):
        """Those that still wait for an answer."""
        return self.filter(left_at=None)

    def waiting_for(self, user):
        """Those at which this user has something to answer: a desk, the nearest due first."""
        return self.open().of(user).exclude(journey__barred__contains=[user.pk])

    def answered(self):
        return self.exclude(answered_by=None)

    def of(self, user):
        """Those at which this user sits today: the very office, not one above it."""
        offices = [office for office in Office.objects.held_by(user) if office.organisation_id]
        mine = Q(pk__in=[])
        for office in offices:
            department = Q(keeper__department__in=["", office.department])
            mine |= Q(union=office.organisation_id, keeper__role=office.role) & department
        return self.filter(mine).exclude(barred__contains=[user.pk])


class Seat(models.Model):
    """席位: one desk at which an entry lies or lay; who answered there, and with what.

    A gate that several must keep is a seat for each. One and the same visit to a gate has one
    `visit`; where a seat was handed over or doubled from above, its visit goes on.
    """

    class Came(models.TextChoices):
        ROAD = "road", "按走法送到"
        REPORTED = "reported", "下级上报"
        REFERRED = "referred", "转办"
        URGED = "urged", "下级超期，请督办"
        APPEALED = "appealed", "复议"
        RETURNED = "returned", "补充后再次提交"

    journey = models.ForeignKey("programmes.Journey", models.CASCADE, related_name="seats")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    keeper = models.ForeignKey(StageKeeper, models.PROTECT, related_name="+")
    union = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visit = models.PositiveIntegerField()
    came = models.CharField("怎样送到", max_length=8, choices=Came, default=Came.ROAD)
    arrived_at = models.DateTimeField("送到")
    due_on = models.DateField("最迟")
    left_at = models.DateTimeField("离开", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    outcome = models.CharField("结果", max_length=12, choices=Outcome, blank=True)
    # Keys of users who may not answer here: they decided before, at a stage that closes this one.
    barred = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "keeper", "union"],
                condition=Q(left_at=None),
                name="one_open_seat_of_a_kind",
                violation_error_message="这件已经在这张桌上。",
            ),
            models.UniqueConstraint(
                fields=["journey"],
                condition=Q(came="appealed"),
                name="one_appeal",
                violation_error_message="复议只能申请一次。",
            ),
            models.CheckConstraint(
                name="an_answer_has_somebody_and_a_time",
                condition=Q(answered_by=None, outcome="")
                | (Q(answered_by__isnull=False, left_at__isnull=False) & ~Q(outcome="")),
                violation_error_message="答复要有人、有时间。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["union", "due_on", "journey"],
                condition=Q(left_at=None),
                name="seats_on_a_desk",
            ),
            models.Index(
                fields=["union", "journey"], condition=Q(came="referred"), name="seats_referred"
            ),
        ]

    def __str__(self):
        return f"{self.union}{self.keeper.department}{self.keeper.get_role_display()}"

    def answer(self, by, outcome):
        """It is answered, and leaves the desk."""
        self.answered_by, self.outcome, self.left_at = by, outcome, clock.now()
        self.save(update_fields=["answered_by", "outcome", "left_at"])

    def office_of(self, user):
        """The office by which this user sits here today, or None."""
        return (
            self.holders()
            .filter(user=user)
            .select_related("organisation")
            .order_by("since", "id")
            .first()
        )

    def holders(self):
        """The offices that fill it today."""
        held = Office.objects.today().filter(organisation=self.union_id, role=self.keeper.role)
        return held.filter(department=self.keeper.department) if self.keeper.department else held
