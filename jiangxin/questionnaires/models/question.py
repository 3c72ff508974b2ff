import datetime
from decimal import Decimal

from django import forms
from django.db import models, transaction

from jiangxin.audit.models import leave_trace
from jiangxin.lib.money import yuan
from jiangxin.lib.ordered import change_places, close_ranks
from jiangxin.questionnaires import fields
from jiangxin.questionnaires.models.questionnaire import Questionnaire

LONGEST_LINE = 200
TERMS = ["position", "key", "label", "help", "kind", "is_required", "limit", "choices"]
TERMS += ["unit", "minimum", "maximum", "show_if_key", "show_if_value"]


class Question(models.Model):
    """题目: one thing to be asked. Its kind decides which form field asks it.

    Answers are kept as JSON: text; an amount as decimal text; money as 分; a day as 2026-11-23;
    several and a table as lists; a person and a file as {"key": …, "name": …}.
    """

    class Kind(models.TextChoices):
        LINE = "line", "单行文字"
        TEXT = "text", "多行文字"
        AMOUNT = "amount", "数值"
        MONEY = "money", "金额"
        DATE = "date", "日期"
        CHOICE = "choice", "单选"
        SEVERAL = "several", "多选"
        PERSON = "person", "同事"
        FILE = "file", "文件"
        TABLE = "table", "表格"

    OFFERING = {Kind.CHOICE, Kind.SEVERAL, Kind.TABLE}  # those with `choices`
    BOUNDED = {Kind.AMOUNT, Kind.MONEY}

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    label = models.CharField("题干", max_length=200)
    help = models.CharField("说明", max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_required = models.BooleanField("必填", default=True)
    limit = models.PositiveIntegerField("最多字数", default=2000)
    choices = models.JSONField("选项", default=list, blank=True)  # of a table: its columns
    unit = models.CharField("单位", max_length=10, blank=True)
    minimum = models.DecimalField("最小", max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("最大", max_digits=14, decimal_places=2, null=True, blank=True)
    # Asked only where the question of this key, above it, was answered with this value.
    show_if_key = models.SlugField("只在这道题", max_length=40, blank=True)
    show_if_value = models.CharField("答了这一项时才问", max_length=200, blank=True)

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

    @transaction.atomic
    def amend(self, *, by, **terms):
        """Change any of its terms but key and position."""
        self.questionnaire.hold()
        for name, value in terms.items():
            setattr(self, name, value)
        self.save(update_fields=list(terms))
        leave_trace("改题目", self.questionnaire, by=by, question=self.label, key=self.key)

    @transaction.atomic
    def move(self, step, *, by):
        """One place up (-1) or down (1)."""
        self.questionnaire.hold()
        self.refresh_from_db()
        if change_places(self, self.questionnaire.questions.all(), step):
            leave_trace("调整题目的次序", self.questionnaire, by=by, question=self.label)

    @transaction.atomic
    def remove(self, *, by):
        self.questionnaire.hold()
        form = self.questionnaire
        self.delete()
        close_ranks(form.questions.all())
        leave_trace("去掉题目", form, by=by, question=self.label, key=self.key)

    def copy_to(self, questionnaire):
        """The same question on another form."""
        same = {name: getattr(self, name) for name in TERMS}
        return questionnaire.questions.create(**same)

    def is_asked(self, answers):
        """Is it asked of somebody who gave these answers to the questions above it?"""
        if not self.show_if_key:
            return True
        given = answers.get(self.show_if_key)
        return (
            self.show_if_value in given
            if isinstance(given, list)
            else (given == self.show_if_value)
        )

    def faults(self, above):
        """Sentences; `above` are the questions before it."""
        said = []
        if self.kind in self.OFFERING and len(self.choices) < (1 if self.is_table() else 2):
            missing = "列" if self.is_table() else "选项（至少两个）"
            said.append(f"题目“{self}”还没有写{missing}。")
        if None not in (self.minimum, self.maximum) and self.minimum > self.maximum:
            said.append(f"题目“{self}”的最小值大于最大值。")
        if self.show_if_key:
            on = next((q for q in above if q.key == self.show_if_key), None)
            if on is None:
                said.append(f"题目“{self}”取决于一道不在它前面的题，请重新选。")
            elif self.show_if_value not in on.choices:
                said.append(f"题目“{self}”取决于“{on}”里没有的选项“{self.show_if_value}”。")
        return said

    def is_table(self):
        return self.kind == self.Kind.TABLE

    def field(self, *, is_required=None):
        """The form field that asks this; a draft may leave everything open."""
        required = self.is_required if is_required is None else is_required
        asked = {"label": self.title, "help_text": self.help, "required": required}
        asked["error_messages"] = {"required": self.reproach}
        match self.kind:
            case self.Kind.LINE:
                return fields.CleanLineField(max_length=min(self.limit, LONGEST_LINE), **asked)
            case self.Kind.TEXT:
                rows = forms.Textarea(attrs={"rows": 4})
                return fields.CleanTextField(widget=rows, max_length=self.limit, **asked)
            case self.Kind.AMOUNT:
                bounds = {"min_value": self.minimum, "max_value": self.maximum}
                return fields.AmountField(unit=self.unit, **bounds, **asked)
            case self.Kind.MONEY:
                return fields.MoneyField(least=self.minimum, most=self.maximum, **asked)
            case self.Kind.DATE:
                return fields.DayField(**asked)
        return self._field_of_more(asked)

    def _field_of_more(self, asked):
        offered = [(word, word) for word in self.choices]
        match self.kind:
            case self.Kind.CHOICE:
                return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **asked)
            case self.Kind.SEVERAL:
                boxes = forms.CheckboxSelectMultiple
                return forms.MultipleChoiceField(choices=offered, widget=boxes, **asked)
            case self.Kind.PERSON:
                return fields.PersonField(max_length=60, **asked)
            case self.Kind.FILE:
                return fields.PaperField(**asked)
            case self.Kind.TABLE:
                return fields.TableField(self.choices, **asked)

    @property
    def title(self):
        """The label, with the unit in which it is answered."""
        unit = "元" if self.kind == self.Kind.MONEY else self.unit
        return f"{self.label}（{unit}）" if unit and unit not in self.label else self.label

    @property
    def reproach(self):
        """What is said when it was left open."""
        words = {
            self.Kind.TEXT: "请写“{}”，一两句也可以。",
            self.Kind.LINE: "请写“{}”，一两句也可以。",
            self.Kind.CHOICE: "请选“{}”，拿不准就选最接近的。",
            self.Kind.SEVERAL: "请选“{}”，可以选几项。",
            self.Kind.FILE: "请选“{}”的文件，PDF 或照片都行。",
            self.Kind.TABLE: "请填“{}”，至少一行。",
        }
        return words.get(self.kind, "请填“{}”。").format(self.label)

    def kept(self, value):
        """The value of its form field as it is kept among the answers; "" for none."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, datetime.date):
            return value.isoformat()
        if self.kind == self.Kind.PERSON:
            return {"key": value.pk, "name": value.name}
        return value if isinstance(value, (list, dict, int)) else str(value)

    def typed(self, answer):
        """A kept answer as its field shows it in a form."""
        if self.kind == self.Kind.MONEY and isinstance(answer, int):
            return yuan(answer)
        return answer["name"] if isinstance(answer, dict) else answer

    def shown(self, answer):
        """A kept answer in words, on one or several lines."""
        match self.kind:
            case self.Kind.MONEY if isinstance(answer, int):
                return f"{yuan(answer)} 元"
            case self.Kind.AMOUNT:
                return f"{answer} {self.unit}".strip()
        if self.is_table() and isinstance(answer, list):
            return "\n".join("，".join(filter(None, row)) for row in answer)
        if isinstance(answer, list):
            return "、".join(answer)
        return answer["name"] if isinstance(answer, dict) else str(answer)


def text_of(answer):
    """All words of a kept answer, whatever its kind: by these it is found."""
    if isinstance(answer, dict):
        return str(answer.get("name", ""))
    if isinstance(answer, list):
        return " ".join(text_of(part) for part in answer)
    return str(answer) if answer else ""
