from decimal import Decimal

from django import forms
from django.db import models

from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean, clean_line

LONGEST_LINE = 200


class CleanTextField(forms.CharField):
    """Text as a person may paste it: cleaned of what no page should carry, before it is judged.

    Needs max_length. The browser is not told: it would cut a pasted text in silence.
    """

    def to_python(self, value):
        try:
            return clean(super().to_python(value), self.max_length)
        except Unreadable as fault:
            raise forms.ValidationError(str(fault)) from fault

    def widget_attrs(self, widget):
        return {name: v for name, v in super().widget_attrs(widget).items() if name != "maxlength"}


class CleanLineField(CleanTextField):
    """The same on one line."""

    def to_python(self, value):
        return clean_line(super().to_python(value), self.max_length)


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

    def asked(self):
        """The questions in their order."""
        return sorted(self.questions.all(), key=lambda question: question.position)

    def answered(self, answers):
        """(question, answer) for each question that has an answer, in their order."""
        return [(q, answers[q.key]) for q in self.asked() if answers.get(q.key)]

    def unanswered(self, answers):
        """The questions that must be answered and are not."""
        return [q for q in self.asked() if q.is_required and not answers.get(q.key)]


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

    def field(self, *, is_required=None):
        """The form field that asks this; a draft may leave everything open."""
        required = self.is_required if is_required is None else is_required
        blank = {"required": f"请写“{self.label}”，一两句也可以。"}
        asked = {"label": self.label, "help_text": self.help, "required": required}
        match self.kind:
            case self.Kind.LINE:
                longest = min(self.limit, LONGEST_LINE)
                return CleanLineField(max_length=longest, error_messages=blank, **asked)
            case self.Kind.TEXT:
                rows = forms.Textarea(attrs={"rows": 4})
                return CleanTextField(
                    widget=rows, max_length=self.limit, error_messages=blank, **asked
                )
            case self.Kind.AMOUNT:
                return forms.DecimalField(max_digits=14, decimal_places=2, **asked)
            case self.Kind.CHOICE:
                offered = [(word, word) for word in self.choices]
                return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **asked)

    def kept(self, value):
        """The value of its form field as it is kept among the answers: text, "" for none."""
        if value is None:
            return ""
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
