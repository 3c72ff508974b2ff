from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.models import Attachment
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models.employment import Employment
from jiangxin.people.models.roster_row import RosterRow
from jiangxin.people.roster_columns import is_enough
from jiangxin.people.roster_file import RosterFile
from jiangxin.people.roster_merge import Merge
from jiangxin.people.roster_staging import Staging, batches

MOVED = "名册预览之后，在册情况有变化，没有导入任何人。预览已更新，请看过后再确认。"
NO_ROWS = "表头下面没有数据，没有可以导入的人。请检查后重新选择。"


class Moved(OutOfStep):
    """The register is not what the officer saw in the preview."""


class Status(models.TextChoices):
    READING = "reading", "正在读取"
    COLUMNS = "columns", "待对列"
    PREVIEWED = "previewed", "待确认"
    MERGING = "merging", "正在导入"
    MERGED = "merged", "已导入"
    REFUSED = "refused", "读不出来"
    ABANDONED = "abandoned", "已放弃"


AT_REST = (Status.COLUMNS, Status.PREVIEWED)
OVER = (Status.MERGED, Status.REFUSED, Status.ABANDONED)


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the enterprises that the user's offices reach."""
        return self.filter(enterprise__in=Enterprise.objects.led_by(user))

    def for_list(self):
        return self.select_related("enterprise", "errand", "received_by", "merged_by")


