from django.db import models

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.people.models import Person


class Authorship(models.Model):
    """署名: a person is one of the authors of a proposal. It counts from their own consent."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="authorships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField("请其署名", null=True)
    consented_at = models.DateTimeField("同意署名", null=True)
    declined_at = models.DateTimeField("不同意署名", null=True)
    share = models.PositiveSmallIntegerField("份额", null=True)  # per cent; see Shares
    # By which it came from another proposal: what its person did was counted there.
    joining = models.ForeignKey("proposals.Joining", models.PROTECT, related_name="+", null=True)
    share_agreed_at = models.DateTimeField("同意份额", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                name="one_authorship_per_person",
                violation_error_message="这位同事已经在作者里。",
            ),
            models.CheckConstraint(
                name="an_author_consents_or_declines",
                condition=models.Q(consented_at=None) | models.Q(declined_at=None),
                violation_error_message="署名已经答复过。",
            ),
            models.CheckConstraint(
                name="a_share_is_a_part_of_the_whole",
                condition=models.Q(share=None) | models.Q(share__range=(1, 100)),
                violation_error_message="份额在 1 到 100 之间。",
            ),
        ]

    def __str__(self):
        return self.person.name

    def ask(self):
        """They were asked for their consent: once, however often the proposal is sent in."""
        self.asked_at = clock.now()
        self.save(update_fields=["asked_at"])

    def consent(self):
        self._answer("consented_at")

    def decline(self):
        self._answer("declined_at")

    def is_open(self):
        return self.consented_at is None and self.declined_at is None

    def _answer(self, field):
        asked = type(self).objects.filter(pk=self.pk, consented_at=None, declined_at=None)
        now = clock.now()
        if not asked.update(**{field: now}):
            raise OutOfStep("您已经答复过这次署名。")
        setattr(self, field, now)
