"""筛查: how far the doubts of a month have been looked for."""

import secrets

from django.db import models
from django.db.models import Q

from jiangxin.kpi.models.flag import MOST_PEOPLE, Doubt, Flag
from jiangxin.lib import clock


def new_seed():
    return secrets.token_hex(8)


class Screening(models.Model):
    """筛查: the search for doubts in one month, unit after unit; each night anew.

    `reached`: the key of the last enterprise that was looked at; after a kill it goes on there.
    The seed was unknown to everybody when the month began to be searched, and draws the lots.
    """

    month = models.DateField("月份", unique=True)
    seed = models.CharField("抽查种子", max_length=32, default=new_seed)
    night = models.DateField("哪一夜")
    reached = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField("查完", null=True)
    clean = models.PositiveIntegerField("没有疑点的单位", null=True)  # of which some were drawn
    drawn = models.PositiveIntegerField("抽中", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lots_are_drawn_among_clean_units",
                condition=Q(clean=None, drawn=None) | Q(drawn__lte=models.F("clean")),
                violation_error_message="抽查只在没有疑点的单位里抽。",
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} 疑点筛查"

    @classmethod
    def last_ended(cls):
        """The one that ended last, or None."""
        return cls.objects.exclude(ended_at=None).order_by("-ended_at").first()

    def begin(self, night):
        """A new night: from the first unit on again."""
        self.night, self.reached, self.ended_at = night, 0, None
        self.save(update_fields=["night", "reached", "ended_at"])

    def go_on(self, reached):
        self.reached = reached
        self.save(update_fields=["reached"])

    def end(self):
        self.ended_at = clock.now()
        self.save(update_fields=["ended_at"])

    def keep(self, enterprises, found):
        """Write what was found of these units: new flags, and what is still doubted or no more.

        What somebody has judged stays as they saw it.
        """
        now = clock.now()
        rows = Flag.objects.filter(enterprise__in=enterprises, month=self.month)
        held = rows.exclude(doubt=Doubt.SAMPLE).select_for_update()  # a verdict waits, or is seen
        known = {mark_of(row): row for row in held}
        new = [self._flag(one, now) for mark, one in found.items() if mark not in known]
        Flag.objects.bulk_create(new, ignore_conflicts=True)
        open_ = [row for row in known.values() if row.finding == ""]
        changed = [row for row in open_ if told(row, found.get(mark_of(row)), now)]
        Flag.objects.bulk_update(changed, [*TOLD, "faded_at"])

    def draw(self, clean, lots):
        """Keep the units that were drawn by lot, once for this month."""
        first = type(self).objects.filter(pk=self.pk, drawn=None)
        if first.update(clean=len(clean), drawn=len(lots)):
            now, n = clock.now(), len(clean)
            reason = f"没有发现疑点，从 {n:,} 家这样的单位里抽中，看规则有没有漏"
            Flag.objects.bulk_create(
                Flag(doubt=Doubt.SAMPLE, enterprise_id=key, month=self.month, reason=reason,
                     touched=0, seed=self.seed, found_at=now)
                for key in lots
            )  # fmt: skip

    def _flag(self, one, now):
        return Flag(doubt=one.doubt, enterprise_id=one.enterprise, month=self.month, key=one.key,
                    found_at=now, **words_of(one))  # fmt: skip


TOLD = ("reason", "touched", "people", "proposals", "barred")


def words_of(found):
    """What a flag says, as fields."""
    return {
        "reason": found.reason,
        "touched": found.touched,
        "people": sorted(found.people)[:MOST_PEOPLE],
        "proposals": sorted(found.proposals)[:MOST_PEOPLE],
        "barred": sorted(found.hands),
    }


def mark_of(row):
    """By which a flag is known again: as `Found.mark`."""
    return row.enterprise_id, row.doubt, row.key


def told(row, found, now):
    """Let an open flag say what was found now, or that nothing was; whether it changed."""
    fresh = {"faded_at": None, **words_of(found)} if found else {"faded_at": row.faded_at or now}
    changed = any(getattr(row, name) != value for name, value in fresh.items())
    for name, value in fresh.items():
        setattr(row, name, value)
    return changed
