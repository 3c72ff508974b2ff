from copy import copy

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, DatedQuerySet, one_at_a_time
from jiangxin.lib.looking import once
from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models.reach import Reach


class OfficeQuerySet(DatedQuerySet):
    def of(self, user):
        """The offices that this user holds today."""
        return self.today().filter(user=user)

    def reach_of(self, user, on=None):
        """How far the offices that this user holds today reach."""
        return reach_of(user.pk, on or clock.today())

    def held_by(self, user):
        """A list: the offices that this user holds today, with their places."""
        return held_by(user.pk, clock.today())

    def visible_to(self, user):
        """The offices, of today and of once, in the places that the user's own offices reach."""
        reach = Office.objects.reach_of(user)
        if reach.is_everywhere():
            return self.all()
        return self.filter(reach.below("organisation__path") | Q(reach.covers()))

    def paths_of(self, user):
        held = self.of(user).exclude(organisation=None)
        return held.values_list("organisation__path", flat=True)

    def reaching(self, user, place):
        """A list: the offices by which this user sees this place today; each says its `way`."""
        today = clock.today()
        held = map(copy, self.held_by(user))  # each gets a `way` of its own
        return [office for office in held if office.leads_to(place, today)]

    def for_list(self):
        return self.select_related("user", "organisation", "enterprise", "granted_by")


class Office(Dated):
    """任职: a user holds a role in an organisation or in an enterprise, from a day to a day.

    A role in an organisation reaches everything below it for looking, never for deciding.
    """

    class Role(models.TextChoices):
        STEWARD = "steward", "创新专管员"
        CHAIR = "chair", "工会主席"
        FINANCE = "finance", "财务"
        PERSONNEL = "personnel", "人力资源"
        AUDIT = "audit", "经审"  # 经费审查委员会: looks and judges doubts, decides nothing else

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

    may_be_void = True
    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_office_is_in_one_place",
                condition=Q(organisation=None) ^ Q(enterprise=None),
                violation_error_message="任职要么在一家工会，要么在一家企业。",
            ),
            one_at_a_time(
                "one_office_in_a_union_once",
                "user",
                "role",
                "organisation",
                "department",
                sentence="这个人在这段时间里已经担任这个职务。",
            ),
            one_at_a_time(
                "one_office_in_an_enterprise_once",
                "user",
                "role",
                "enterprise",
                "department",
                sentence="这个人在这段时间里已经担任这个职务。",
            ),
            # The same day is allowed: an office granted by mistake was never valid.
            models.CheckConstraint(
                name="an_office_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="任职结束的日子不能早于开始的日子。",
            ),
        ]

    def __str__(self):
        return f"{self.place}{self.department}{self.get_role_display()}"

    @property
    def place(self):
        return self.organisation or self.enterprise

    @classmethod
    @transaction.atomic
    def grant(cls, user, role, place, *, by, since=None, **terms):
        """Give a user an office in an organisation or an enterprise, from a day on.

        `terms` may give until (the first day without it) and department.
        """
        field = place._meta.model_name
        office = cls.objects.create(
            user=user,
            role=role,
            since=since or clock.today(),
            granted_by=by,
            **{field: place},
            **terms,
        )
        place.refuse_if_closed(office.until)
        leave_trace("任命", office, by=by, user=user.pk, role=str(office.role))
        return office

    @transaction.atomic
    def end(self, *, by, on=None):
        """The office is over from this day on; what was done in it stays as it was.

        One that has not begun, or began today by mistake, ends before it was valid.
        """
        on = max(on or clock.today(), self.since)
        running = type(self).objects.filter(Q(until=None) | Q(until__gt=on), pk=self.pk)
        if not running.update(until=on):
            raise OutOfStep(f"“{self}”这项任职已经结束，不用再免去。")
        self.until = on
        leave_trace("免去", self, by=by, user=self.user_id, role=str(self.role), on=str(on))

    def is_over(self):
        return self.until is not None and self.until <= clock.today()

    def leads_to(self, place, on):
        """Does this office let its holder see the place? `way` then says how."""
        self.way = place.way_from(self, on)
        return bool(self.way)


@once
def reach_of(user, on):
    return Reach(held_by(user, on), on)


@once
def held_by(user, on):
    held = Office.objects.on(on).filter(user=user).order_by("since", "id")
    return list(held.select_related("organisation", "enterprise"))
