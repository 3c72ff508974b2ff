"""Doubts about how many work there: what a rate is divided by."""

from collections import defaultdict
from datetime import timedelta

from jiangxin.kpi.flags import rules
from jiangxin.kpi.flags.batch import Found
from jiangxin.kpi.models import Doubt
from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Headcount, Succession
from jiangxin.people.models import Employment


def shrunk(batch):
    """期末职工数变少: fewer at the end of the month, and soon after as many as before."""
    for enterprise, filed in batch.headcounts.items():
        held = [n for n, one in enumerate(filed) if one.as_of <= batch.last]
        if len(held) < 2 or not batch.in_month(filed[held[-1]].as_of):
            continue
        before, now, later = filed[held[-2]], filed[held[-1]], filed[len(held) :]
        split = any(before.as_of < day <= now.as_of for day in batch.split[enterprise])
        if split or not is_less(now.workers, before.workers):
            continue
        if told := regained(batch, before, now, later) or still_there(enterprise, before, now):
            reason = (f"{before.as_of:%Y-%m-%d} 报 {before.workers} 人，{now.as_of:%Y-%m-%d} 报"
                      f" {now.workers} 人，{told}")  # fmt: skip
            yield Found(Doubt.SHRUNK, enterprise, str(now.pk), reason,
                        before.workers - now.workers, hands=frozenset([now.filed_by]))  # fmt: skip


def is_less(now, before):
    return before >= rules.SMALLEST and 100 * now < rules.LOWERED * before


def regained(batch, before, now, later):
    """In words: when it was filed as before again, or nothing."""
    until = batch.last + timedelta(days=rules.AGAIN_DAYS)
    for one in later:
        if one.as_of <= until and 100 * one.workers >= rules.RECOVERED * before.workers:
            return f"{one.as_of:%Y-%m-%d} 又报 {one.workers} 人"
    return ""


def still_there(enterprise, before, now):
    """In words: how many the roster has on that day, if nearly all are still there."""
    on_roster = Employment.objects.on(now.as_of).filter(enterprise=enterprise).count()
    if 100 * on_roster >= rules.RECOVERED * before.workers:
        return f"名册上那天仍有 {on_roster} 人在册"
    return ""


def filed_late(batch):
    """事后改动: a smaller number, filed long after its day and behind a later one."""
    for enterprise, filed in batch.headcounts.items():
        for before, now in zip(filed, filed[1:], strict=False):
            less = is_less(now.workers, before.workers)
            if less and batch.in_month(now.as_of) and is_afterthought(now, filed):
                reason = (f"{clock.day_of(now.filed_at):%Y-%m-%d} 才补报 {now.as_of:%Y-%m-%d} 的"
                          f"职工数：{now.workers} 人，前一次是 {before.workers} 人")  # fmt: skip
                fewer, hands = before.workers - now.workers, frozenset([now.filed_by])
                key = f"filed:{now.pk}"
                yield Found(Doubt.PAST, enterprise, key, reason, fewer, hands=hands)


def is_afterthought(now, filed):
    """Was it filed long after its day, when a later day had been filed already?"""
    late = clock.day_of(now.filed_at) - now.as_of
    behind = any(one.as_of > now.as_of and one.filed_at < now.filed_at for one in filed)
    return late.days > rules.LATE_DAYS and behind


def splits(batch):
    """分立后职工数变少: all parts together file fewer than the whole did."""
    split = Succession.objects.filter(
        kind=Succession.Kind.SPLIT, on__range=(batch.first, batch.last)
    )
    here = split.filter(
        AnyOf("successor", batch.enterprises) | AnyOf("predecessor", batch.enterprises)
    )
    family = defaultdict(set)
    rows = split.filter(predecessor__in=here.values("predecessor"))
    for whole, part, day, closed in rows.values_list(
        "predecessor", "successor", "on", "predecessor__closed_on"
    ):
        rest = set() if closed and closed <= day else {whole}
        family[whole, day] |= {part} | rest
    for (whole, day), parts in family.items():
        told = before_and_after(whole, parts, day)
        if told and is_less(told[1], told[0]):
            reason = (f"{day:%Y-%m-%d} 分立：以前报 {told[0]} 人，以后 {len(parts)} 家合计"
                      f"只报 {told[1]} 人")  # fmt: skip
            for part in parts.intersection(batch.enterprises):
                yield Found(Doubt.SPLIT, part, str(whole), reason, told[0] - told[1],
                            hands=told[2])  # fmt: skip


def before_and_after(whole, parts, day):
    """(workers of the whole before, of all parts after, who filed), None if one has not filed."""
    until = day + timedelta(days=rules.AGAIN_DAYS)
    rows = Headcount.objects.filter(enterprise__in={whole, *parts}).order_by("as_of")
    filed = defaultdict(list)
    for row in rows:
        filed[row.enterprise_id].append(row)
    before = [row for row in filed[whole] if row.as_of < day]
    after = [next((r for r in filed[part] if day <= r.as_of <= until), None) for part in parts]
    if not before or None in after:
        return None
    hands = frozenset(row.filed_by_id for row in after)
    return before[-1].workers, sum(row.workers for row in after), hands


RULES = (shrunk, filed_late, splits)
