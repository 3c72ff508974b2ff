from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.later import TRANSIENT
from jiangxin.lib.refusal import OutOfStep, Refusal

MOST_ATTEMPTS = 4
QUIET = timedelta(seconds=45)  # longer than any one statement may take, and than the reaper waits


class ErrandQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only whoever asked for it."""
        return self.filter(owner_id=user.pk)

    def under_way(self):
        return self.filter(ended_at=None, failed_at=None)


class Errand(models.Model):
    """后台事项: what the program does for one person while they wait, and how far it is.

    It is asked for (`start`), then worked on by a background job, perhaps several times if a
    worker dies. `attempt` is the fence: a worker that was thought dead and wakes up again finds
    that another has begun, and cannot write any more.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField("事项", max_length=100)
    path = models.CharField("结果页", max_length=300, blank=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    note = models.CharField("说明", max_length=500, blank=True)
    failure = models.CharField("未办成的原因", max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField("第几次办理", default=0)
    started_at = models.DateTimeField("提出时间")
    updated_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("办完时间", null=True)
    failed_at = models.DateTimeField("未办成时间", null=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        verbose_name = "后台事项"
        constraints = [
            models.CheckConstraint(
                name="an_errand_ends_one_way",
                condition=Q(ended_at=None) | Q(failed_at=None),
                violation_error_message="这件事已经办完，不能再记为未办成。",
            ),
            models.CheckConstraint(
                name="a_failed_errand_says_why",
                condition=Q(failed_at=None, failure="") | (~Q(failure="") & ~Q(failed_at=None)),
                violation_error_message="未办成的事要写明原因。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("errands:errand", args=[self.pk])

    @classmethod
    def start(cls, title, *, by, path="", total=None):
        """Ask for something; `path` is the page where its result will be seen."""
        at = clock.now()
        return cls.objects.create(
            owner=by, title=title, path=path, total=total, started_at=at, updated_at=at
        )

    @contextmanager
    def at_work(self):
        """The span of the work, in its job: begins the errand and makes sure that it ends.

        A Refusal ends it with its sentence and goes no further; a fault ends it too and is
        raised; what may pass by itself (the database was away) leaves it open for the next try.
        The work itself says `finish`, best inside the transaction of its last act.
        """
        self.begin()
        try:
            yield self
        except Refusal as refusal:
            self.fail(str(refusal))
        except TRANSIENT:
            raise
        except Exception:
            self.fail("程序出了错，已经记录下来。请稍后再试；仍不行，请联系系统管理员。")
            raise

    def begin(self):
        """A worker takes it up, for the first time or again; raises OutOfStep if another has."""
        if self.attempt >= MOST_ATTEMPTS and not self.is_over:
            self.fail("多次办理都中断了，已停止。请稍后再试；仍不行，请联系系统管理员。")
        note = "上次办理中断，已重新开始。" if self.attempt else self.note
        self._change(attempt=F("attempt") + 1, done=0, note=note)
        self.attempt += 1

    def advance(self, done, total=None, note=""):
        """So far; one UPDATE. Seen at once only outside a transaction: say it between batches."""
        known = {"done": done, "note": note or self.note}
        self._change(**known, **({} if total is None else {"total": total}))

    def finish(self, note=""):
        """It is done. `note` says what came of it."""
        self._change(ended_at=Now(), note=note)
        self.refresh_from_db(fields=["ended_at", "updated_at"])

    def fail(self, sentence):
        """It cannot be done. `sentence` says why, and what to do now."""
        self._change(failed_at=Now(), failure=sentence[:500])
        self.refresh_from_db(fields=["failed_at", "updated_at"])

    @property
    def is_over(self):
        return self.ended_at is not None or self.failed_at is not None

    @property
    def percent(self):
        """0 to 100, or None while nobody knows how much there is."""
        if self.ended_at:
            return 100
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def is_quiet(self):
        """Has nothing been heard of it for a while (its worker may have died)?"""
        return not self.is_over and clock.now() - self.updated_at > QUIET

    @property
    def sentence(self):
        """How it stands, in words."""
        if self.is_over:
            return self.failure or "已办完"
        if self.is_quiet:
            return "有一会儿没有新进展了；如果程序中断，会自动重新开始"
        return "正在办理" if self.attempt else "正在排队，马上开始"

    def _change(self, **values):
        mine = Errand.objects.under_way().filter(pk=self.pk, attempt=self.attempt)
        if not mine.update(updated_at=Now(), **values):
            raise OutOfStep("这件事已经办完，或者已由另一个进程接手。")
        for name, value in values.items():
            if not hasattr(value, "resolve_expression"):
                setattr(self, name, value)
