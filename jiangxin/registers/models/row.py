import json

from django.db import connection, models
from django.db.models import F, Func, JSONField, Value

from jiangxin.documents.batches import BATCH
from jiangxin.lib.numbers import mask_id
from jiangxin.lib.sealed import SealedField
from jiangxin.people.models.roster_row import LONG_NUMBER
from jiangxin.registers.line import Line

# One statement for thousands of rows, each with values of its own; the ORM would write a CASE.
KEEP_VERDICTS = """
UPDATE registers_registerrow r SET kind = v.kind, name = v.name, subject = v.subject,
    verdict = v.verdict::jsonb, asks = v.asks::jsonb, seen = v.seen
FROM unnest(%s::integer[], %s::varchar[], %s::varchar[], %s::bigint[], %s::text[], %s::text[],
    %s::varchar[]) AS v(number, kind, name, subject, verdict, asks, seen)
WHERE r.register_id = %s AND r.number = v.number
"""


class RegisterRowQuerySet(models.QuerySet):
    def of(self, *kinds):
        return self.filter(kind__in=kinds)

    def as_they_came(self):
        """(number, cells) of every row in order, some thousand at a time."""
        last, cells = 0, self.order_by("number").values_list("number", "cells")
        while batch := list(cells.filter(number__gt=last)[:BATCH]):
            last = batch[-1][0]
            yield from ((number, json.loads(sealed)) for number, sealed in batch)

    def lines(self):
        """All of them as lines, to be judged; what stands in the cells stays sealed."""
        told = ("number", "values", "problems", "choices")
        return [Line(*row) for row in self.order_by("number").values_list(*told)]

    def asking(self, group):
        """Those with a question of this group, decided or not."""
        return self.filter(asks__contains=[group])

    def answer(self, question, told):
        """Write down what somebody decided, for all of these alike."""
        said = Value({question: told}, JSONField())
        both = Func(F("choices"), said, template="%(expressions)s", arg_joiner=" || ")
        return self.update(choices=both)


class RegisterRow(models.Model):
    """登记表的一行: what one row says, kept apart from the register until somebody confirms."""

    class Kind(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "有变化"
        UNCHANGED = "unchanged", "没有变化"
        UNSURE = "unsure", "等您决定"
        LEFT = "left", "您选了不导入"
        REFUSED = "refused", "不能导入"

    register = models.ForeignKey(
        "registers.Register", models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField("行")
    cells = SealedField("原样", purpose="registers.RegisterRow.cells")
    problems = models.JSONField(default=list)  # [[column, sentence, advice], …] of the row itself
    values = models.JSONField(default=dict)  # what was read; numbers of persons only as marks
    choices = models.JSONField(default=dict)  # what somebody decided: {question: {"take": …}}
    # What the match found, as the officer saw it:
    kind = models.CharField(max_length=9, choices=Kind, blank=True)
    name = models.CharField(max_length=120, blank=True)
    subject = models.BigIntegerField(null=True)  # the key of what it is about
    verdict = models.JSONField(default=dict)  # says, changes, obstacles, questions
    asks = models.JSONField(default=list)
    seen = models.CharField(max_length=32, blank=True)

    objects = RegisterRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "number"],
                name="one_staged_row_per_line_of_a_register",
                violation_error_message="这份登记表正由另一个进程读取，请稍后再看。",
            )
        ]
        indexes = [
            models.Index(fields=["register", "kind", "number"], name="register_rows_by_kind")
        ]

    def __str__(self):
        return f"第 {self.number} 行"

    @property
    def original(self):
        """The cells as they came; dates have become text."""
        return json.loads(self.cells)

    @property
    def sample(self):
        """The cells for choosing columns by, with long numbers masked."""
        return [LONG_NUMBER.sub(lambda found: mask_id(found[0]), str(c)) for c in self.original]

    @property
    def reasons(self):
        """Why it cannot be taken: dicts of column, sentence and advice."""
        found = [*self.problems, *self.verdict.get("obstacles", [])]
        return [dict(zip(("column", "sentence", "advice"), told, strict=True)) for told in found]

    @property
    def says(self):
        return self.verdict.get("says", [])

    @property
    def changes(self):
        """(label, before, after) of what this row would change."""
        return self.verdict.get("changes", [])

    @property
    def questions(self):
        """Those that are still open, and what was decided of the others."""
        return self.verdict.get("questions", [])


def keep_verdicts(register, judged):
    """What a match said: `judged` are (line, name), written by one statement for some thousand."""
    for start in range(0, len(judged), BATCH):
        columns = zip(*(verdict(*pair) for pair in judged[start : start + BATCH]), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(KEEP_VERDICTS, [*map(list, columns), register])


def verdict(line, name):
    said = {
        "says": line.says,
        "changes": line.changes,
        "obstacles": line.obstacles,
        "questions": line.questions,
    }
    return (
        line.number,
        line.kind,
        name[:120],
        getattr(line.subject, "pk", None),
        told(said),
        told([question["group"] for question in line.questions]),
        line.print,
    )


def told(value):
    return json.dumps(value, ensure_ascii=False, default=str)
