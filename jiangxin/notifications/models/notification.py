from django.conf import settings
from django.db import models, transaction

from jiangxin.lib import clock
from jiangxin.notifications.models.delivery import Delivery
from jiangxin.notifications.models.kind import Kind


class NotificationQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def of_kind(self, kind):
        return self.filter(kind=kind) if kind else self

    def unread(self):
        return self.filter(read_at=None)

    def read(self):
        """All of them at once."""
        self.unread().update(read_at=clock.now())


class Notification(models.Model):
    """站内信: one event told to one person; `path` is the page on which they can act.

    It is written in the transaction of the event, so it is there exactly if the event is. What
    also leaves the house has a Delivery for each carrier.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.OTHER)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001 (told without one: no equal)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="one_event_is_told_once",
                violation_error_message="这件事已经告诉过这个人。",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"]),
            models.Index(
                fields=["path"],
                condition=models.Q(read_at=None),
                name="notifications_unread_by_page",
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    @transaction.atomic(savepoint=False)
    def tell(cls, user, title, *, kind=Kind.OTHER, text="", path="", key=None):
        """Tell one person, in the transaction of what happened.

        The same key for the same person is the same event: the message that is there is returned,
        and nothing leaves the house a second time.
        """
        told = {"kind": kind, "title": title[:200], "text": text[:500], "path": path}
        told["sent_at"] = clock.now()
        if key is None:
            message, is_new = cls.objects.create(user=user, **told), True
        else:
            message, is_new = cls.objects.get_or_create(user=user, key=key, defaults=told)
        if is_new:
            Delivery.make_for(message)
        return message

    @classmethod
    def settle(cls, path, kind, *, user=None):
        """What these messages asked for is done: nobody, or not this user, has to act any more."""
        rows = cls.objects.filter(path=path, kind=kind)
        (rows.of(user) if user else rows).read()

    def read(self):
        type(self).objects.filter(pk=self.pk, read_at=None).update(read_at=clock.now())
