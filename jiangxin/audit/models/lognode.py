from django.db import models


class LogNode(models.Model):
    """日志节点: the root of a complete subtree of the sealed log, so that a proof reads few rows.

    Only at LEVELS: between two of them lie at most 256 hashes, which are soon reckoned again.
    """

    LEVELS = (8, 16, 24)

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()  # among the subtrees of its level, from the left
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "index"],
                name="one_hash_for_a_subtree",
                violation_error_message="封存记录的这一段已经有节点。",
            )
        ]

    def __str__(self):
        return f"{self.level}:{self.index}"
