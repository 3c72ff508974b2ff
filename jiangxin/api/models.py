import re
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import constant_time_compare

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.dated import Dated, DatedQuerySet
from jiangxin.lib.refusal import OutOfStep
from jiangxin.lib.sealed import fingerprint
from jiangxin.organisations.models import Office, Reach

PURPOSE = "api.Key.secret"
TOKEN = re.compile(r"jx_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
OVER, PAST, REVOKED = "任职已结束", "已到期", "已撤销"


class KeyQuerySet(DatedQuerySet):
    def below(self, reach):
        """Those of the unions that this reach leads to."""
        return self.filter(reach.below("office__organisation__path"))

    def for_list(self):
        return self.select_related("office__user", "office__organisation", "revoked_by")


class Key(Dated):
    """密钥: by it a program reads the figures of the place of one office, as long as that lasts.

    `mark` is written beside it, so that two keys can be told apart. Of the secret only a keyed
    fingerprint is kept.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    name = models.CharField("用途", max_length=60)
    mark = models.CharField("编号", max_length=8)
    digest = models.BinaryField(max_length=32, editable=False)
    used_at = models.DateTimeField("最近使用", null=True)
    minute_at = models.DateTimeField(null=True)  # the minute in which it was used last,
    reads = models.PositiveIntegerField(default=0)  # and how often in that minute
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = KeyQuerySet.as_manager()

    class Meta:
        verbose_name = "密钥"
        constraints = [
            models.UniqueConstraint(
                fields=["mark"],
                name="one_key_of_a_mark",
                violation_error_message="这个编号的密钥已经有了，请再发一次。",
            ),
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(revoked_at=None),
                name="one_standing_key_for_a_purpose",
                violation_error_message="这个用途的密钥已经发过一把。要换新的，请先撤销旧的。",
            ),
            models.CheckConstraint(
                name="a_key_ends_after_it_begins",
                condition=Q(until__gt=F("since")),  # and it does end
                violation_error_message="密钥至少能用一天。",
            ),
        ]

    def __str__(self):
        return f"密钥 jx_{self.mark}（{self.name}）"

    @classmethod
    @transaction.atomic
    def issue(cls, office, name, *, by, until):
        """(the new key, its secret): nobody sees the secret again."""
        mark = secrets.token_hex(4)
        secret = f"jx_{mark}_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            office=office,
            name=name,
            mark=mark,
            digest=fingerprint(secret, purpose=PURPOSE),
            since=clock.today(),
            until=until,
        )
        leave_trace("发出密钥", key, by=by, office=office.pk, until=str(until))
        return key, secret

    @transaction.atomic
    def revoke(self, *, by):
        """From now on it opens nothing."""
        standing = type(self).objects.filter(pk=self.pk, revoked_at=None)
        if not standing.update(revoked_at=clock.Now(), revoked_by=by):
            raise OutOfStep(f"“{self}”已经撤销，不用再做什么。")
        leave_trace("撤销密钥", self, by=by)

    @classmethod
    def of(cls, secret):
        """The key whose secret this is, or None."""
        found = TOKEN.fullmatch(secret)
        key = cls.objects.for_list().filter(mark=found[1]).first() if found else None
        shown = fingerprint(secret, purpose=PURPOSE)
        return key if key and constant_time_compare(bytes(key.digest), shown) else None

    def read(self):
        """Count a reading; False, and nothing counted, once there were enough in this minute.

        One UPDATE, so that no two processes count the same one.
        """
        at = clock.moment()
        minute = at.replace(second=0, microsecond=0)
        most = {"minute_at": minute, "reads__gte": settings.API_READS_A_MINUTE}
        counted = Case(When(minute_at=minute, then=F("reads") + 1), default=Value(1))
        here = type(self).objects.filter(pk=self.pk).exclude(**most)
        return bool(here.update(used_at=at, minute_at=minute, reads=counted))

    @property
    def end(self):
        """Why it opens nothing any more, in a word; "" while it does."""
        if self.revoked_at:
            return REVOKED
        if not (self.office.is_valid_on(clock.today()) and self.office.user.is_active):
            return OVER
        return "" if self.is_valid_on(clock.today()) else PAST

    @property
    def state(self):
        """(kind, word) of how it stands."""
        return ("closed", self.end) if self.end else ("passed", "在用")

    @property
    def reach(self):
        """How far it reads today: as far as its office."""
        return Reach([self.office], clock.today())
