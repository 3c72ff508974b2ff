from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.people import resembling
from jiangxin.people.models.person import Person


class ResemblanceQuerySet(models.QuerySet):
    def open(self):
        """Nobody has decided yet, and both still stand for themselves."""
        alone = {"first__merged_into": None, "second__merged_into": None}
        return self.filter(verdict="", **alone)

    def led_by(self, user):
        """Those of whom the user's offices reach both."""
        if Person.objects.is_all_led_by(user):
            return self
        led = Person.objects.led_by(user).values("pk")
        return self.filter(first__in=led, second__in=led)

    def for_list(self):
        return self.select_related("first", "second")


class Resemblance(models.Model):
    """疑似同一人: two records that may be one person, and what an officer said about them."""

    class Why(models.TextChoices):
        PHONE = "phone", "姓名和手机号相同"
        BIRTH = "birth", "姓名和出生日期相同"
        NAMED = "named", "经办人指出"

    class Verdict(models.TextChoices):
        APART = "apart", "不是同一人"

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField("为什么像", max_length=5, choices=Why)
    found_at = models.DateTimeField("发现时间")
    verdict = models.CharField("结论", max_length=5, choices=Verdict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("作出结论的时间", null=True)

    objects = ResemblanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="two_people_are_compared_once",
                violation_error_message="这两份记录已在疑似同一人的名单里，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="two_people_are_compared_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="请选两份不同的记录。",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(verdict=""), name="resemblances_undecided")
        ]

    def __str__(self):
        return f"疑似同一人 {self.pk}"

    def get_absolute_url(self):
        return reverse("people:duplicate", args=[self.pk])

    @property
    def pair(self):
        return self.first, self.second

    @classmethod
    @transaction.atomic
    def sweep(cls):
        """Look through the whole register; how many new pairs there are."""
        return resembling.find(resembling.EVERYBODY)

    @classmethod
    def between(cls, one, other):
        """The row of these two, for an officer who says that they resemble one another."""
        if one.pk == other.pk:
            raise Refusal("这是同一份记录，请选另一份。")
        first, second = sorted([one, other], key=lambda person: person.pk)
        known = {"why": cls.Why.NAMED, "found_at": clock.now()}
        row, _ = cls.objects.get_or_create(first=first, second=second, defaults=known)
        return row

    @transaction.atomic
    def keep_apart(self, *, by):
        """They are two people: nobody is asked about them again."""
        undecided = type(self).objects.filter(pk=self.pk, verdict="")
        now = clock.now()
        if not undecided.update(verdict=self.Verdict.APART, by=by, decided_at=now):
            raise OutOfStep("这一对刚刚有别人作出结论，请刷新后再看。")
        leave_trace("认定不是同一人", self, by=by)
