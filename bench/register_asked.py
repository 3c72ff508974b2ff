"""What officers of every level ask of the register: pages as paths, drawn from the data by a seed.

Each level of the union tree asks as often as the others, each kind of page too.
"""

import random
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.lib.pinyin import initials
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.people.models import Employment
from jiangxin.ui.paging import Order

Tier = Organisation.Tier
OFFICERS = {Tier.FEDERATION: 1, Tier.BUREAU: 24, Tier.TOWN: 16, Tier.PARK: 16, Tier.ENTERPRISE: 30}
DRAWN = 60  # things of a kind for one officer, of which pages are asked
SEED = 20170301
HITS = 3  # of four terms; the fourth finds nothing
MISSING = {
    "beginning": "欧阳无此",
    "initials": "zzzzq",
    "tail": "000X",
    "phone": "13000000000",
    "document": "110101199003070134",
    "enterprise": "没有这家企业",
}


class Asked(NamedTuple):
    kind: str  # people, later people, by initials…
    level: str
    path: str
    user: int


class Officer:
    """One of them, and what of the register lies within reach."""

    def __init__(self, user, level, dice):
        self.user, self.level, self.dice = user, level, dice
        self.jobs = some(Employment.objects.led_by(user).select_related("person"), dice)
        self.firms = some(Enterprise.objects.visible_to(user), dice)
        self.parks = some(Park.objects.visible_to(user), dice)
        self.unions = some(Organisation.objects.visible_to(user), dice)
        self.tails = bool(self.jobs)

    def lists(self):
        people, firms = reverse("people:list"), reverse("organisations:enterprises")
        yield "people", people
        yield "enterprises", firms
        yield "unions", reverse("organisations:list")
        yield "parks", reverse("organisations:parks")
        if self.jobs:
            job = self.any(self.jobs)
            yield "later people", later(people, Employment, ("enterprise_id", "person_id"), job)
            asked = urlencode({"enterprise": job.enterprise_id})
            yield "people of one enterprise", f"{people}?{asked}"
        if self.firms:
            yield "later enterprises", later(firms, Enterprise, ("name",), self.any(self.firms))
        if self.unions:
            union = self.any(self.unions)
            yield "enterprises of a union", f"{firms}?{urlencode({'under': union.pk})}"
            yield "branches", reverse("organisations:branches", args=[union.pk])

    def searches(self):
        people, firms = reverse("people:list"), reverse("organisations:enterprises")
        terms = MISSING
        if self.jobs and self.dice.randrange(HITS + 1) < HITS:
            terms = MISSING | self.terms(self.any(self.jobs).person)
        if self.firms and self.dice.randrange(HITS + 1) < HITS:
            terms = terms | {"enterprise": self.part(self.any(self.firms).name)}
        for kind, term in terms.items():
            path = firms if kind == "enterprise" else people
            yield f"by {kind}", f"{path}?{urlencode({'q': term})}"
        word = terms[self.dice.choice(["beginning", "enterprise"])]
        yield "of everything", f"{reverse('portal:search')}?{urlencode({'q': word})}"
        union = self.part(self.any(self.unions).name) if self.unions else "没有"
        yield "union by name", f"{reverse('organisations:list')}?{urlencode({'q': union})}"

    def terms(self, person):
        return {
            "beginning": person.name[: self.dice.randint(1, len(person.name))],
            "initials": initials(person.name)[: self.dice.randint(1, 3)],
            "tail": str(self.dice.choice([person.phone, person.id_number]))[-4:],
            "phone": str(person.phone),
            "document": str(person.id_number),
        }

    def part(self, name):
        begin = self.dice.randrange(max(1, len(name) - 4))
        return name[begin : begin + self.dice.randint(2, 4)]

    def details(self):
        known = {
            "portal:person": [job.person for job in self.jobs],
            "portal:enterprise": self.firms,
            "portal:park": self.parks,
            "portal:organisation": self.unions,
        }
        for name, things in known.items():
            if things:
                kind = name.removeprefix("portal:")
                yield kind, reverse(name, args=[self.any(things).pk])

    def any(self, things):
        return self.dice.choice(things)


def some(rows, dice):
    """Some rows of a long list, as well from its end as from its beginning; in a lasting order."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    drawn = dice.sample(keys, min(DRAWN, len(keys)))
    return list(rows.filter(pk__in=drawn).order_by("pk"))


def later(path, model, key, row):
    """The page that begins after this row."""
    return f"{path}?{urlencode({'page': Order(model, key).write(False, row)})}"


def officers(dice):
    """Some of every level, and some who hold an office in an enterprise alone."""
    today = Office.objects.today().order_by("pk")
    for tier, most in OFFICERS.items():
        held = today.filter(organisation__tier=tier).values_list("user", flat=True)
        yield from drawn(held, most, tier.name.lower(), dice)
    in_unions = today.exclude(organisation=None).values("user")
    held = today.exclude(enterprise=None).exclude(user__in=in_unions)
    yield from drawn(held.values_list("user", flat=True), 20, "personnel", dice)


def drawn(keys, most, level, dice):
    keys = list(dict.fromkeys(keys))
    chosen = dice.sample(keys, min(most, len(keys)))
    for user in User.objects.filter(pk__in=chosen).order_by("pk"):
        yield Officer(user, level, dice)


class Register:
    """The three mixes of one city."""

    def __init__(self, seed=SEED):
        self.dice = random.Random(seed)
        self.officers = list(officers(self.dice))

    def mix(self, word, count):
        """`count` pages of a mix (lists, searches, details), as Asked, in the order of chance."""
        levels = {}
        for officer in self.officers:
            levels.setdefault(officer.level, []).append(officer)
        asked = {}
        while len(asked) == 0 or sum(map(len, asked.values())) < count:
            for level, those in levels.items():
                officer = self.dice.choice(those)
                for kind, path in getattr(officer, word)():
                    page = Asked(kind, level, path, officer.user.pk)
                    asked.setdefault(kind, []).append(page)
        pages = [page for pages in asked.values() for page in pages]
        self.dice.shuffle(pages)
        return pages[:count]
