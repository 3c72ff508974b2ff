"""雷同线索: a proposal that looks copied from an earlier one, or from a published patent."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse

from jiangxin.audit.models import leave_trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.proposals.models.patent import PublishedPatent
from jiangxin.proposals.models.proposal import Proposal


class Verdict(models.TextChoices):
    COPIED = "copied", "雷同"
    ADAPTED = "adapted", "有借鉴，也有自己的改进"
    OWN = "own", "同一作者自己的"
    DIFFERENT = "different", "不雷同"


class LookalikeQuerySet(models.QuerySet):
    def of(self, programme):
        return self.filter(one__journey__programme=programme)

    def unjudged(self):
        return self.filter(verdict="")

    def visible_to(self, user):
        """Officers who lead both, a patent aside: a worker is not told who is suspected."""
        led = Proposal.objects.led_by(user).values("pk")
        return self.filter(Q(other__in=led) | Q(other=None), one__in=led)

    def with_verdict(self, verdict):
        """One of Verdict, or "open" for those that nobody has judged."""
        if verdict == "open":
            return self.unjudged()
        return self.filter(verdict=verdict) if verdict in Verdict.values else self

    def in_group(self, group):
        return self.filter(group=group) if group else self

    def for_list(self):
        """Without the long texts of the patents."""
        long = [f"patent__{name}" for name in ("abstract", "claims", "words", "prints")]
        named = ("one__enterprise", "other__enterprise", "patent", "judged_by")
        return self.select_related(*named).defer(*long)

    def tally(self):
        """(how many were judged, how many of these were copied): the precision of the list."""
        told = self.exclude(verdict="").aggregate(
            judged=Count("pk"), copied=Count("pk", filter=Q(verdict=Verdict.COPIED))
        )
        return told["judged"], told["copied"]

    def group(self):
        """Give those that hang together, by whatever way, the key of a proposal of theirs."""
        above = {}

        def head(key):
            while above.setdefault(key, key) != key:
                above[key] = key = above[above[key]]
            return key

        pairs = list(self.values_list("pk", "one", "other", "patent", "group"))
        for _, one, other, patent, _ in pairs:
            # A patent counts below zero, and never heads a group: each has a proposal.
            first, last = sorted((head(one), head(other or -patent)), key=lambda k: (k < 0, k))
            above[last] = first
        wanted = {}
        for pk, one, *_, group in pairs:
            if head(one) != group:
                wanted.setdefault(head(one), []).append(pk)
        for group, keys in wanted.items():
            self.model.objects.filter(pk__in=keys).update(group=group)


class Lookalike(models.Model):
    """雷同线索: `share` per cent of a part of `one` stand in the earlier `other`, or in a published
    `patent`, word for word.

    `section` is the key of the answer that is most alike, "" for the whole. What it is, a person
    says: the figure says only how many words are the same.
    """

    one = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    other = models.ForeignKey(Proposal, models.CASCADE, related_name="+", null=True)
    patent = models.ForeignKey(PublishedPatent, models.PROTECT, related_name="+", null=True)
    share = models.PositiveSmallIntegerField("相同")
    section = models.CharField(max_length=60, blank=True)
    group = models.BigIntegerField(default=0)
    found_at = models.DateTimeField("发现")
    verdict = models.CharField("认定", max_length=9, choices=Verdict, blank=True)
    said = models.CharField("说明", max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    judged_at = models.DateTimeField("认定时间", null=True)

    objects = LookalikeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="one_lookalike_of_a_pair",
                violation_error_message="这两条已经在雷同线索里。",
            ),
            models.UniqueConstraint(
                fields=["one", "patent"],
                name="one_lookalike_of_a_patent",
                violation_error_message="这一条和这件专利已经在雷同线索里。",
            ),
            models.CheckConstraint(
                name="a_lookalike_is_of_a_proposal_or_a_patent",
                condition=Q(other=None, patent__isnull=False) | Q(other__isnull=False, patent=None),
                violation_error_message="要么和一条建议比，要么和一件公开专利比。",
            ),
            models.CheckConstraint(
                name="a_lookalike_is_later_than_its_other",
                condition=Q(one__gt=F("other")),
                violation_error_message="一条建议不能和它自己比。",
            ),
            models.CheckConstraint(
                name="a_verdict_has_somebody_and_a_time",
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                violation_error_message="认定要有人、有时间。",
            ),
        ]
        indexes = [models.Index(fields=["-share", "-id"], name="lookalikes_by_share")]

    def __str__(self):
        return f"“{self.one}”和“{self.source}”"

    def get_absolute_url(self):
        return reverse("proposals:lookalike", args=[self.pk])

    @classmethod
    def keep(cls, pairs, beside="other"):
        """Found, or found again: [(one, other, share, section)]. A verdict stays.

        `beside` is "other", or "patent" if the others are patents.
        """
        now = clock.now()
        rows = [
            cls(one=one, share=share, section=section[:60], found_at=now, **{beside: other})
            for one, other, share, section in pairs
        ]
        again = {"update_fields": ["share", "section"], "unique_fields": ["one", beside]}
        return cls.objects.bulk_create(rows, update_conflicts=True, **again)

    @transaction.atomic
    def judge(self, verdict, *, by, said="", seen=None):
        """Say what it is. Of two at once the second is told; so is whoever saw an older verdict."""
        if self.is_by(by):
            raise Refusal("您是其中一条的作者，请别的经办人来认定。")
        if verdict == Verdict.COPIED and not said:
            raise Refusal("认定为雷同，请写一句为什么。")
        as_seen = type(self).objects.filter(pk=self.pk, judged_at=seen)
        now = clock.now()
        if not as_seen.update(verdict=verdict, said=said, judged_by=by, judged_at=now):
            raise OutOfStep("刚才别人已经认定过这一对，请刷新后再看。")
        leave_trace("认定雷同线索", self, by=by, verdict=str(verdict))

    @property
    def source(self):
        """What it may be copied from: a proposal or a patent."""
        return self.other or self.patent

    @property
    def is_published_later(self):
        """The patent came out when the proposal had been sent in already."""
        day = self.patent and self.patent.published_on
        return bool(day) and day > clock.day_of(self.one.journey.submitted_at)

    def is_by(self, user):
        """Is this user an author of either?"""
        return any(proposal.is_by(user) for proposal in (self.one, self.other) if proposal)
