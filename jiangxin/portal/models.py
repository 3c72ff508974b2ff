from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.documents.models import Attachment
from jiangxin.documents.sheet import comma_separated, sheet
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.later import later, periodically
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.unhurried import unhurried
from jiangxin.organisations.models import Office
from jiangxin.portal.lists import LISTS

MOST_UNDER_WAY = 3  # of one officer
WRITERS = {"xlsx": sheet, "csv": comma_separated}
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
GONE = "您的任职有变化，或已经过了期限，这份导出没有办。需要的话请再导一次。"


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own, as long as they hold every office by which it was asked for."""
        return self.filter(owner=user, reach__contained_by=offices_of(user))

    def standing(self):
        """Those whose file has not been removed."""
        return self.filter(discarded_at=None)

    def under_way(self):
        return self.standing().filter(errand__ended_at=None, errand__failed_at=None)

    def ready(self):
        """Those that can be fetched now."""
        return self.standing().filter(written_at__isnull=False, expires_at__gt=Now())

    def for_list(self):
        """Each knows at which moment it was `seen_at`, for its state."""
        return self.select_related("owner", "errand", "file").annotate(seen_at=Now())


class Export(models.Model):
    """导出: a list as a file, made in the background for one officer, and kept for a day.

    It holds what the list shows to its owner at the moment of writing. It is theirs alone, and
    goes with the offices by which they see that list.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    list = models.CharField("清单", max_length=30)  # a name in LISTS
    format = models.CharField("格式", max_length=4, choices=Format)
    parameters = models.JSONField("条件", default=dict)
    reach = ArrayField(models.BigIntegerField(), verbose_name="凭哪些任职")
    errand = models.ForeignKey(Errand, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField("行数", null=True)
    asked_at = models.DateTimeField("提出时间")
    written_at = models.DateTimeField("写好时间", null=True)
    expires_at = models.DateTimeField("保留到")
    discarded_at = models.DateTimeField("删除时间", null=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)
    downloaded_at = models.DateTimeField("最近下载", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出"
        constraints = [
            models.CheckConstraint(
                name="a_written_export_knows_its_rows",
                condition=Q(written_at=None, rows=None)
                | Q(written_at__isnull=False, rows__isnull=False),
                violation_error_message="写好的导出要记下行数。",
            ),
            models.CheckConstraint(
                name="a_discarded_export_has_no_file",
                condition=Q(discarded_at=None) | Q(file=None),
                violation_error_message="删除的导出不能还有文件。",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "id"], name="exports_of_an_owner"),
            models.Index(
                fields=["expires_at"],
                condition=Q(discarded_at__isnull=True),
                name="exports_still_kept",
            ),
        ]

    def __str__(self):
        return f"导出{self.listing.word}（{self.get_format_display()}）"

    def get_absolute_url(self):
        return reverse("portal:export", args=[self.pk])

    @classmethod
    @transaction.atomic
    def ask(cls, list, format, parameters, *, by):
        """Have a list written. Asked for twice while the first is under way, it is one export."""
        LISTS[list].refuse_numbers(parameters.get("q", ""))
        waiting = cls.objects.filter(owner=by).under_way()
        asked = {"list": list, "format": format, "parameters": parameters}
        if same := waiting.filter(**asked).first():
            return same
        if waiting.count() >= MOST_UNDER_WAY:
            raise Refusal(f"您有 {MOST_UNDER_WAY} 份导出还没有办完，请等办完再导。")
        at, held = clock.now(), offices_of(by)
        new = cls(owner=by, reach=held, asked_at=at, expires_at=at + kept_for(), **asked)
        new.save(force_insert=True)
        new.errand = Errand.start(str(new), by=by, path=new.get_absolute_url())
        new.save(update_fields=["errand"])
        later(new.write)
        leave_trace("提出导出", new, by=by, list=list, format=format)
        return new

    def write(self):
        """In the background: the file, anew if a worker died over it."""
        if self.discarded_at or self.errand.is_over:
            return
        with self.errand.at_work() as errand:
            if self.is_due():
                self.discard()
            else:
                self._write(errand)

    @transaction.atomic
    def download(self, *, by):
        """The file, and that it was fetched."""
        leave_trace("下载导出", self, by=by, list=self.list, format=self.format, rows=self.rows)
        type(self).objects.filter(pk=self.pk).update(
            downloads=F("downloads") + 1, downloaded_at=Now()
        )
        return self.file

    @transaction.atomic
    def discard(self):
        """Its day is over, or its owner's office: the file goes, and what was asked for."""
        gone = {"discarded_at": Now(), "file": None, "parameters": {}}
        if not type(self).objects.standing().filter(pk=self.pk).update(**gone):
            return
        if self.file:
            self.file.discard()
        self.errand.refresh_from_db()
        if not self.errand.is_over:
            self.errand.fail(GONE)
        self.refresh_from_db()

    @property
    def listing(self):
        return LISTS[self.list]

    @property
    def state(self):
        """(kind, word) of how it stands; chosen by for_list."""
        if self.is_over(self.seen_at):
            return "closed", "已到期"
        if self.errand.failed_at:
            return "refused", "没有导成"
        return ("done", "可以下载") if self.written_at else ("waiting", "正在导出")

    @property
    def words(self):
        """What its owner asked for, besides the list itself."""
        return self.listing.words(self.owner, self.parameters)

    def is_over(self, at):
        return self.discarded_at is not None or self.expires_at <= at

    def is_due(self):
        """Must it go: its day is over, or its owner lost an office or the account?"""
        held = set(self.reach) <= set(offices_of(self.owner))
        return self.is_over(clock.now()) or not (held and self.owner.is_active)

    def _write(self, errand):
        self._reserve()
        table, rows = self.listing.table(self.owner, **self.parameters), 0

        def told():
            nonlocal rows
            for portion in table.portions():
                yield from portion
                rows += len(portion)
                errand.advance(rows)  # fenced: a worker that was given up ends here

        with unhurried():
            errand.advance(0, total=table.count())
            with WRITERS[self.format](table.title, table.columns, told(), table.notes) as made:
                errand.advance(rows)
                self.file.fill(made)
        self._finish(errand, rows)

    @transaction.atomic
    def _reserve(self):
        """A place for the file; what an earlier attempt left behind goes."""
        earlier = self.file
        name = f"{self.listing.word} {clock.today()}.{self.format}"
        file = Attachment.reserve(name, MEDIA_TYPES[self.format], by=self.owner)
        # All that its owner sees now is in it, so it hangs on all offices of now.
        self._keep(file=file, reach=offices_of(self.owner))
        if earlier:
            earlier.discard()

    @transaction.atomic
    def _finish(self, errand, rows):
        at = clock.now()
        self._keep(rows=rows, written_at=at, expires_at=at + kept_for())
        errand.finish(f"{rows:,} 行")

    def _keep(self, **values):
        """Only while it is as this worker found it."""
        here = type(self).objects.standing().filter(pk=self.pk, file=self.file)
        if not here.update(**values):
            raise OutOfStep("这份导出已经不办了，或者由另一个进程接手。")
        for name, value in values.items():
            setattr(self, name, value)


def offices_of(user):
    """The keys of the offices that this user holds today, sorted."""
    return sorted(Office.objects.of(user).values_list("pk", flat=True))


def kept_for():
    return timedelta(hours=settings.EXPORT_HOURS)


@periodically("*/5 * * * *")
def discard_due():
    """Remove what is past its day or its owner's office; how many there were."""
    kept = Export.objects.standing().select_related("owner", "file", "errand")
    due = [export for export in kept.iterator(chunk_size=200) if export.is_due()]
    for export in due:
        export.discard()
    return len(due)
