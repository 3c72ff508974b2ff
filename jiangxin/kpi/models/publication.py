import json
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.errands.models import Errand
from jiangxin.kpi import open_tables
from jiangxin.kpi.models.tally import Watermark
from jiangxin.lib import clock
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.unhurried import unhurried


class PublicationQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def for_list(self):
        return self.select_related("by", "errand")


class Publication(models.Model):
    """公开数据: what everybody may read of one whole year: written once, and never changed.

    Two downloads on two days are the same file, so that no difference between them tells of
    anybody. `content` is that file, as JSON, and `digest` its SHA-256.
    """

    year = models.PositiveSmallIntegerField("年份")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    errand = models.ForeignKey(Errand, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("公布时间", null=True)
    content = models.TextField("内容", blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "公开数据"
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                name="one_publication_of_a_year",
                violation_error_message="这一年的数据刚刚有人公布过，请刷新后再看。",
            ),
            models.CheckConstraint(
                name="a_publication_has_its_content",
                condition=Q(published_at=None, digest="") | Q(published_at__isnull=False)
                & ~Q(digest=""),
                violation_error_message="公布了的数据要有内容。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.year}年公开数据"

    def get_absolute_url(self):
        return f"{reverse('kpi:open_data')}?year={self.year}"

    @classmethod
    @transaction.atomic
    def ask(cls, year, *, by):
        """Have the tables of a year that is over made and published, in the background."""
        if year >= clock.today().year:
            raise Refusal(f"{year}年还没有过完，过完以后才能公布。")
        new, _ = cls.objects.get_or_create(year=year, defaults={"by": by})
        if new.published_at:
            raise Refusal(f"{new}已经公布。公布过的不再改，也不再公布第二次。")
        if new.errand and not new.errand.is_over:
            return new
        new.errand = Errand.start(f"公布{new}", by=by, path=reverse("kpi:publications"))
        new.by = by
        new.save(update_fields=["errand", "by"])
        leave_trace("提出公布", new, by=by, year=year)
        later(new.publish)
        return new

    def publish(self):
        """In the background: the tables, as they are known now, for good."""
        if self.published_at or self.errand.is_over:
            return
        with self.errand.at_work() as errand:
            self._refuse_what_is_not_counted()
            with unhurried():
                content = open_tables.content(self.year)
            self._keep(content, errand)

    def _refuse_what_is_not_counted(self):
        mark = Watermark.seen()
        if mark.counted_at is None or clock.day_of(mark.counted_at).year <= self.year:
            raise Refusal("这一年的参与还没有统计完。请等后台统计好再公布。")
        if mark.differences:
            raise Refusal("上次逐条复算有不一致。请系统管理员查明、改好以后再公布。")

    @transaction.atomic
    def _keep(self, content, errand):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        digest = sha256(text.encode()).hexdigest()
        told = {"content": text, "digest": digest, "published_at": clock.Now()}
        if not type(self).objects.filter(pk=self.pk, published_at=None).update(**told):
            raise OutOfStep(f"{self}已经公布。")
        leave_trace("公布", self, by=self.by, year=self.year, digest=digest)
        errand.finish("已公布")

    @property
    def table(self):
        """The content, as what it is made of."""
        return json.loads(self.content)
