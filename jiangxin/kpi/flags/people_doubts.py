"""Doubts about who took part."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Min

from jiangxin.kpi.flags import rules
from jiangxin.kpi.flags.batch import Found, is_much
from jiangxin.kpi.flags.sequences import longest_run, thick
from jiangxin.kpi.models import Doubt
from jiangxin.lib.any_of import AnyOf
from jiangxin.people.identity import IdKind
from jiangxin.people.models import Person, Resemblance
from jiangxin.programmes.models import Participation


def strangers(batch):
    """查无此人: the register knows no document, no phone and no sign-in of them."""
    for enterprise, people in batch.people.items():
        unknown = frozenset(key for key in people if batch.known[key].is_unknown)
        if is_much(unknown, people, rules.GHOSTS, rules.GHOST_SHARE):
            reason = (f"当月参与的 {len(people)} 人里，{len(unknown)} 人没有证件号、没有手机号，"
                      "也从没登录过")  # fmt: skip
            yield Found(Doubt.GHOST, enterprise, "unknown", reason, len(unknown), unknown)


def newcomers(batch):
    """查无此人: they came in numbers and took part within days, in a unit long on the register."""
    for enterprise, acts in batch.acts.items():
        people, begun = batch.people[enterprise], batch.on_register_since.get(enterprise)
        new = frozenset(act.person for act in acts if is_new(batch, act, begun))
        if is_much(new, people, rules.NEW, rules.NEW_SHARE):
            reason = (f"当月参与的 {len(people)} 人里，{len(new)} 人入职 {rules.NEW_DAYS} 天内"
                      "就参与，单位里别的人早已在册")  # fmt: skip
            yield Found(Doubt.GHOST, enterprise, "new", reason, len(new), new)


def is_new(batch, act, begun):
    """Did they take part within days of their first one here?"""
    jobs = batch.jobs[act.enterprise, act.person]
    if len(jobs) != 1 or jobs[0][0] - begun < timedelta(days=rules.SETTLING_IN):
        return False
    return timedelta() <= act.on - jobs[0][0] <= timedelta(days=rules.NEW_DAYS)


def more_than_work_there(batch):
    """查无此人: more people took part than the unit says it has."""
    for enterprise, acts in batch.acts.items():
        filed = [one for one in batch.headcounts[enterprise] if one.as_of <= batch.last]
        people = {act.whom for act in acts}
        if not filed:
            continue
        workers, more = filed[-1].workers, len(people) - filed[-1].workers
        if more >= rules.MORE and 100 * len(people) > rules.MORE_SHARE * workers:
            reason = f"当月参与 {len(people)} 人，单位自报在册职工 {workers} 人，多出 {more} 人"
            hands = frozenset([filed[-1].filed_by])
            yield Found(Doubt.GHOST, enterprise, "more", reason, more, frozenset(people),
                        hands=hands)  # fmt: skip


def twins(batch):
    """一人算两次: two records that resemble one another both took part in the month."""
    here = {person for people in batch.people.values() for person in people}
    keys = sorted(here)
    rows = Resemblance.objects.open().filter(AnyOf("first", keys) | AnyOf("second", keys))
    pairs = list(rows.values_list("first", "second"))
    others = sorted({key for pair in pairs for key in pair} - here)
    acts = Participation.objects.standing().between(batch.first, batch.last)
    active = here | set(acts.filter(AnyOf("person", others)).values_list("person", flat=True))
    twice = {key for pair in pairs if active.issuperset(pair) for key in pair}
    for enterprise, people in batch.people.items():
        found = frozenset(people & twice)
        if is_much(found, people, rules.TWINS, rules.TWIN_SHARE):
            reason = (f"当月参与的 {len(people)} 人里，{len(found)} 人和另一份记录疑似同一人，"
                      "那份记录当月也参与了")  # fmt: skip
            yield Found(Doubt.TWIN, enterprise, "", reason, len(found), found)


def shared_phones(batch):
    """多人共用手机号: a number that many have; several of them sent in here, not on paper."""
    here = defaultdict(set)
    for enterprise, acts in batch.acts.items():
        for act in acts:
            phone = batch.known[act.person].phone
            if phone and not batch.is_on_paper(act):
                here[enterprise, phone].add(act.person)
    several = {at: who for at, who in here.items() if len(who) >= rules.SAME_PHONE_HERE}
    phones = {phone for _, phone in several}
    holders = Person.objects.live().filter(phone_fingerprint__in=phones).order_by()
    counted = holders.values_list("phone_fingerprint").annotate(Count("pk"), Min("pk"))
    many = {bytes(phone): (n, first) for phone, n, first in counted if n >= rules.SAME_PHONE}
    for (enterprise, phone), people in several.items():
        if phone in many:
            n, first = many[phone]
            reason = f"名册上 {n} 人登记了同一个手机号，其中 {len(people)} 人当月在这里自己提交"
            yield Found(Doubt.PHONE, enterprise, str(first), reason, len(people),
                        frozenset(people))  # fmt: skip


def returned(batch):
    """离职又回来参与: back again just before, or not on the register here on that day."""
    for enterprise, acts in batch.acts.items():
        people = batch.people[enterprise]
        back = frozenset(act.person for act in acts if is_back(batch, act))
        if is_much(back, people, rules.BACK, rules.BACK_SHARE):
            reason = (f"当月参与的 {len(people)} 人里，{len(back)} 人离职后刚回来就参与，"
                      "或者参与那天不在册")  # fmt: skip
            yield Found(Doubt.RETURNED, enterprise, "", reason, len(back), back)


def is_back(batch, act):
    jobs = batch.jobs[act.enterprise, act.person]
    held = [job for job in jobs if job[0] <= act.on and (job[1] is None or act.on < job[1])]
    if not held:
        return any(until and until <= act.on for _, until in jobs)
    since = held[-1][0]
    before = [until for _, until in jobs if until and until <= since]
    away = before and since - max(before) >= timedelta(days=rules.BACK_GAP)
    return bool(away) and act.on - since <= timedelta(days=rules.BACK_DAYS)


def sequences(batch):
    """证件号连号: the numbers of people who took part go up by equal steps.

    Only where dates of birth lie thick are numbers opened: in memory, for as long as this takes.
    What stays is which people it is about. How many were opened is on the batch, for the trace.
    """
    near = {}
    for enterprise, people in batch.people.items():
        born = [(batch.known[key].birth_on, key) for key in people if batch.known[key].birth_on]
        if close := thick(born, rules.IN_A_ROW, rules.ROW_STEP_DAYS):
            near[enterprise] = close
    keys = sorted({key for close in near.values() for key in close})
    rows = Person.objects.filter(AnyOf("id", keys), id_kind=IdKind.RESIDENT)
    numbers = dict(rows.filter(id_number__isnull=False).values_list("pk", "id_number"))
    batch.opened = len(numbers)
    for enterprise, close in near.items():
        run = longest_run({key: numbers[key] for key in close if key in numbers})
        if len(run) >= rules.IN_A_ROW:
            reason = f"当月参与者里 {len(run)} 人的证件号排成一串，校验码都对，像是编出来的"
            yield Found(Doubt.SEQUENCE, enterprise, "", reason, len(run), frozenset(run))


RULES = (strangers, newcomers, more_than_work_there, twins, shared_phones, returned, sequences)
