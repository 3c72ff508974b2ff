from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models, transaction

from jiangxin.lib import clock
from jiangxin.notifications.models.kind import DEFAULTS, Carrier, Kind, offered

FROM, UNTIL = time(22), time(7)  # China time


class PreferenceQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def chosen_by(self, user):
        """{(kind, carrier): wanted}, all that is offered: what the person said, else the usual."""
        usual = {
            (kind, carrier): kind in DEFAULTS[carrier]
            for carrier in Carrier
            for kind in Kind
            if kind in offered(carrier)
        }
        said = self.of(user).values_list("kind", "carrier", "wanted")
        return usual | {(k, c): wanted for k, c, wanted in said if (k, c) in usual}


class Preference(models.Model):
    """接收方式: whether a kind of message also reaches a person by a carrier.

    Only what differs from the usual needs a row. In-app is always on: it is the message.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    carrier = models.CharField("通道", max_length=8, choices=Carrier)
    wanted = models.BooleanField()

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "carrier"],
                name="one_preference_per_kind_and_carrier",
                violation_error_message="接收方式刚刚改过，请刷新后再看。",
            )
        ]

    def __str__(self):
        word = "接收" if self.wanted else "不接收"
        return f"{word}{self.get_carrier_display()}{self.get_kind_display()}"

    @classmethod
    @transaction.atomic
    def choose(cls, user, chosen, *, quiet):
        """chosen: {(kind, carrier): wanted}; quiet: (from, until), two times of the day."""
        rows = [
            cls(user=user, kind=kind, carrier=carrier, wanted=wanted)
            for (kind, carrier), wanted in chosen.items()
        ]
        cls.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user", "kind", "carrier"],
            update_fields=["wanted"],
        )
        begins, ends = quiet
        QuietHours.objects.update_or_create(user=user, defaults={"begins": begins, "ends": ends})


class QuietHours(models.Model):
    """免打扰: from when to when nothing leaves the house for a person, in China's time.

    Whoever has no row has the usual night. The two times alike: never quiet. Sign-in codes are no
    messages and never wait.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begins = models.TimeField(default=FROM)
    ends = models.TimeField(default=UNTIL)

    def __str__(self):
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    @classmethod
    def of(cls, user):
        return cls.objects.filter(user=user).first() or cls(user=user)

    def after(self, instant):
        """The instant itself, or the end of the quiet hours in which it lies."""
        local = clock.local(instant)
        if not self._holds(local.time()):
            return instant
        day = local.date() + timedelta(days=local.time() >= self.ends)
        return datetime.combine(day, self.ends, clock.CHINA)

    def _holds(self, at):
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends
