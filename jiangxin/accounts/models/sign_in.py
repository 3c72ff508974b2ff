import logging
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F

from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.later import later
from jiangxin.lib.numbers import mask_phone
from jiangxin.lib.sealed import SealedField, fingerprint
from jiangxin.notifications.carriers import sms
from jiangxin.notifications.carriers.outcomes import NotSent, Refused, Unclear

log = logging.getLogger(__name__)

CODE_PURPOSE = "accounts.SignIn.code"
VALID = timedelta(minutes=5)
PAUSE = timedelta(seconds=60)  # between two messages to one number
DECIDING = timedelta(minutes=10)  # from the right code to the last four of the ID
TRIES = 5
KEPT = timedelta(days=1)


class SignInQuerySet(models.QuerySet):
    def stale(self):
        return self.filter(sent_at__lt=Now() - KEPT)

    def fresh(self):
        """Those whose code may still be given."""
        return self.filter(confirmed_at=None, tries__lt=TRIES, sent_at__gt=Now() - VALID)

    def undecided(self):
        """The code was right, but nobody has entered yet."""
        return self.filter(closed_at=None, confirmed_at__gt=Now() - DECIDING)


class SignIn(models.Model):
    """登录: one attempt to sign in by phone, and how often its code was tried.

    A number of nobody gets the same row, with a digest that no code answers. The session holds
    the key of the row and nothing else; a code is known only to the phone it went to.
    """

    phone = SealedField("手机号")
    code_digest = models.BinaryField(max_length=32)
    held = SealedField("待发的短信", null=True)  # "" for a number of nobody
    sent_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    guesses = models.PositiveSmallIntegerField(default=0)  # of the last four of the ID
    closed_at = models.DateTimeField(null=True)

    objects = SignInQuerySet.as_manager()

    def __str__(self):
        return f"登录 {self.pk}"

    @classmethod
    def begin(cls, phone, code, *, reachable):
        """Send a code to the phone; if nobody can be reached there, only seem to."""
        cls.objects.stale().delete()
        attempt = cls(phone=phone)
        attempt.send(code, reachable=reachable)
        return attempt

    def send(self, code, *, reachable):
        """A new code; the one before is void."""
        self.code_digest = self.digest(code if reachable else secrets.token_hex())
        self.sent_at, self.tries = clock.now(), 0
        minutes = VALID.seconds // 60
        words = f"【匠新】验证码 {code}，{minutes} 分钟内有效，不要告诉别人。"
        self.held = words if reachable else ""
        self.save()
        if sms.carrier().is_remote:
            later(self.hand_over)
        else:
            self.hand_over()

    def hand_over(self):
        """Give the text to the carrier, at most once: it leaves the row before it leaves the house.

        What does not arrive is not tried again: its reader stands waiting, and asks for another.
        """
        words = self.held
        same = type(self).objects.fresh().filter(pk=self.pk, code_digest=self.code_digest)
        if not same.filter(held__isnull=False).update(held=None) or not words:
            return
        reference = f"code-{self.pk}-{round(self.sent_at.timestamp())}"
        try:
            sms.send(self.phone, words, template="code", reference=reference)
        except (NotSent, Refused, Unclear) as why:
            log.warning("登录 %s 的验证码短信没有送达：%s", self.pk, why)

    def confirm(self, code):
        """Whether this is the code. Each call costs one of the tries; a code is good once."""
        right = secrets.compare_digest(bytes(self.code_digest), self.digest(code))
        same = type(self).objects.fresh().filter(pk=self.pk, code_digest=self.code_digest)
        spent = same.update(tries=F("tries") + 1, confirmed_at=Now() if right else None)
        return right and spent == 1

    def guess(self):
        """Take one of the few tries at the last four of the ID; False when none is left."""
        open_still = type(self).objects.undecided().filter(pk=self.pk, guesses__lt=TRIES)
        return open_still.update(guesses=F("guesses") + 1) == 1

    def close(self):
        """Somebody enters by it. True for one caller only."""
        return type(self).objects.undecided().filter(pk=self.pk).update(closed_at=Now()) == 1

    def complaint(self):
        """Why the code was not taken; the same words whether the number is on the register."""
        self.refresh_from_db()
        if self.confirmed_at:
            return "这个验证码已经用过，请回到上一页重新获取。"
        if clock.now() >= self.sent_at + VALID:
            return "验证码过期了，请点“重发验证码”。"
        if self.tries >= TRIES:
            return f"已试了 {TRIES} 次，这个验证码作废，请点“重发验证码”。"
        return f"验证码不对，还可以再试 {TRIES - self.tries} 次。"

    def wait(self):
        """Seconds until another code may be sent."""
        return max(0, round((self.sent_at + PAUSE - clock.now()).total_seconds()))

    @property
    def masked_phone(self):
        return mask_phone(self.phone)

    def digest(self, code):
        return fingerprint(f"{self.phone}:{code}", purpose=CODE_PURPOSE)
