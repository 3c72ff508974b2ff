from django.db import models
from django.db.models import F, Q

from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins, one_at_a_time
from jiangxin.organisations.models import Enterprise, Office


class EmploymentQuerySet(DatedQuerySet):
    def led_by(self, user):
        """Today's employments in the enterprises that the user's offices reach."""
        reach = Office.objects.reach_of(user)
        return self.on(reach.on) if reach.is_everywhere() else self.reached(reach)

    def of_day(self, enterprise, day):
        """Who worked there on a day, each person once, whatever number of records they had."""
        there = self.on(day).filter(enterprise=enterprise)
        twice = models.Exists(there.filter(person=models.OuterRef("person__merged_into")))
        return there.exclude(twice, person__merged_into__isnull=False)

    def for_list(self):
        return self.select_related("person", "enterprise")

    def reached(self, reach):
        """The employments in the enterprises that some offices reach, on the day of that reach."""
        return self.on(reach.on).filter(reach.covers())


class Employment(Dated):
    """在职: a person works for an enterprise, from a day to a day."""

    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="employments", verbose_name="职工"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name="企业"
    )
    department = models.CharField("部门", max_length=60, blank=True)
    post = models.CharField("岗位", max_length=60, blank=True)
    is_frontline = models.BooleanField("一线职工", null=True)  # null: the roster does not say
    skill_level = models.CharField("技能等级", max_length=20, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            one_at_a_time(
                "one_employer_a_day",
                "person",
                sentence="这个人在这段时间里已在一家企业在册。",
            ),
            ends_after_it_begins("an_employment_ends_after_it_begins"),
        ]
        indexes = [
            # The days lie in it, so that whoever counts or chooses by them reads the index alone.
            models.Index(
                fields=["enterprise", "person"],
                include=["since", "until"],
                name="jobs_by_enterprise",
            )
        ]

    def __str__(self):
        return f"{self.person}在{self.enterprise}"

    @property
    def place(self):
        """Where this person is found: the enterprise and, if known, the department."""
        return " · ".join(filter(None, [self.enterprise.name, self.department]))

    @property
    def beginning(self):
        return f"“{self.person}”在“{self.enterprise}”在册"

    @property
    def ending(self):
        return f"“{self.person}”离开“{self.enterprise}”"

    def recheck(self):
        type(self).recheck_all([self.pk])

    @classmethod
    def recheck_all(cls, keys):
        """None of these lasts in a closed enterprise, or is of a record that was absorbed."""
        told = cls.objects.filter(pk__in=keys).for_list()
        lasting = Q(until=None) | Q(until__gt=F("enterprise__closed_on"))
        for job in told.filter(lasting, enterprise__closed_on__isnull=False)[:1]:
            job.enterprise.refuse_if_closed(job.until)
        for job in told.exclude(person__merged_into=None)[:1]:
            job.person.refuse_if_absorbed()
