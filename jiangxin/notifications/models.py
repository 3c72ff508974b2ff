from django.conf import settings
from django.db import models

from jiangxin.lib import clock


class NotificationQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)

    def read(self):
        """All of them at once."""
        self.unread().update(read_at=clock.now())


class Notification(models.Model):
    """站内信: one event told to one person; `path` is the page on which they can act."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"])]

    def __str__(self):
        return self.title

    @classmethod
    def tell(cls, user, title, *, text="", path=""):
        """Tell one person, in the transaction of what happened."""
        return cls.objects.create(
            user=user, title=title[:200], text=text[:500], path=path, sent_at=clock.now()
        )

    def read(self):
        type(self).objects.filter(pk=self.pk, read_at=None).update(read_at=clock.now())
