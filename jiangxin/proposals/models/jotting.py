from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.programmes.models import Programme

MOST = 120_000  # characters of one form, all its fields together


class Jotting(models.Model):
    """底稿: what somebody is writing on a form, as it stands; nobody has checked it yet.

    Kept while they write, so that a lost network or another device loses nothing. It goes when
    the form is saved or sent. Of two windows the one that was written in last counts.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="+", null=True)
    form_token = models.UUIDField()
    fields = models.JSONField(default=dict)  # name: list of what was typed
    window = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "programme"],
                condition=Q(proposal=None),
                name="one_jotting_for_a_new_entry",
                violation_error_message="另一个页面刚存过一次，请再存一次。",
            ),
            models.UniqueConstraint(
                fields=["user", "proposal"],
                name="one_jotting_on_an_entry",
                violation_error_message="另一个页面刚存过一次，请再存一次。",
            ),
        ]

    def __str__(self):
        return f"{self.programme}的底稿"

    @classmethod
    def of(cls, user, programme, proposal=None):
        """What this user has been writing here, or None."""
        return cls.objects.filter(user=user, programme=programme, proposal=proposal).first()

    @classmethod
    @transaction.atomic
    def keep(cls, user, programme, proposal=None, *, token, fields, window):
        """Put down how the form stands now. Returns it, and whether another window wrote before.

        Refused when it is too long to be a form of ours.
        """
        entry = {"user": user, "programme": programme, "proposal": proposal}
        if sum(len(text) for values in fields.values() for text in values) > MOST:
            raise Refusal("写得太长，存不下。请删短一些。")
        now = clock.now()
        said = {"form_token": token, "fields": fields, "window": window, "saved_at": now}
        before = cls.objects.select_for_update().filter(**entry).first()
        jotting, _ = cls.objects.update_or_create(**entry, defaults=said)
        return jotting, bool(before and before.window != window)

    @classmethod
    def forget(cls, token, *, by):
        """The form of this token was saved or sent."""
        cls.objects.filter(form_token=token, user=by).delete()
