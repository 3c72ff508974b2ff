from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, DatedQuerySet, ends_after_it_begins
from jiangxin.lib.refusal import Refusal


class OfficeQuerySet(DatedQuerySet):
    def of(self, user):
        """The offices that this user holds today."""
        return self.today().filter(user=user)

    def paths_of(self, user):
        held = self.of(user).exclude(organisation=None)
        return held.values_list("organisation__path", flat=True)


class Office(Dated):
    """任职: a user holds a role in an organisation or in an enterprise, from a day to a day.

    A role in an organisation reaches everything below it for looking, never for deciding.
    """

    class Role(models.TextChoices):
        STEWARD = "steward", "创新专管员"
        CHAIR = "chair", "工会主席"
        FINANCE = "finance", "财务"
        PERSONNEL = "personnel", "人力资源"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField("职务", max_length=20, choices=Role)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="offices", null=True, blank=True
    )
    enterprise = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="offices", null=True, blank=True
    )
    department = models.CharField("部门", max_length=60, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_office_is_in_one_place",
                condition=Q(organisation=None) ^ Q(enterprise=None),
                violation_error_message="任职要么在一家工会，要么在一家企业。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "enterprise"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="one_office_once",
                violation_error_message="这个人已经担任这个职务。",
            ),
            ends_after_it_begins("an_office_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.place}{self.department}{self.get_role_display()}"

    @property
    def place(self):
        return self.organisation or self.enterprise

    @classmethod
    @transaction.atomic
    def grant(cls, user, role, place, *, by, since=None, until=None, department=""):
        """Give a user an office in an organisation or an enterprise, from a day on."""
        field = place._meta.model_name
        office = cls.objects.create(
            user=user,
            role=role,
            since=since or clock.today(),
            until=until,
            department=department,
            granted_by=by,
            **{field: place},
        )
        leave_trace("任命", office, by=by, user=user.pk, role=str(office.role))
        return office

    @transaction.atomic
    def end(self, *, by, on=None):
        """The office is over from this day on; what was done in it stays as it was."""
        on = on or clock.today()
        if not type(self).objects.filter(pk=self.pk, until=None, since__lt=on).update(until=on):
            raise Refusal("这项任职已经结束，或当天才开始，不能当天结束。")
        self.until = on
        leave_trace("免去", self, by=by, user=self.user_id, role=str(self.role))
