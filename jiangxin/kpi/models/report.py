import json
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.errands.models import Errand
from jiangxin.kpi.models.of_place import OfPlace, OfPlaceQuerySet
from jiangxin.kpi.report_content import Content
from jiangxin.kpi.report_papers import PAPERS
from jiangxin.kpi.rhythm import named, word
from jiangxin.lib import clock
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.unhurried import unhurried

MOST_UNDER_WAY = 3  # of one officer


class ReportQuerySet(OfPlaceQuerySet):
    def visible_to(self, user):
        """Their own, of places that their offices reach today."""
        return self.filter(owner=user).reached_by(user)

    def written(self):
        return self.filter(written_at__isnull=False)

    def under_way(self):
        return self.filter(written_at=None, errand__ended_at=None, errand__failed_at=None)

    def with_errand(self):
        return self.with_places().select_related("owner", "errand")

    def for_list(self):
        return self.with_errand().defer("content")


class Report(OfPlace):
    """报告: the figures of a place and a period as they stood when it was written, on paper.

    `content` is counted once, in the background, and never changes; PDF, Word and the workbook are
    drawn from it whenever they are asked for. Its digest stands in the sealed log.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    in_plan = models.BooleanField("只算计划口径", default=False)
    first = models.DateField("从哪个月")
    last = models.DateField("到哪个月")
    errand = models.ForeignKey(Errand, models.PROTECT, null=True, related_name="+")
    content = models.JSONField("内容", default=dict)
    digest = models.CharField("内容摘要", max_length=64, blank=True)
    asked_at = models.DateTimeField("提出时间")
    written_at = models.DateTimeField("写好时间", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta(OfPlace.Meta):
        verbose_name = "报告"
        constraints = [
            *OfPlace.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "organisation", "park", "enterprise", "in_plan", "first", "last"],
                condition=models.Q(written_at=None),
                nulls_distinct=False,
                name="one_report_under_way",
                violation_error_message="这份报告正在写，请等它写好。",
            ),
            models.CheckConstraint(
                name="a_written_report_has_a_digest",
                condition=models.Q(written_at=None, digest="")
                | models.Q(written_at__isnull=False) & ~models.Q(digest=""),
                violation_error_message="写好的报告要有内容摘要。",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="reports_of_an_owner")]

    def __str__(self):
        return f"{self.place.name} {self.period} {word(self.period)}"

    def get_absolute_url(self):
        return reverse("kpi:report", args=[self.pk])

    @classmethod
    @transaction.atomic
    def ask(cls, place, period, *, by):
        """Have it written. Asked for again while it is under way, it is one; a failed one anew."""
        if period.first > clock.today():
            raise Refusal("这一段还没有开始，没有数字可写。请选已经开始的时期。")
        of = {place.kind: place.thing, "in_plan": place.in_plan}
        asked = {"owner": by, "first": period.first, "last": period.last, **of}
        report = cls.objects.filter(written_at=None, **asked).select_related("errand").first()
        if report and not report.errand.is_over:
            return report
        if cls.objects.filter(owner=by).under_way().count() >= MOST_UNDER_WAY:
            raise Refusal(f"您有 {MOST_UNDER_WAY} 份报告还没有写好，请等写好再要。")
        report = report or cls.objects.create(asked_at=clock.now(), **asked)
        report.errand = Errand.start(str(report)[:100], by=by, path=report.get_absolute_url())
        report.save(update_fields=["errand"])
        later(report.write)
        leave_trace("提出报告", report, by=by)
        return report

    def write(self):
        """In the background; anew if a worker died over it."""
        if self.written_at or self.errand.is_over:
            return
        with self.errand.at_work() as errand:
            if not (self.owner.is_active and self.is_in_reach()):
                raise Refusal("您的任职有变化，现在看不到这里的数字，报告没有写。")
            with unhurried():
                content = Content(self, errand.advance).whole()
            self._keep(errand, content)

    @transaction.atomic
    def draw(self, format, *, by):
        """The file, open at its beginning; that it was fetched leaves a trace."""
        made = PAPERS[format](self.content | {"digest": self.digest})
        leave_trace("下载报告", self, by=by, format=format)
        return made

    def is_in_reach(self):
        return type(self).objects.visible_to(self.owner).filter(pk=self.pk).exists()

    @property
    def period(self):
        return named(self.first, self.last)

    @property
    def number(self):
        return f"{clock.local(self.asked_at).year}-{self.pk:05d}"

    @property
    def state(self):
        """(kind, word) of how it stands."""
        if self.written_at:
            return "done", "可以下载"
        return ("refused", "没有写成") if self.errand.failed_at else ("waiting", "正在写")

    @transaction.atomic
    def _keep(self, errand, content):
        digest = digest_of(content)
        written = {"content": content, "digest": digest, "written_at": clock.now()}
        if not type(self).objects.filter(pk=self.pk, written_at=None).update(**written):
            raise OutOfStep("这份报告已经写好了。")
        leave_trace("写好报告", self, by=self.owner, number=content["number"], sha256=digest)
        errand.finish(f"{len(content['figures'])} 项指标")


def digest_of(content):
    """SHA-256 of the content as JSON with sorted keys: whoever has the content can reckon it."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(words.encode()).hexdigest()
