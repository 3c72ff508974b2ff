"""Doubts about what was handed in, when, and by whose hand."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Count

from jiangxin.kpi.flags import rules
from jiangxin.kpi.flags.batch import Found, is_much
from jiangxin.kpi.models import Doubt
from jiangxin.lib import clock
from jiangxin.lib.any_of import AnyOf
from jiangxin.programmes.models import Participation, Programme, Seat
from jiangxin.proposals.models import Authorship, Likeness, Lookalike, Verdict


def bursts(batch):
    """截止前突击: nearly all of the month came in the last days, unlike the city, unlike before."""
    found = defaultdict(list)
    for enterprise, acts in batch.acts.items():
        for act in acts:
            found[enterprise, act.programme].append(act)
    ends = deadlines(batch, {programme for _, programme in found})
    usual, typical = batch.usual(rules.USUAL_DAYS), {}
    for (enterprise, programme), acts in found.items():
        late = [act for act in acts if is_late(act.on, ends[programme])]
        share = 100 * len(late) / len(acts)
        before = usual[enterprise, programme] * rules.BURST_DAYS / rules.USUAL_DAYS
        is_few = len(late) < max(rules.BURST, rules.BURST_TIMES * before)
        if is_few or share < rules.BURST_SHARE:
            continue
        if programme not in typical:  # asks the whole city, and is seldom needed
            typical[programme] = share_at_end(batch, programme, ends[programme])
        if share >= typical[programme] + rules.BURST_MORE:
            reason = (f"当月 {len(acts)} 次参与，{len(late)} 次在 {ends[programme]:%m-%d} 前最后"
                      f" {rules.BURST_DAYS} 天；全市同一活动这几天占 {typical[programme]:.0f}%，"
                      f"本单位平时 {rules.BURST_DAYS} 天约 {before:.1f} 次")  # fmt: skip
            people = frozenset(act.person for act in late)
            yield Found(Doubt.BURST, enterprise, str(programme), reason, len(people), people)


def deadlines(batch, programmes):
    """{programme: the day on which it closed in this month, or the month's last}."""
    rows = Programme.objects.filter(pk__in=programmes).values_list("pk", "closes_at", "ended_at")
    found = {}
    for key, *ends in rows:
        days = [clock.day_of(end) for end in ends if end]
        found[key] = next((day for day in sorted(days) if batch.in_month(day)), batch.last)
    return found


def is_late(day, end):
    return end - timedelta(days=rules.BURST_DAYS) < day <= end


def share_at_end(batch, programme, end):
    """Per cent of the whole city's acts of the month that came in those last days."""
    acts = Participation.objects.standing().filter(programme=programme)
    counted = acts.between(batch.first, batch.last).order_by().values_list("on")
    days = dict(counted.annotate(Count("pk")))
    late = sum(n for day, n in days.items() if is_late(day, end))
    return 100 * late / sum(days.values())


def copied(batch):
    """内容照抄: most of the text stood in what others of the unit, or elsewhere, sent in before."""
    marks = Likeness.objects.filter(AnyOf("proposal", [e.key for e in batch.entries.values()]))
    marks = dict(marks.values_list("proposal", "prints"))
    elsewhere = looking_copied(batch)
    for enterprise, journeys in entries_of(batch).items():
        mine = [batch.entries[journey] for journey in sorted(journeys)]
        again = copies(mine, batch.authors, marks) | (elsewhere & {one.key for one in mine})
        if is_much(again, mine, rules.COPIED, rules.COPIED_SHARE):
            people = {p for one in mine if one.key in again for p in batch.authors[one.journey]}
            reason = f"当月 {len(mine)} 条建议里，{len(again)} 条的大部分文字是别人先交过的"
            yield Found(Doubt.COPIED, enterprise, "", reason, len(people), frozenset(people),
                        frozenset(again))  # fmt: skip


def entries_of(batch):
    """{enterprise: journeys of its proposals}."""
    found = defaultdict(set)
    for enterprise, acts in batch.acts.items():
        found[enterprise] |= {act.journey for act in acts if act.journey in batch.entries}
    return found


def copies(entries, authors, marks):
    """The keys of those most of whose marks stood in an earlier one of other people."""
    seen, found = defaultdict(set), set()
    for one in sorted(entries, key=lambda entry: entry.key):
        mine, who = marks.get(one.key, ()), frozenset(authors[one.journey])
        known = sum(1 for mark in mine if any(not who & other for other in seen[mark]))
        if len(mine) >= rules.COPIED_MARKS and 100 * known >= rules.COPIED_TEXT * len(mine):
            found.add(one.key)
        for mark in mine:
            if len(seen[mark]) < 2:  # two suffice to tell of somebody else
                seen[mark].add(who)
    return found


def looking_copied(batch):
    """The keys of those that 查重 found, beside an earlier one of other people."""
    keys = {entry.key: entry for entry in batch.entries.values()}
    rows = Lookalike.objects.filter(
        AnyOf("one", keys), verdict__in=["", Verdict.COPIED], share__gte=rules.COPIED_TEXT
    )
    pairs = [pair for pair in rows.values_list("one", "other") if pair[1]]
    people = Authorship.objects.filter(AnyOf("proposal", [other for _, other in pairs]))
    theirs = defaultdict(set)
    for proposal, person in people.values_list("proposal", "person"):
        theirs[proposal].add(person)
    return {one for one, other in pairs
            if not theirs[other] & batch.authors[keys[one].journey]}  # fmt: skip


def papers(batch):
    """代录没有各自的纸件: several entered for others bear the same file, or an empty one."""
    for enterprise, journeys in entries_of(batch).items():
        entered = [batch.entries[j] for j in journeys if batch.entries[j].entered_by]
        times = Counter(one.paper for one in entered)
        bare = [one for one in entered if times[one.paper] > 1 or not is_legible(one)]
        if is_much(bare, entered, rules.PAPERS, rules.PAPER_SHARE):
            people = {p for one in bare for p in batch.authors[one.journey]}
            reason = f"当月代录 {len(entered)} 条，{len(bare)} 条没有各自的、看得清的签名纸件"
            hands = frozenset(one.entered_by for one in bare)
            yield Found(Doubt.PAPER, enterprise, "", reason, len(people), frozenset(people),
                        frozenset(one.key for one in bare), hands)  # fmt: skip


def is_legible(entry):
    return entry.paper is not None and entry.size >= rules.PAPER_BYTES


def own_approvals(batch):
    """自己录、自己批: who answered at a gate had entered it, or was among its authors."""
    answered = Seat.objects.answered().filter(AnyOf("journey", batch.entries)).order_by()
    found = defaultdict(set)
    for journey, user in answered.values_list("journey", "answered_by"):
        entry = batch.entries[journey]
        users = {batch.known[person].user for person in batch.authors[journey]}
        if user in users | {entry.entered_by}:
            found[journey].add(user)
    for enterprise, journeys in entries_of(batch).items():
        own = journeys & found.keys()
        hands = frozenset(user for journey in own for user in found[journey])
        if own:
            people = frozenset(p for journey in own for p in batch.authors[journey])
            reason = f"{len(own)} 条建议由录入的人或作者自己办理：{len(hands)} 人既录又批"
            yield Found(Doubt.OWN, enterprise, "", reason, len(people), people,
                        frozenset(batch.entries[j].key for j in own), hands)  # fmt: skip


def dated_back(batch):
    """事后改动: acts of a day before the entry was sent in."""
    for enterprise, acts in batch.acts.items():
        early = [act for act in acts if is_early(act, batch.entries.get(act.journey))]
        if len(early) >= rules.BEFORE_SENT:
            people = frozenset(act.person for act in early)
            reason = f"{len(early)} 次参与记在建议提交以前的日子"
            yield Found(Doubt.PAST, enterprise, "early", reason, len(people), people)


def is_early(act, entry):
    return bool(entry and entry.submitted_at) and act.on < clock.day_of(entry.submitted_at)


def cancelled_late(batch):
    """事后改动: many acts of long ago were cancelled in this month."""
    for enterprise, people in batch.cancelled(rules.LATE_DAYS).items():
        if len(people) >= rules.CANCELLED:
            reason = f"当月撤销了 {len(people)} 次 {rules.LATE_DAYS} 天以前的参与"
            # Nobody of them is in a figure any more: it names no people.
            yield Found(Doubt.PAST, enterprise, "cancelled", reason, len(set(people)))


RULES = (bursts, copied, papers, own_approvals, dated_back, cancelled_late)
