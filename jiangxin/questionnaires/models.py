from django import forms
from django.db import models

from jiangxin.lib.text import clean


class CleanTextField(forms.CharField):
    """Text as a person may paste it: cleaned of what no page should carry, before it is judged."""

    def to_python(self, value):
        return clean(super().to_python(value), None)


class Questionnaire(models.Model):
    """表单: a list of questions. A changed one is a new version; a case keeps the one it has."""

    name = models.CharField("名称", max_length=120)
    version = models.PositiveSmallIntegerField(default=1)

    def __str__(self):
        return self.name

    def ask(self, key, label, kind, **details):
        """Put one more question at the end."""
        return self.questions.create(
            position=self.questions.count() + 1, key=key, label=label, kind=kind, **details
        )

    def form_class(self, base=forms.Form):
        """The form that these questions build: one field each, in their order."""
        fields = {q.key: q.field() for q in self.questions.order_by("position")}
        return type("AnswersForm", (base,), fields)

    def answered(self, answers):
        """(question, answer) for each question that has an answer, in their order."""
        asked = self.questions.order_by("position")
        return [(q, answers[q.key]) for q in asked if answers.get(q.key) not in (None, "")]


class Question(models.Model):
    """题目: one thing to be asked. Its kind decides which form field asks it."""

    class Kind(models.TextChoices):
        LINE = "line", "单行文字"
        TEXT = "text", "多行文字"
        AMOUNT = "amount", "数值"
        CHOICE = "choice", "单选"

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    label = models.CharField("题干", max_length=200)
    help = models.CharField("说明", max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_required = models.BooleanField("必填", default=True)
    limit = models.PositiveIntegerField("最多字数", default=2000)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="one_question_per_key",
                violation_error_message="这个表单里已有同名的题目。",
            )
        ]

    def __str__(self):
        return self.label

    def field(self):
        asked = {"label": self.label, "help_text": self.help, "required": self.is_required}
        match self.kind:
            case self.Kind.LINE:
                return CleanTextField(max_length=min(self.limit, 200), **asked)
            case self.Kind.TEXT:
                rows = forms.Textarea(attrs={"rows": 4})
                return CleanTextField(widget=rows, max_length=self.limit, **asked)
            case self.Kind.AMOUNT:
                return forms.DecimalField(max_digits=14, decimal_places=2, **asked)
            case self.Kind.CHOICE:
                return forms.ChoiceField(choices=[(c, c) for c in self.choices], **asked)
