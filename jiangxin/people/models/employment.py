from django.db import models

from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins
from jiangxin.organisations.models import Enterprise


class EmploymentQuerySet(DatedQuerySet):
    def led_by(self, user):
        """Today's employments in the enterprises that the user's offices reach."""
        return self.today().filter(enterprise__in=Enterprise.objects.led_by(user))

    def for_list(self):
        return self.select_related("person", "enterprise")

    def reached(self, reach):
        """The employments in the enterprises that some offices reach, on the day of that reach."""
        return self.on(reach.on).filter(enterprise__in=reach.enterprises())


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
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(until=None),
                name="one_employer_at_a_time",
                violation_error_message="这个人现在已在另一家企业在册。",
            ),
            ends_after_it_begins("an_employment_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["enterprise", "person"])]

    def __str__(self):
        return f"{self.person}在{self.enterprise}"

    @property
    def place(self):
        """Where this person is found: the enterprise and, if known, the department."""
        return " · ".join(filter(None, [self.enterprise.name, self.department]))
