from django.db import models


class Duty(models.TextChoices):
    """本职范围: what the idea has to do with its author's own job, as the author says it.

    合理化建议和技术改进奖励条例 (1986), 第十条, asks it. No rule of ours hangs on the answer.
    """

    WITHIN = "within", "本职范围以内"
    BEYOND = "beyond", "本职范围以外"
    UNSURE = "unsure", "说不清"