class Roster(models.Model):
    """名册: a table of an enterprise's workers, from the file that is sent in to the register."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
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
    absent = models.PositiveIntegerField("在册但不在本表", default=0)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("收到时间")
    previewed_at = models.DateTimeField("预览时间", null=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    merged_at = models.DateTimeField("导入时间", null=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "id"], name="rosters_of_an_enterprise")]

    def __str__(self):
        return f"职工名册 {self.pk}"  # traces quote it, and a file's name may name somebody

    def get_absolute_url(self):
        return reverse("people:roster", args=[self.pk])

    @classmethod
    @transaction.atomic
    def receive(cls, enterprise, file, *, by):
        """Take a file in; it is read in the background. Refuses only what is too large or empty."""
        kept = Attachment.keep_workbook(file, by=by)
        roster = cls.objects.create(
            enterprise=enterprise,
            file=kept,
            filename=kept.name,
            size=kept.size,
            sha256=kept.sha256,
            received_by=by,
            received_at=clock.now(),
        )
        roster._later("读取名册", roster.read, by=by)
        leave_trace("上传名册", roster, by=by, enterprise=enterprise.pk, sha256=kept.sha256)
        return roster

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
        if not is_enough(mapping):
            raise Refusal("要指明姓名，以及身份证号或手机号在哪一列。")
        self._move(*AT_REST, status=Status.READING, columns=mapping)
        self._later("核对名册", self.read, by=by)
        leave_trace("对列", self, by=by, columns=mapping)

    @transaction.atomic
    def preview(self, *, by):
        """Compare with the register once more; also the way out of a merge that broke down."""
        broken = [Status.MERGING] if self.is_broken else []
        self._move(Status.PREVIEWED, *broken, status=Status.PREVIEWED)
        self._classify()
        leave_trace("预览名册", self, by=by)

    @transaction.atomic
    def confirm(self, *, by):
        """Have the previewed rows merged, all or nothing. Of two officers one is told so."""
        self._move(Status.PREVIEWED, status=Status.MERGING, merged_by=by)
        self._later("导入名册", self.merge, by=by, total=self.added + self.changed)
        leave_trace("确认导入", self, by=by, added=self.added, changed=self.changed)

    def merge(self):
        """In the background: everything that was previewed and confirmed, in one transaction."""
        if self.status != Status.MERGING:
            return  # put back after its worker died, but it was done
        with self.errand.at_work() as errand:
            try:
                with transaction.atomic():
                    self._merge(errand)
            except Moved:
                with transaction.atomic():
                    self.refresh_from_db()
                    self._move(Status.MERGING, status=Status.PREVIEWED)
                    self._classify()
                raise

    @transaction.atomic
    def abandon(self, *, by):
        """Drop what is staged; the register stays as it is."""
        broken = [self.status] if self.is_broken else []
        self._move(*AT_REST, *broken, status=Status.ABANDONED)
        self._forget()
        leave_trace("放弃名册", self, by=by)

    def hand_back(self, *, by):
        """The refused rows as they came; they hold whole numbers, so that leaves a trace."""
        leave_trace("下载不能导入的行", self, by=by, refused=self.refused)
        return self.rows.of(RosterRow.Kind.REFUSED).order_by("number").iterator()

    @property
    def is_broken(self):
        """The work in the background has failed, and somebody must decide."""
        waiting = self.status in (Status.READING, Status.MERGING)
        return waiting and self.errand.failed_at is not None

    @property
    def about(self):
        """What was found in the file, in a line."""
        if not self.header_row:
            return self.filename
        found = [self.filename, f"{self.rows_read:,} 行", f"表头在第 {self.header_row} 行"]
        if self.header_row > 1:
            found[-1] += "，已自动跳过标题"
        if self.sheets > 1:
            found.append(f"共 {self.sheets} 张工作表，读的是“{self.sheet}”")
        return " · ".join(found)

    @property
    def takers(self):
        """How many people a confirmation would put in or change."""
        return self.added + self.changed

    def absentees(self):
        """在册但不在本表: employed here today, and no row speaks of them. They stay."""
        spoken_of = self.rows.exclude(person=None).values("person")
        here = Employment.objects.today().filter(enterprise=self.enterprise)
        return here.exclude(person__in=spoken_of).select_related("person")

    def _read(self, errand):
        """Stage every row in batches, each in a transaction, so that its progress is seen."""
        fields, rows, height = self.columns, self.rows.as_they_came(), self.rows_read
        if self.file is not None:
            file = RosterFile.find(self.file)
            self._describe(file)
            fields = file.fields if file.is_certain else None
            rows, height = file.rows(), file.height
        staging, read = Staging(self.pk, fields, today=clock.today()), 0
        for batch in batches(rows):
            with transaction.atomic():  # fenced: a worker that was given up keeps nothing more
                staging.put(batch)
                read += len(batch)
                errand.advance(read, height and max(height, read))
        if not read:
            raise UnreadableFile(NO_ROWS)
        self._end_reading(errand, staging, read)

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
        known = staging.knows_columns
        step = Status.PREVIEWED if known else Status.COLUMNS
        self._discard_file()
        self._move(Status.READING, status=step, rows_read=read)
        if known:
            staging.refuse_duplicates()
            self._classify()
        self._forget_earlier()
        errand.finish(f"读到 {read:,} 行")

    @transaction.atomic
    def _refuse(self, sentence):
        self._move(Status.READING, status=Status.REFUSED, refusal=sentence)
        self._forget()

    def _classify(self):
        """Say of each row what it would do; the same SQL that the merge trusts."""
        merge = Merge(self.pk, self.enterprise_id, clock.today())
        self._move(self.status, previewed_at=clock.now(), **merge.classify())

    def _merge(self, errand):
        """Nothing of this is seen before all of it is done."""
        self._move(Status.MERGING, status=Status.MERGED, merged_at=clock.now())
        Enterprise.objects.select_for_update(no_key=True).get(pk=self.enterprise_id)
        merge = Merge(self.pk, self.enterprise_id, clock.today())
        merge.lock()
        if merge.has_moved():
            raise Moved(MOVED)
        merge.change()
        people, _ = merge.add()
        if people != self.rows.of(RosterRow.Kind.NEW).count():
            raise Moved(MOVED)  # another enterprise has just put one of them in
        counts = {"added": self.added, "changed": self.changed, "refused": self.refused}
        leave_trace("导入名册", self, by=self.merged_by, **counts)
        errand.finish(f"新增 {self.added:,} 人，更新 {self.changed:,} 人")

    def _move(self, *origins, **values):
        """The only place where a roster changes, and only if it is still where we saw it."""
        here = type(self).objects.filter(pk=self.pk, status__in=origins, errand=self.errand_id)
        if not here.update(**values):
            raise OutOfStep("这份名册已不在这一步，请刷新后再看。")
        for name, value in values.items():
            setattr(self, name, value)

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

    def _forget_earlier(self):
        """One copy of an enterprise's roster is enough: the rows of earlier ones go."""
        earlier = type(self).objects.filter(
            enterprise=self.enterprise_id, status__in=OVER, pk__lt=self.pk
        )
        RosterRow.objects.filter(roster__in=earlier).delete()
