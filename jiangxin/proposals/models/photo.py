from django.db import models, transaction
from django.urls import reverse

from jiangxin.documents.models import Attachment


class Photo(models.Model):
    """照片: a picture that belongs to a proposal."""

    MOST = 9  # of one proposal

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="photos")
    # Of a report on its implementation; otherwise it belongs to what was proposed.
    note = models.ForeignKey(
        "proposals.ProgressNote", models.CASCADE, related_name="photos", null=True
    )
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    def __str__(self):
        return self.attachment.name

    def get_absolute_url(self):
        return reverse("proposals:photo", args=[self.pk])

    @property
    def title(self):
        """What a screen reader says; photos of a phone have meaningless names."""
        return f"照片 {self.attachment.name}"

    @property
    def url(self):
        return reverse("proposals:thumbnail", args=[self.pk])

    def remove(self):
        """Take it away from its proposal; the file goes once that is certain."""
        with transaction.atomic():
            self.delete()
            self.attachment.discard()
