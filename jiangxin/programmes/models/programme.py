from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Enterprise, Office, Organisation, reach
from jiangxin.people.models import Person
from jiangxin.questionnaires.models import Questionnaire


class ProgrammeQuerySet(models.QuerySet):
    def open(self):
        """Those that take entries at this moment, by the database's clock."""
        now = clock.Now()
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=now), opens_at__lte=now)

    def offered_by(self, *unions):
        """Programmes called by one of these unions or by any union above it."""
        return self.filter(organiser__in={key for union in unions for key in union.lineage()})

    def offered_to(self, enterprise):
        """For the workers of an enterprise: called over their union, or over their park's."""
        day = clock.today()
        park = enterprise.park(day)
        unions = [enterprise.union(day), park.union(day) if park else None]
        return self.offered_by(*filter(None, unions))

    def visible_to(self, user):
        """Workers: what they may take part in. Officers: what reaches the unions they lead."""
        held = Office.objects.of(user).select_related("organisation", "enterprise")
        places = [office.place for office in held]
        unions = [place for place in places if isinstance(place, Organisation)]
        employers = [place for place in places if isinstance(place, Enterprise)]
        known = Q(organiser__in={key for union in unions for key in union.lineage()})
        known |= reach("organiser__path", [union.path for union in unions])
        person = Person.objects.filter(user=user).first()
        job = person.employment() if person else None
        for enterprise in {*employers, *([job.enterprise] if job else [])}:
            known |= Q(pk__in=self.model.objects.offered_to(enterprise).values("pk"))
        return self.filter(known)

    def for_list(self):
        return self.select_related("organiser")


class Programme(models.Model):
    """活动: one call to take part, with its form, its dates and the road that entries travel."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", "合理化建议"
        FIVE_SMALLS = "five_smalls", "五小"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    summary = models.CharField("一句话", max_length=200, blank=True)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("截止", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_programme_closes_after_it_opens",
                condition=Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
                violation_error_message="活动的截止要晚于开始。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programmes:programme", args=[self.pk])

    @classmethod
    @transaction.atomic
    def call(cls, name, kind, *, organiser, questionnaire, by, **details):
        """Open a call. `details` may give summary, opens_at and closes_at."""
        details.setdefault("opens_at", clock.now())
        new = cls.objects.create(
            name=name, kind=kind, organiser=organiser, questionnaire=questionnaire, **details
        )
        leave_trace("发起", new, by=by)
        return new

    def is_open(self, at=None):
        """Does it take entries now (by the database's clock, to the second)?"""
        at = at or clock.now()
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)

    def must_be_open(self):
        if not self.is_open():
            raise Refusal(f"“{self}”现在不收件。您写的还在。")

    def reaches(self, *unions):
        """Was it called by one of these unions, or by one above them?"""
        return any(self.organiser_id in union.lineage() for union in unions if union)

    @property
    def road(self):
        """Its stages in their order."""
        return sorted(self.stages.all(), key=lambda stage: stage.position)

    def road_after(self, stage):
        """The stages that follow this one, in order; all of them for None."""
        position = stage.position if stage else 0
        return [s for s in self.road if s.position > position]


class Category(models.Model):
    """类别: what kind of thing an entry is. A list of its own for every programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="categories")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("名称", max_length=40)

    def __str__(self):
        return self.name


class Reason(models.Model):
    """理由: one of the reasons for 不通过 that a programme offers."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reasons")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("理由", max_length=60)

    def __str__(self):
        return self.name
