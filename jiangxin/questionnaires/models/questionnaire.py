from django.db import models, transaction

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep


class Questionnaire(models.Model):
    """表单: a list of questions. A published one is never edited: a change is a new version.

    What was written on a version keeps it.
    """

    name = models.CharField("名称", max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField("发布", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_later_version_has_one_before",
                condition=models.Q(version=1) ^ models.Q(previous__isnull=False),
                violation_error_message="表单的版本和前一版对不上。",
            )
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def ask(self, key, label, kind, **details):
        """Put one more question at the end."""
        self.hold()
        return self.questions.create(
            position=self.questions.count() + 1, key=key, label=label, kind=kind, **details
        )

    def free_key(self):
        """A key that no question of this form has had."""
        taken = set(self.questions.values_list("key", flat=True))
        return next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken)

    @transaction.atomic
    def publish(self):
        """From now on it is written on, and nobody changes it."""
        self.hold()
        self.published_at = clock.now()
        self.save(update_fields=["published_at"])

    def hold(self):
        """Locked and fresh, still open to change: whoever changes a question waits in line."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.published_at:
            raise OutOfStep(f"“{self}”这一版已经起用，不能再改。要改请另起一版。")
        return self

    def drop(self):
        """Throw away a version that was never in force."""
        self.hold()
        self.delete()

    def next(self):
        """A new version that begins as a copy of this one."""
        return self._copied(version=self.version + 1, previous=self)

    def copy(self, name=""):
        """A form of its own with the same questions."""
        return self._copied(name=name)

    def asked(self):
        """The questions in their order."""
        return sorted(self.questions.all(), key=lambda question: question.position)

    def asked_of(self, answers):
        """Those that are asked of somebody who answered so, in their order."""
        asked = []
        for question in self.asked():
            if question.is_asked({q.key: answers.get(q.key) for q in asked}):
                asked.append(question)
        return asked

    def answered(self, answers):
        """(question, answer) for each question that has an answer, in their order."""
        asked = [(q, answers.get(q.key)) for q in self.asked_of(answers)]
        return [(question, answer) for question, answer in asked if not is_empty(answer)]

    def unanswered(self, answers):
        """The questions that must be answered and are not."""
        return [q for q in self.asked_of(answers) if q.is_required and is_empty(answers.get(q.key))]

    def faults(self):
        """Sentences: what keeps it from being published."""
        asked = self.asked()
        if not asked:
            return ["表单里还没有题目。请至少加一道。"]
        return [said for n, question in enumerate(asked) for said in question.faults(asked[:n])]

    @transaction.atomic
    def _copied(self, name="", **terms):
        new = type(self).objects.create(name=name or self.name, **terms)
        for question in self.asked():
            question.copy_to(new)
        return new


def is_empty(answer):
    """Nothing was answered; 0 is an answer."""
    return answer is None or answer == "" or answer == []
