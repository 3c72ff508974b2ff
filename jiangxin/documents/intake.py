"""导入: a table on its way from a file into the register. Every room with such tables has one."""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.batches import batches
from jiangxin.documents.models import Attachment
from jiangxin.documents.table_file import TableFile
from jiangxin.documents.table_work import TableWork
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal

NO_ROWS = "表头下面没有数据，没有可以导入的行。请检查后重新选择。"


class Moved(OutOfStep):
    """The register is not what the officer saw in the preview."""


class Status(models.TextChoices):
    READING = "reading", "正在读取"
    COLUMNS = "columns", "待对列"
    PREVIEWED = "previewed", "待确认"
    MERGING = "merging", "正在导入"
    MERGED = "merged", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "读不出来"
    ABANDONED = "abandoned", "已放弃"


PAGES = ("columns", "preview", "confirmation", "abandonment", "refused", "undo")
AT_REST = (Status.COLUMNS, Status.PREVIEWED)
OVER = (Status.MERGED, Status.UNDONE, Status.REFUSED, Status.ABANDONED)


class Intake(TableWork, models.Model):
    """导入: file → child reader → staged rows → preview → confirmed → merged, or nothing of it.

    A room says with `columns_of` what its table looks like, and does the work of its own rows in
    the hooks of TableWork. `rows` is the relation of the staged rows, each with a `number`.
    """

    word = "表格"  # what people call it: 名册
    nothing_found = "没有找到表头。"
    list_word = "导入表格"  # the page where such tables are sent in
    doors = "documents:intake"  # its pages are named by these and one of PAGES

    file = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    filename = models.CharField("文件名", max_length=120)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.READING)
    refusal = models.CharField("读不出来的原因", max_length=300, blank=True)
    errand = models.ForeignKey(Errand, models.PROTECT, null=True, related_name="+")
    # Where the table lies in the file, and which column is what: {field: index}.
    sheet = models.CharField("工作表", max_length=100, blank=True)
    sheets = models.PositiveSmallIntegerField("几张工作表", default=1)
    header_row = models.PositiveIntegerField("表头行", default=0)
    titles = models.JSONField("列名", default=list)
    columns = models.JSONField("对列", default=dict)
    # What the preview counted.
    rows_read = models.PositiveIntegerField("读到", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("有变化", default=0)
    unchanged = models.PositiveIntegerField("没有变化", default=0)
    refused = models.PositiveIntegerField("不能导入", default=0)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("收到时间")
    previewed_at = models.DateTimeField("预览时间", null=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    merged_at = models.DateTimeField("导入时间", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        abstract = True

    @classmethod
    @transaction.atomic
    def take_in(cls, file, *, by, **about):
        """Take a file in; it is read in the background. Refuses only what is too large or empty."""
        kept = Attachment.keep_workbook(file, by=by)
        new = cls.objects.create(
            file=kept,
            filename=kept.name,
            size=kept.size,
            sha256=kept.sha256,
            received_by=by,
            received_at=clock.now(),
            **about,
        )
        new._later(f"读取{cls.word}", new.read, by=by)
        leave_trace(f"上传{cls.word}", new, by=by, sha256=kept.sha256, **new.traced())
        return new

    def read(self):
        """In the background: read the file, or with new columns what is staged; then preview."""
        if self.status != Status.READING:
            return  # put back after its worker died, but it was done
        with self.errand.at_work() as errand:
            try:
                self._read(errand)
            except UnreadableFile as unreadable:
                self._refuse(str(unreadable))
                raise

    @transaction.atomic
    def map_columns(self, mapping, *, by):
        """Say which column is what ({field: index}); the rows are checked anew."""
        if not self.columns_of().is_enough(mapping):
            raise Refusal(self.columns_of().lacking)
        self._move(*AT_REST, status=Status.READING, columns=mapping)
        self._later(f"核对{self.word}", self.read, by=by)
        leave_trace("对列", self, by=by, columns=mapping)

    @transaction.atomic
    def preview(self, *, by):
        """Compare with the register once more; also the way out of a merge that broke down."""
        broken = [Status.MERGING] if self.is_broken else []
        self._move(Status.PREVIEWED, *broken, status=Status.PREVIEWED)
        self._preview()
        leave_trace(f"预览{self.word}", self, by=by)

    @transaction.atomic
    def confirm(self, *, by, seen=None):
        """Have the previewed rows merged, all or nothing. Of two officers one is told so.

        `seen` says which preview the officer looked at, `preview_seen`; None asks for no proof.
        """
        self._move(Status.PREVIEWED, status=Status.MERGING, merged_by=by)
        self._require_seen(seen)
        self._later(f"导入{self.word}", self.merge, by=by, total=self.takers)
        leave_trace("确认导入", self, by=by, added=self.added, changed=self.changed)

    def merge(self):
        """In the background: everything that was previewed and confirmed, in one transaction."""
        if self.status != Status.MERGING:
            return  # put back after its worker died, but it was done
        with self.errand.at_work() as errand:
            try:
                with transaction.atomic():
                    # Nothing of this is seen before all of it is done.
                    self._move(Status.MERGING, status=Status.MERGED, merged_at=clock.now())
                    note = self.merge_rows()
                    counts = {"added": self.added, "changed": self.changed}
                    leave_trace(f"导入{self.word}", self, by=self.merged_by, **counts)
                    errand.finish(note)
            except Moved:
                with transaction.atomic():
                    self.refresh_from_db()
                    self._move(Status.MERGING, status=Status.PREVIEWED)
                    self._preview()
                raise

    @transaction.atomic
    def undo(self, *, by):
        """Take the whole import back, in the background: all of it or nothing."""
        broken = [Status.UNDOING] if self.is_broken else []
        self._move(Status.MERGED, *broken, status=Status.UNDOING, undone_by=by)
        self._later(f"撤销导入{self.word}", self.take_back, by=by, total=self.takers)
        leave_trace("撤销导入", self, by=by)

    def take_back(self):
        """In the background: as it was before; where something stands on it, nothing is changed."""
        if self.status != Status.UNDOING:
            return  # put back after its worker died, but it was done
        with self.errand.at_work() as errand:
            try:
                with transaction.atomic():
                    self._move(Status.UNDOING, status=Status.UNDONE, undone_at=clock.now())
                    errand.finish(self.take_back_rows())
            except Refusal:
                self.refresh_from_db()
                self._move(Status.UNDOING, status=Status.MERGED, undone_by=None)
                raise

    @transaction.atomic
    def abandon(self, *, by):
        """Drop what is staged; the register stays as it is."""
        stuck = self.is_broken and self.status != Status.UNDOING
        self._move(*AT_REST, *([self.status] if stuck else []), status=Status.ABANDONED)
        self._forget()
        leave_trace(f"放弃{self.word}", self, by=by)

    @property
    def is_broken(self):
        """The work in the background has failed, and somebody must decide."""
        waiting = self.status in (Status.READING, Status.MERGING, Status.UNDOING)
        return waiting and self.errand.failed_at is not None

    @property
    def preview_seen(self):
        """By which a form knows the preview that it shows."""
        return self.previewed_at.isoformat() if self.previewed_at else ""

    @property
    def takers(self):
        """How many rows a confirmation would put in or change."""
        return self.added + self.changed

    @property
    def addresses(self):
        """The pages of this import, by what happens there."""
        return {word: reverse(f"{self.doors}_{word}", args=[self.pk]) for word in PAGES}

    def _read(self, errand):
        """Stage every row in batches, each in a transaction, so that its progress is seen."""
        fields, rows, height = self.columns, self.cells_of_rows(), self.rows_read
        if self.file is not None:
            file = TableFile.find(self.file, self.columns_of(), otherwise=self.nothing_found)
            self._describe(file)
            fields = file.fields if file.is_certain else {}
            rows, height = file.rows(), file.height
        staging, read = self.staging(fields), 0
        for batch in batches(row for row in rows if not self.passes_over(row[1])):
            with transaction.atomic():  # fenced: a worker that was given up keeps nothing more
                staging.put(batch)
                read += len(batch)
                errand.advance(read, height and max(height, read))
        if not read:
            raise UnreadableFile(NO_ROWS)
        self._end_reading(errand, staging if fields else None, read)

    def _describe(self, file):
        self._move(
            Status.READING,
            sheet=file.sheet.name[:100],
            sheets=file.sheets,
            header_row=file.header.last + 1,
            titles=file.titles,
            columns=file.fields,
        )

    @transaction.atomic
    def _end_reading(self, errand, staging, read):
        step = Status.PREVIEWED if staging else Status.COLUMNS
        self._discard_file()
        self._move(Status.READING, status=step, rows_read=read)
        if staging:
            staging.settle()
            self._preview()
        self.forget_earlier()
        errand.finish(f"读到 {read:,} 行")

    def _preview(self):
        self._move(self.status, previewed_at=clock.now(), **self.classify())

    @transaction.atomic
    def _refuse(self, sentence):
        self._move(Status.READING, status=Status.REFUSED, refusal=sentence)
        self._forget()

    def _move(self, *origins, **values):
        """The only place where an import changes, and only if it is still where we saw it."""
        here = type(self).objects.filter(pk=self.pk, status__in=origins, errand=self.errand_id)
        if not here.update(**values):
            raise OutOfStep(f"这份{self.word}已不在这一步，请刷新后再看。")
        for name, value in values.items():
            setattr(self, name, value)

    def _require_seen(self, seen):
        """The preview is still the one that the officer saw: nobody has said otherwise since."""
        self.refresh_from_db(fields=["previewed_at"])
        if seen is not None and seen != self.preview_seen:
            raise OutOfStep(f"这份{self.word}刚刚有别人改过，预览已不是您看到的，请刷新后再定。")

    def _later(self, title, method, *, by, total=None):
        errand = Errand.start(title, by=by, path=self.get_absolute_url(), total=total)
        self._move(self.status, errand=errand)
        later(method)

    def _discard_file(self):
        file = self.file
        if file is not None:
            self._move(self.status, file=None)
            file.discard()

    def _forget(self):
        self._discard_file()
        self.rows.all().delete()
