from datetime import timedelta
from hashlib import sha256

from django.db import models, transaction
from django.db.models import F, Q

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.clock import Now
from jiangxin.lib.later import later
from jiangxin.lib.refusal import OutOfStep
from jiangxin.notifications import carriers
from jiangxin.notifications.carriers.letter import Letter
from jiangxin.notifications.carriers.outcomes import NotSent, Refused, Unclear
from jiangxin.notifications.models.contact import Contact
from jiangxin.notifications.models.kind import NEUTRAL, OPEN, ROBOTS, Carrier
from jiangxin.notifications.models.preference import Preference, QuietHours

PATIENCE = timedelta(seconds=60)  # longer than any carrier may take: whoever sends is dead by then
PAUSES = [timedelta(minutes=m) for m in (1, 5, 30, 120)]  # before the next try
FORGOTTEN = timedelta(minutes=15)


class State(models.TextChoices):
    WAITING = "waiting", "等着发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已交给通道"
    FAILED = "failed", "没发成"
    UNCLEAR = "unclear", "不清楚是否送到"
    DROPPED = "dropped", "不用再发"


OVER = {State.SENT, State.FAILED, State.UNCLEAR, State.DROPPED}


class DeliveryQuerySet(models.QuerySet):
    def in_state(self, state):
        return self.filter(state=state) if state else self

    def due(self):
        return self.filter(state=State.WAITING, due_at__lte=Now())

    def forgotten(self):
        """Due, or under way, for so long that their job must be lost."""
        since = Now() - FORGOTTEN
        waits = Q(state=State.WAITING, due_at__lt=since)
        return self.filter(waits | Q(state=State.SENDING, claimed_at__lt=since))

    def for_list(self):
        return self.select_related("notification__user")


