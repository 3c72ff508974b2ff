from django.db import models
from django.db.models import F, Q

from jiangxin.ui.words import full_day


class Succession(models.Model):
    """沿革: one enterprise came out of another, or was taken up by it."""

    class Kind(models.TextChoices):
        SPLIT = "split", "分立"
        MERGER = "merger", "合并"

    predecessor = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        "organisations.Enterprise", models.PROTECT, related_name="origins"
    )
    kind = models.CharField("沿革", max_length=10, choices=Kind)
    on = models.DateField("生效")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"],
                name="one_succession_between_two",
                violation_error_message="这两家企业之间已经记过这次分立或合并。",
            ),
            models.CheckConstraint(
                name="nobody_succeeds_oneself",
                condition=~Q(predecessor=F("successor")),
                violation_error_message="企业不能并入自己，也不能从自己分出。",
            ),
        ]

    def __str__(self):
        return f"{self.beginning}（{full_day(self.on)}）"

    def recheck(self):
        self.successor.refuse_if_closed()

    @property
    def beginning(self):
        if self.kind == self.Kind.SPLIT:
            return f"“{self.successor}”从“{self.predecessor}”分立"
        return f"“{self.predecessor}”并入“{self.successor}”"
