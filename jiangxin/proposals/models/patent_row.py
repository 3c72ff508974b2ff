import json

from django.db import connection, models
from django.db.models import Count

from jiangxin.documents.batches import BATCH
from jiangxin.lib.numbers import mask_id
from jiangxin.lib.sealed import SealedField
from jiangxin.people.models.roster_row import LONG_NUMBER
from jiangxin.proposals.models.patent import FIELDS, NOTHING, PatentText

# The web's own limits are too short for many thousand rows.
PATIENCE = """
SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '20s', true)
"""
# An empty cell says nothing: what is known stays. One statement, however many rows.
CLASSIFY = """
UPDATE proposals_patentrow r
SET kind = told.kind, stood = told.stood, was = CASE told.kind WHEN 'changed' THEN told.was END
FROM (
    SELECT s.id, p.table_id AS stood, CASE
        WHEN s.problems <> '[]' THEN 'refused'
        WHEN p.id IS NULL THEN 'new'
        WHEN s.title = p.title AND s.applicant IN ('', p.applicant)
            AND s.abstract IN ('', p.abstract) AND s.claims IN ('', p.claims)
            AND coalesce(s.published_on = p.published_on, s.published_on IS NULL)
            THEN 'unchanged'
        ELSE 'changed' END AS kind,
    jsonb_build_object('title', p.title, 'applicant', p.applicant, 'abstract', p.abstract,
        'claims', p.claims, 'published_on', p.published_on) AS was
    FROM proposals_patentrow s LEFT JOIN proposals_publishedpatent p ON p.code = s.code
    WHERE s.table_id = %s
) AS told
WHERE r.id = told.id
"""


class PatentRowQuerySet(models.QuerySet):
    def of(self, *kinds):
        return self.filter(kind__in=kinds)

    def takers(self):
        """Those that a confirmation puts in or changes."""
        return self.of(PatentRow.Kind.NEW, PatentRow.Kind.CHANGED)

    def as_they_came(self):
        """(number, cells) of every row in order, some thousand at a time."""
        last, cells = 0, self.order_by("number").values_list("number", "cells")
        while batch := list(cells.filter(number__gt=last)[:BATCH]):
            last = batch[-1][0]
            yield from ((number, json.loads(sealed)) for number, sealed in batch)

    def tally(self):
        """{kind: how many}."""
        return dict(self.order_by().values_list("kind").annotate(Count("pk")))


class PatentRow(PatentText):
    """专利表的一行: what one row says, kept apart until somebody confirms."""

    class Kind(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "有变化"
        UNCHANGED = "unchanged", "没有变化"
        REFUSED = "refused", "不能导入"

    table = models.ForeignKey(
        "proposals.PatentTable", models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField("行")
    cells = SealedField("原样", purpose="proposals.PatentRow.cells")  # may be the wrong table
    problems = models.JSONField(default=list)  # [[column, sentence, advice], …]
    kind = models.CharField(max_length=9, choices=Kind, blank=True)
    # What it was held against: the table that said it, and what that said if this says otherwise.
    stood = models.BigIntegerField(null=True)
    was = models.JSONField(null=True)

    objects = PatentRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "number"],
                name="one_staged_row_per_line_of_a_patent_table",
                violation_error_message="这份专利表正由另一个进程读取，请稍后再看。",
            )
        ]
        indexes = [models.Index(fields=["table", "kind", "number"], name="patent_rows_by_kind")]

    def __str__(self):
        return f"第 {self.number} 行"

    @staticmethod
    def classify(table):
        """Say of each row of a table what it would do."""
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(CLASSIFY, [table.pk])

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
        names = ("column", "sentence", "advice")
        return [dict(zip(names, told, strict=True)) for told in self.problems]

    @property
    def told(self):
        """The patent as it is once this row was taken."""
        said = {name: value for name in FIELDS if (value := getattr(self, name))}
        return {"code": self.code, "table_id": self.table_id, **self._known, **said}

    @property
    def before(self):
        """The patent as it was before."""
        return {"code": self.code, "table_id": self.stood, **self._known}

    @property
    def changes(self):
        """(label, before, after) of what this row changes."""
        after = self.told
        return [
            (self._meta.get_field(name).verbose_name, value or "", after[name])
            for name, value in self._known.items()
            if self.was and str(value or "") != str(after[name] or "")
        ]

    @property
    def _known(self):
        return self.was or NOTHING