class Delivery(models.Model):
    """投递: one message on its way out of the house by one carrier; at most once, whatever dies.

    Its job only wakes it. The claim is one conditional UPDATE, committed before anything leaves.
    Whoever dies after it leaves a row of which nobody knows whether it went: it is never sent
    again, but shown to the operator. Only what certainly did not leave is tried again.
    """

    notification = models.ForeignKey(
        "notifications.Notification", models.CASCADE, related_name="deliveries"
    )
    carrier = models.CharField("通道", max_length=8, choices=Carrier)
    event = models.CharField(max_length=64, blank=True)  # what a group would read twice
    target = models.BinaryField(max_length=32)
    state = models.CharField("情况", max_length=8, choices=State, default=State.WAITING)
    why = models.CharField("原因", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # also the fence: which claim it was
    made_at = models.DateTimeField()
    due_at = models.DateTimeField("不早于")
    claimed_at = models.DateTimeField("开始发", null=True)
    ended_at = models.DateTimeField("结束", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "carrier"],
                name="one_delivery_per_carrier",
                violation_error_message="这条消息已经在发，不会发第二次。",
            ),
            models.UniqueConstraint(
                fields=["target", "event"],
                condition=~Q(event=""),
                name="a_group_reads_an_event_once",
                violation_error_message="这个群已经收到过这件事。",
            ),
            models.CheckConstraint(
                name="a_delivery_ends_with_its_state",
                condition=Q(ended_at=None) ^ Q(state__in=sorted(OVER)),
                violation_error_message="投递的情况和时间对不上，没有生效。",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="deliveries_by_state")]

    def __str__(self):
        return f"{self.get_carrier_display()}：{self.notification}"

    @classmethod
    def make_for(cls, message):
        """A row and a job for each carrier that the person wants for this kind, in the same act."""
        contacts = Contact.objects.of(message.user).usable()
        reached = {contact.carrier: contact for contact in contacts}
        if not reached:
            return
        chosen = Preference.objects.chosen_by(message.user)
        wanted = [c for c in reached if chosen.get((message.kind, c))]
        if not wanted:
            return
        due_at = QuietHours.of(message.user).after(message.sent_at)
        rows = [cls._of(message, reached[carrier], due_at) for carrier in wanted]
        cls.objects.bulk_create(rows, ignore_conflicts=True)  # a group that knows it already
        for delivery in message.deliveries.all():
            later(delivery.send, at=due_at)

    @classmethod
    def _of(cls, message, contact, due_at):
        event = ""
        if contact.is_robot and message.key:
            told = f"{message.key}\0{message.title}\0{message.text}"
            event = sha256(told.encode()).hexdigest()
        return cls(
            notification=message,
            carrier=contact.carrier,
            event=event,
            target=contact.target,
            made_at=message.sent_at,
            due_at=due_at,
        )

    def send(self):
        """What its job does. Run as often as one likes, at most one run hands it over."""
        if not self._claim():
            return self._look_again()
        try:
            return self._hand_over()
        except NotSent as why:
            return self._put_off(str(why))
        except Refused as why:
            return self._end(State.FAILED, str(why))
        except Unclear as why:
            return self._end(State.UNCLEAR, str(why))
        except Exception as error:
            state = State.UNCLEAR if self.has_left else State.FAILED
            self._end(state, f"程序出错：{type(error).__name__}")
            raise

    @transaction.atomic
    def retry(self, *, by):
        """Once more, by the operator's will: only what certainly did not leave."""
        failed = type(self).objects.filter(pk=self.pk, state=State.FAILED)
        now = clock.now()
        if not failed.update(state=State.WAITING, due_at=now, ended_at=None, claimed_at=None):
            raise OutOfStep("这一条现在不是“没发成”，没有再发。请刷新后再看。")
        leave_trace("再次发送", self, by=by, carrier=self.carrier)
        later(self.send)

    @staticmethod
    def with_addresses(rows):
        """The same rows; each says in `masked` where it goes, or that the address has changed."""
        users = {row.notification.user_id for row in rows}
        there = {(one.user_id, one.carrier): one for one in Contact.objects.filter(user__in=users)}
        for row in rows:
            contact = there.get((row.notification.user_id, row.carrier))
            same = contact and bytes(contact.target) == bytes(row.target)
            row.masked = contact.masked if same else "地址已换"
        return rows

    def _claim(self):
        mine = type(self).objects.due().filter(pk=self.pk)
        if not mine.update(state=State.SENDING, claimed_at=Now(), attempts=F("attempts") + 1):
            return False
        self.refresh_from_db()
        self.has_left = False
        return True

    def _hand_over(self):
        message = self.notification
        usable = Contact.objects.of(message.user_id).usable()
        contact = usable.filter(carrier=self.carrier).first()
        if contact is None:
            return self._end(State.DROPPED, "联系方式已经去掉，或者退回过")
        if message.read_at and self.carrier not in ROBOTS:
            return self._end(State.DROPPED, "本人已经在站内看过，或者事情已经办完")
        letter, reached = self._letter(message), [contact.address, contact.secret]
        self.has_left = True
        try:
            carriers.send(self.carrier, letter, *reached)
        except Refused as refusal:
            if refusal.is_address:
                contact.come_back(str(refusal))
            raise
        return self._end(State.SENT, "")

    def _letter(self, message):
        return Letter(
            neutral=NEUTRAL[message.kind],
            title=message.title,
            text=message.text,
            path=message.path,
            reference=f"jx-{self.pk}",
            is_open=message.kind in OPEN,
        )

    def _look_again(self):
        """Somebody has it, or had it when they died; or it is not due yet."""
        self.refresh_from_db()
        if self.state == State.WAITING:
            later(self.send, at=self.due_at)
        elif self.state == State.SENDING and clock.now() < self.claimed_at + PATIENCE:
            later(self.send, at=self.claimed_at + PATIENCE)
        elif self.state == State.SENDING:
            self._end(State.UNCLEAR, "正在发的时候程序中断")

    @transaction.atomic
    def _put_off(self, why):
        if self.attempts > len(PAUSES):
            return self._end(State.FAILED, why)
        wanted = clock.now() + PAUSES[self.attempts - 1]
        due_at = QuietHours.of(self.notification.user).after(wanted)
        values = {"state": State.WAITING, "due_at": due_at, "ended_at": None, "why": why[:200]}
        if self._mine().update(**values):
            later(self.send, at=due_at)
        return None

    def _end(self, state, why):
        """Write down how it went. Who claimed it may say so late, after it was called unclear."""
        self._mine().update(state=state, why=why[:200], ended_at=Now())

    def _mine(self):
        open_still = Q(state__in=[State.SENDING, State.UNCLEAR])
        return type(self).objects.filter(open_still, pk=self.pk, attempts=self.attempts)
