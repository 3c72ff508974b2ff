from django.db import models, transaction
from django.urls import reverse

from jiangxin.documents.models import Attachment


class Enclosure(models.Model):
    """随附文件: the file by which a question of the form was answered."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="enclosures")
    key = models.SlugField(max_length=40)  # of the question
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "key"],
                name="one_enclosure_per_question",
                violation_error_message="这道题刚才已经传过一个文件，请刷新后再看。",
            )
        ]

    def __str__(self):
        return self.attachment.name

    def get_absolute_url(self):
        return reverse("proposals:enclosure", args=[self.pk])

    @classmethod
    @transaction.atomic
    def keep(cls, proposal, key, paper, *, by):
        attachment = Attachment.keep_document(paper, paper.name, by=by)
        return cls.objects.create(proposal=proposal, key=key, attachment=attachment)

    @transaction.atomic
    def remove(self):
        """Take it away; the file goes once that is certain."""
        self.delete()
        self.attachment.discard()
