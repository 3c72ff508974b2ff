from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models.audience import for_officers, for_workers
from jiangxin.programmes.models.programme_setting import ProgrammeSetting
from jiangxin.programmes.models.road import Road
from jiangxin.programmes.models.status import Status
from jiangxin.questionnaires.models import Questionnaire

CALLING = {Office.Role.CHAIR, Office.Role.STEWARD}


class ProgrammeQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def open(self):
        """Those that take entries at this moment, by the database's clock."""
        now = clock.Now()
        runs = Q(closes_at=None) | Q(closes_at__gt=now)
        runs &= Q(ended_at=None) | Q(ended_at__gt=now)
        return self.published().filter(runs, opens_at__lte=now)

    def offered_by(self, *unions, park=None):
        """For workers of these unions (their own, and their park's), who stand in this park."""
        return self._offered({key for union in unions for key in union.lineage()}, park)

    def offered_to(self, enterprise, on=None):
        """For the workers of an enterprise, by its union and its park of a day."""
        day = on or clock.today()
        park = enterprise.park(day)
        unions = filter(None, [enterprise.union(day), park.union(day) if park else None])
        if on is None:
            return self.offered_by(*unions, park=park)
        return self._offered({key for union in unions for key in union.lineage_on(day)}, park)

    def visible_to(self, user):
        """Workers: what they may take part in. Officers: what reaches the unions they lead,

        and what is still a draft in those for which they may call.
        """
        day = clock.today()
        held = Office.objects.on(day).filter(user=user)
        seats = list(held.select_related("organisation", "enterprise"))
        unions = [seat.place for seat in seats if isinstance(seat.place, Organisation)]
        employers = [seat.place for seat in seats if isinstance(seat.place, Enterprise)]
        known = for_officers(unions, day)
        person = Person.objects.filter(user=user).first()
        job = person.employment(day) if person else None
        for enterprise in {*employers, *([job.enterprise] if job else [])}:
            known |= Q(pk__in=self.model.objects.offered_to(enterprise).values("pk"))
        calling = [seat.organisation_id for seat in seats if seat.role in CALLING]
        own = Q(published_at=None, organiser__in=filter(None, calling))
        return self.filter(known & Q(published_at__isnull=False) | own)

    def for_list(self):
        return self.select_related("organiser")

    def _offered(self, keys, park):
        return self.published().filter(for_workers(keys, park))


class Programme(ProgrammeSetting, models.Model):
    """活动: one call to take part, with its form, its dates and the road that entries travel."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", "合理化建议"
        FIVE_SMALLS = "five_smalls", "五小"
        ACHIEVEMENT = "achievement", "职工创新成果"

    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    summary = models.CharField("一句话", max_length=200, blank=True)
    # 和本职工作的关系: does the form ask it? (合理化建议和技术改进奖励条例 1986, 第十条)
    asks_duty = models.BooleanField("问和本职工作的关系", default=False)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The versions in force: an entry that is started now keeps them.
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+")
    road = models.ForeignKey(Road, models.PROTECT, related_name="+", null=True)
    next_questionnaire = models.ForeignKey(
        Questionnaire, models.SET_NULL, related_name="+", null=True
    )  # the version that is being written, until it is put in force
    drafted_at = models.DateTimeField("拟定")
    published_at = models.DateTimeField("发布", null=True)
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("截止", null=True, blank=True)
    ended_at = models.DateTimeField("提前结束", null=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_programme_closes_after_it_opens",
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message="活动的截止要晚于开始。",
            ),
            models.CheckConstraint(
                name="a_published_programme_has_a_road",
                condition=Q(published_at=None) | Q(road__isnull=False),
                violation_error_message="活动还没有环节，不能发布。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programmes:programme", args=[self.pk])

    @classmethod
    @transaction.atomic
    def draft(cls, name, kind, *, organiser, questionnaire, by, **details):
        """Write a call down. Only its organiser sees it, until it is published.

        `details` may give summary, asks_duty, opens_at and closes_at.
        """
        now = clock.now()
        details = {"opens_at": now, **details}
        new = cls.objects.create(
            name=name,
            kind=kind,
            organiser=organiser,
            questionnaire=questionnaire,
            drafted_at=now,
            **details,
        )
        new.road = Road.objects.create(programme=new, made_at=now, by=by)
        new.save(update_fields=["road"])
        leave_trace("拟定", new, by=by)
        return new

    @transaction.atomic
    def publish(self, *, by):
        """发布: from now on it is offered, and its form and road stay as they are."""
        self._must_be_a_draft()
        self.must_be_complete()
        self.road.begin()
        if self.questionnaire.published_at is None:
            self.questionnaire.publish()
        self.published_at = clock.now()
        self.save(update_fields=["published_at"])
        leave_trace("发布", self, by=by)

    @property
    def is_draft(self):
        return self.published_at is None

    @property
    def road_in_the_making(self):
        """The version of its stages that may be changed now, or None."""
        return self.road if self.is_draft else self.roads.filter(begun_at=None).first()

    @property
    def form_in_the_making(self):
        """The version of its form that may be changed now, or None."""
        return self.questionnaire if self.is_draft else self.next_questionnaire

    def under_way(self):
        """How many entries are on their way now: they keep the version that they have."""
        return self.journeys.filter(status__in=[Status.UNDER_WAY, Status.HANDED_BACK]).count()

    def hold(self):
        """The same row, locked and fresh: whoever changes it waits in line."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        return self

    def is_open(self, at=None):
        """Does it take entries now (by the database's clock, to the second)?"""
        at = at or clock.now()
        ends = [moment for moment in (self.closes_at, self.ended_at) if moment]
        return bool(self.published_at) and self.opens_at <= at and all(at < end for end in ends)

    def must_be_open(self):
        if not self.is_open():
            raise Refusal(f"“{self}”现在不收件。您写的还在。")

    def reaches(self, *unions, park=None):
        """Is it for the workers of one of these unions, or of this park?"""
        offered = type(self).objects.offered_by(*filter(None, unions), park=park)
        return offered.filter(pk=self.pk).exists()

    def _must_be_a_draft(self):
        self.hold()
        if self.published_at:
            raise OutOfStep(f"“{self}”已经发布。")
