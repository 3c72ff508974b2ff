from dataclasses import dataclass

from django.db import connection, models
from django.db.models import ProtectedError
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.intake import OVER, Intake, Moved, Status
from jiangxin.lib.refusal import Refusal
from jiangxin.proposals.models.lookalike import Lookalike
from jiangxin.proposals.models.patent import PublishedPatent
from jiangxin.proposals.models.patent_row import PATIENCE, PatentRow
from jiangxin.proposals.models.patent_staging import Staging
from jiangxin.proposals.patent_columns import PATENTS

MOVED = "预览之后，公开专利有变化，这份表没有导入。预览已更新，请看过后再确认。"
LATER = "没有撤销。这份表里有 {:,} 件后来又由别的专利表改过，请先撤销后面的那一份。"
JUDGED = "没有撤销。这份表里有 {:,} 件已经用在认定过的雷同线索里，要留着作依据。"
# One table at a time; those who read or compare do not wait.
LOCK = "LOCK TABLE proposals_publishedpatent IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True)
class Shelf:
    """The place that such tables belong to, for the head of their pages."""

    name: str = "公开专利"

    def get_absolute_url(self):
        return reverse("proposals:patents")


class PatentTableQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("errand", "received_by", "merged_by", "undone_by")


class PatentTable(Intake):
    """专利表: a table of published patents on its way to those that proposals are held against."""

    word, list_word, doors = "专利表", "导入公开专利", "proposals:patent_table"
    nothing_found = (
        "没有找到表头。表里要有一行列名，写着“公开号”“名称”，以及“摘要”或“权利要求”。"
        "请加上这一行后再传。"
    )

    objects = PatentTableQuerySet.as_manager()

    def __str__(self):
        return f"专利表 {self.pk}"

    def get_absolute_url(self):
        return reverse("proposals:patent_table", args=[self.pk])

    @classmethod
    def receive(cls, file, *, by):
        return cls.take_in(file, by=by)

    def hand_back(self, *, by):
        """The refused rows as they came; what they hold nobody has read, so that leaves a trace."""
        leave_trace("下载不能导入的行", self, by=by, refused=self.refused)
        return self.rows.of(PatentRow.Kind.REFUSED).order_by("number").iterator()

    @property
    def place(self):
        return Shelf()

    @property
    def list_url(self):
        return reverse("proposals:patent_tables")

    def columns_of(self):
        return PATENTS.columns

    def staging(self, fields):
        return Staging(self, fields)

    def cells_of_rows(self):
        return self.rows.as_they_came()

    def classify(self):
        PatentRow.classify(self)
        found, kind = self.rows.tally(), PatentRow.Kind
        names = {"added": kind.NEW, "changed": kind.CHANGED, "unchanged": kind.UNCHANGED}
        names["refused"] = kind.REFUSED
        return {name: found.get(kind, 0) for name, kind in names.items()}

    def merge_rows(self):
        self._alone()
        seen = dict(self.rows.takers().values_list("code", "stood"))
        there = PublishedPatent.objects.filter(code__in=self.rows.takers().values("code"))
        there = dict(there.values_list("code", "table"))
        if any(there.get(code) != stood for code, stood in seen.items()):
            raise Moved(MOVED)
        takers = self.rows.takers().order_by("number").iterator()
        PublishedPatent.keep(row.told for row in takers)
        return f"新增 {self.added:,} 件，更新 {self.changed:,} 件"

    def take_back_rows(self):
        self._alone()
        mine = PublishedPatent.objects.filter(table=self)
        if other := self.takers - mine.count():
            raise Refusal(LATER.format(other))
        changed = self.rows.of(PatentRow.Kind.CHANGED).iterator()
        PublishedPatent.keep(row.before for row in changed)
        self._drop(mine)  # those that are left: this table brought them
        self.rows.all().delete()
        return f"去掉新增的 {self.added:,} 件，{self.changed:,} 件恢复原样"

    def forget_earlier(self):
        """The rows of tables that were given up or could not be read are needed no more."""
        over = [status for status in OVER if status != Status.MERGED]
        earlier = type(self).objects.filter(status__in=over, pk__lt=self.pk)
        PatentRow.objects.filter(table__in=earlier).delete()

    def _drop(self, patents):
        found = Lookalike.objects.filter(patent__in=patents)
        found.unjudged().delete()
        try:
            patents.delete()
        except ProtectedError:
            raise Refusal(JUDGED.format(found.values("patent").distinct().count())) from None

    def _alone(self):
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(LOCK)
