import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F

from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.later import later
from jiangxin.lib.numbers import mask_phone
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.sealed import SealedField, fingerprint
from jiangxin.notifications.carriers import mail
from jiangxin.notifications.carriers.outcomes import NotSent, Refused, Unclear
from jiangxin.notifications.models.kind import ROBOTS, Carrier

ADDRESS_PURPOSE = "notifications.Contact.address"
VALID = timedelta(minutes=30)
PAUSE = timedelta(seconds=60)
TRIES = 5


class ContactQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def usable(self):
        """Those that are proven to be the person's, and that did not come back."""
        return self.filter(verified_at__isnull=False, bounced_at=None)

    def in_order(self):
        """A list, in the order of the carriers."""
        return sorted(self, key=lambda contact: Carrier.values.index(contact.carrier))

    def removable(self):
        """Not the phone: it would be back after the next sign-in. Choosing no kind is enough."""
        return self.exclude(carrier=Carrier.SMS)

    def asked_just_now(self):
        return self.filter(asked_at__gt=Now() - PAUSE)

    def open_to_a_code(self):
        return self.filter(verified_at=None, tries__lt=TRIES, asked_at__gt=Now() - VALID)


class Contact(models.Model):
    """联系方式: where a carrier reaches a person. Nothing goes there before it is proven theirs.

    A phone is proven by signing in, an e-mail address by the code sent to it, the address of a
    group's robot by having it at all.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    carrier = models.CharField("通道", max_length=8, choices=Carrier)
    address = SealedField("地址", purpose=ADDRESS_PURPOSE)
    target = models.BinaryField(max_length=32, editable=False)
    secret = SealedField("加签密钥", null=True)
    code_digest = models.BinaryField(max_length=32, null=True)
    asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    bounce = models.CharField("退回的原因", max_length=200, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "carrier"],
                name="one_contact_per_carrier",
                violation_error_message="这种联系方式刚刚改过，请刷新后再看。",
            )
        ]

    def __str__(self):
        return f"{self.get_carrier_display()} {self.masked}"

    @classmethod
    def keep(cls, user, carrier, address, *, secret=None, verified=True):
        """This is where the carrier reaches them from now on; the one before is forgotten."""
        target = fingerprint(address, purpose=ADDRESS_PURPOSE)
        known = cls.objects.of(user).filter(carrier=carrier).first()
        if known and known.works_for(target, secret):
            return known
        fresh = {"address": address, "target": target, "secret": secret, "bounced_at": None}
        fresh |= {"verified_at": clock.now() if verified else None, "bounce": "", "tries": 0}
        return cls.objects.update_or_create(user=user, carrier=carrier, defaults=fresh)[0]

    @classmethod
    @transaction.atomic
    def ask(cls, user, address):
        """An e-mail address that somebody typed: the code sent there proves that it is theirs."""
        if cls.objects.of(user).filter(carrier=Carrier.EMAIL).asked_just_now().exists():
            raise Refusal("验证码一分钟只发一次，请过一会儿再试。")
        contact = cls.keep(user, Carrier.EMAIL, address, verified=False)
        if not contact.verified_at:
            contact.asked_at = clock.now()
            contact.save(update_fields=["asked_at"])
            later(contact.send_code)
        return contact

    @classmethod
    def forget(cls, user, carrier, address):
        """The number is not theirs any more."""
        target = fingerprint(address, purpose=ADDRESS_PURPOSE)
        cls.objects.of(user).filter(carrier=carrier, target=target).delete()

    def send_code(self):
        """In the background. The code is known to the letter and nowhere else; the last one counts.

        Run twice it sends two letters, and the code of the second is the one that is good.
        """
        code = f"{secrets.randbelow(10**6):06d}"
        asked = type(self).objects.open_to_a_code().filter(pk=self.pk)
        if not asked.update(code_digest=self._digest(code)):
            return
        minutes = VALID.seconds // 60
        words = f"您的验证码是 {code}，{minutes} 分钟内有效。不是您本人操作，请不用理会。"
        reference = f"code-{self.pk}-{round(self.asked_at.timestamp())}"
        try:
            mail.send(self.address, "确认您的邮箱", words, reference=reference)
        except (NotSent, Refused, Unclear) as why:
            self.come_back(str(why))

    def confirm(self, code):
        """The person copied the code from the letter. Each call costs one of the tries."""
        mine = type(self).objects.open_to_a_code().filter(pk=self.pk)
        if not mine.update(tries=F("tries") + 1):
            raise Refusal("验证码过期了，或者试的次数太多。请重新填一次邮箱。")
        right = mine.model.objects.filter(pk=self.pk, code_digest=self._digest(code))
        if not right.update(verified_at=Now(), bounced_at=None, bounce="", code_digest=None):
            raise Refusal("验证码不对，请看最近那封邮件。")

    def remove(self):
        self.delete()

    def come_back(self, why):
        """A message to it came back: nothing more goes there until the person mends it."""
        type(self).objects.filter(pk=self.pk, target=self.target).update(
            bounced_at=Now(), bounce=why[:200]
        )

    def works_for(self, target, secret):
        """Is this the very address, and does it work?"""
        same = bytes(self.target) == target and self.secret == secret
        return same and self.verified_at and not self.bounced_at

    @property
    def is_robot(self):
        return self.carrier in ROBOTS

    @property
    def masked(self):
        return masked(self.carrier, self.address)

    @property
    def state(self):
        """(kind, word) for a page."""
        if self.bounced_at:
            return "late", "退回来了"
        return ("passed", "可以用") if self.verified_at else ("waiting", "待确认")

    def _digest(self, code):
        return fingerprint(f"{self.pk}:{self.address}:{code}", purpose="notifications.Contact.code")


def masked(carrier, address):
    """Enough to recognise it, not enough to write to it: 138****0001, z***@qq.com, …3f9c."""
    if carrier == Carrier.SMS:
        return mask_phone(address)
    if carrier == Carrier.EMAIL:
        name, _, place = address.rpartition("@")
        return f"{name[:1]}***@{place}"
    return f"…{address[-4:]}"
