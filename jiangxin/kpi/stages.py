"""园区推进阶段: from what happened there, by the rule of the indicator; nobody types it in.

未启动: no act. 试点: somebody took part. 推广: at least `spreading` enterprises did. 已覆盖: the
park has a union, and at least `kinds` kinds of activity and `share` per cent of its enterprises.
domain.md §7 asks for a union and one act, which is what ships; the rest is a setting.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import TextChoices
from pyroaring import BitMap

from jiangxin.kpi.counting import CACHE
from jiangxin.kpi.models.tally import Tally, read
from jiangxin.kpi.packed import in_binary
from jiangxin.organisations.models import Affiliation, Enterprise, Park, Tenancy


class Stage(TextChoices):
    DORMANT = "dormant", "未启动"
    PILOT = "pilot", "试点"
    SPREADING = "spreading", "推广"
    COVERED = "covered", "已覆盖"


SHIPPED = {"spreading": 2, "kinds": 1, "share": 0}


@dataclass(frozen=True)
class Standing:
    """What is known of a park over a period. `tenants`: enterprises that stand there."""

    park: Park
    has_union: bool
    tenants: int
    active: int
    kinds: int

    def stage(self, rule):
        if not self.active:
            return Stage.DORMANT
        if not self.lacking(rule):
            return Stage.COVERED
        spreads = self.active >= (SHIPPED | rule)["spreading"]
        return Stage.SPREADING if spreads else Stage.PILOT

    def lacking(self, rule):
        """What it still needs to count as covered, in words; nothing if it does."""
        rule, share = SHIPPED | rule, 100 * self.active / self.tenants if self.tenants else 100
        conditions = {
            "还没有职工参加": self.active,
            "没有园区工会": self.has_union,
            f"活动要有 {rule['kinds']} 类": self.kinds >= rule["kinds"],
            f"参加的企业要占 {rule['share']}%": share >= rule["share"],
        }
        return [words for words, is_met in conditions.items() if not is_met]


def standings(parks, period, kinds, revision=None):
    """A Standing for each of these parks: four queries. `kinds`: {month: those that count}.

    Of a revision that is given, what the bitmaps say is remembered.
    """
    day, keys = period.ends_on, tuple(sorted(park.pk for park in parks))
    led = Affiliation.objects.on(day).of_parks().filter(park__in=keys)
    led = set(led.values_list("park", flat=True))
    open_ = Enterprise.objects.exclude(closed_on__lte=day).values("pk")
    here = Tenancy.objects.on(day).filter(park__in=keys, enterprise__in=open_)
    tenants = Counter(here.values_list("park", flat=True))
    if revision is None:
        seen = activity(keys, period, kinds)
    else:
        asked = "activity", keys, period, tuple(sorted(kinds.items()))
        (seen,) = CACHE.get(revision, asked, lambda: (activity(keys, period, kinds),))
    return [
        Standing(park, park.pk in led, tenants[park.pk], *seen.get(park.pk, (0, 0)))
        for park in parks
    ]


def activity(parks, period, kinds):
    """{park: (how many enterprises were active there, by how many kinds)}"""
    if not parks:
        return {}
    seen = defaultdict(lambda: (BitMap(), set()))
    rows = Tally.objects.over(period).filter(park__in=parks)
    rows = rows.values_list("park", "month", "kind", "enterprises")
    for park, month, kind, enterprises in in_binary(rows, "int8", "date", "varchar", "bytea"):
        if kind in kinds.get(month, ()):
            seen[park][0].update(read(enterprises))
            seen[park][1].add(kind)
    return {park: (len(active), len(of)) for park, (active, of) in seen.items()}
