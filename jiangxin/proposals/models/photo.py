from django.db import models

from jiangxin.documents.models import Attachment


class Photo(models.Model):
    """照片: a picture that belongs to a proposal."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="photos")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    def __str__(self):
        return self.attachment.name
