from django.contrib.contenttypes.models import ContentType
from django.db import models


class ChangeSubject(models.Model):
    """变动对象: a thing that a change is about. No foreign key: persons live in a room above."""

    change = models.ForeignKey("organisations.Change", models.CASCADE, related_name="subject_rows")
    about_kind = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id", "change"])]

    def __str__(self):
        return f"{self.change}：{self.about_kind} {self.about_id}"
