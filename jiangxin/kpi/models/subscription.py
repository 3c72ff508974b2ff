from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.kpi.models.of_place import OfPlace, OfPlaceQuerySet
from jiangxin.kpi.rhythm import Rhythm, ended, is_due
from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.refusal import OutOfStep
from jiangxin.notifications.models import Notification


class SubscriptionQuerySet(OfPlaceQuerySet):
    def running(self):
        return self.filter(ended_at=None)


class Subscription(OfPlace):
    """订阅: an officer is told when the report of a place for a month or quarter can be made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rhythm = models.CharField("哪一种", max_length=10, choices=Rhythm)
    made_at = models.DateTimeField("订阅时间")
    ended_at = models.DateTimeField("退订时间", null=True)
    told_of = models.DateField("说到哪个时期")  # the first day of the last one told of

    objects = SubscriptionQuerySet.as_manager()

    class Meta(OfPlace.Meta):
        verbose_name = "订阅"
        constraints = [
            *OfPlace.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "organisation", "park", "enterprise", "rhythm"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_subscription_of_a_place",
                violation_error_message="您已经订阅了。",
            ),
        ]

    def __str__(self):
        return f"{self.place}{self.get_rhythm_display()}"

    def get_absolute_url(self):
        return reverse("kpi:reports", args=self.place.address)

    @classmethod
    @transaction.atomic
    def begin(cls, place, rhythm, *, by):
        """订阅: from the next period that ends."""
        if cls.objects.of(place).running().filter(user=by, rhythm=rhythm).exists():
            raise OutOfStep("您已经订阅了，不用再订。")
        told = ended(rhythm, clock.today()).first  # the periods before are no news
        of = {place.kind: place.thing, "told_of": told}
        new = cls.objects.create(user=by, rhythm=rhythm, made_at=clock.now(), **of)
        leave_trace("订阅报告", new, by=by, rhythm=rhythm)
        return new

    @transaction.atomic
    def end(self, *, by):
        """退订. `by` is its user, or None where it ends with the last office that reaches there."""
        if not type(self).objects.running().filter(pk=self.pk).update(ended_at=Now()):
            raise OutOfStep("这项订阅已经退了。")
        leave_trace("退订报告", self, by=by, rhythm=self.rhythm)

    @transaction.atomic
    def tell(self, today):
        """That the report of the last period can be made: once, from its first working day on."""
        if not self.is_in_reach():
            self.end(by=None)
            return
        period = ended(self.rhythm, today)
        mine = type(self).objects.running().filter(pk=self.pk, told_of__lt=period.first)
        if not (is_due(period, today) and mine.update(told_of=period.first)):
            return
        title = f"{period}的{self.get_rhythm_display()}可以生成了：{self.place}"
        path = f"{self.get_absolute_url()}?period={period.written}"
        key = f"report:{self.pk}:{period.written}"
        Notification.tell(self.user, title, path=path, key=key, text="数字齐了，点开就能生成。")

    def is_in_reach(self):
        mine = type(self).objects.reached_by(self.user).filter(pk=self.pk)
        return self.user.is_active and mine.exists()


def tell_subscribers():
    """All whose period is over; killed half-way, the next run does the rest."""
    today = clock.today()
    for one in Subscription.objects.running().with_places().select_related("user").iterator(200):
        one.tell(today)
