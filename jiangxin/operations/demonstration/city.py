"""A fictional city, built by the same verbs that people use, from one seed.

Names of districts and zones are real, everybody and everything else is invented: numbers start
with a block that is not given out, and every page says 演示.
"""

import random
from datetime import date, timedelta

from django.db import transaction

from jiangxin.kpi.models import Indicator, PlanPeriod, Target
from jiangxin.lib import clock
from jiangxin.lib.numbers import CreditCode, IdNumber
from jiangxin.operations.demonstration import headcounts, words
from jiangxin.operations.demonstration.year import Year
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.people.models import Person
from jiangxin.programmes.ready_made import five_smalls, suggestion_box

SEED = 20170301  # the day of the plan
Tier, Role = Organisation.Tier, Office.Role
LONG_AGO, ROLL = date(2018, 1, 1), date(2017, 3, 1)


class City:
    """One run of the builder: its dice, and what it has made so far."""

    def __init__(self, *, enterprises, people, proposals):
        self.dice = random.Random(SEED)  # noqa: S311 (a demonstration, not a secret)
        self.counts = {"enterprises": enterprises, "people": people, "proposals": proposals}
        self.born = self.coded = 0
        self.workers, self.stewards = {}, {}

    @transaction.atomic
    def build(self):
        """Everything or nothing. Returns who may sign in: [{role, name, phone}]."""
        self.found_the_federation()
        self.open_parks()
        self.register_enterprises()
        self.call_programmes()
        self.set_targets()
        Year(self).live(self.counts["proposals"])
        return self.sign_ins()

    def found_the_federation(self):
        chief = self.somebody()
        self.chief = chief.account()
        self.city = Organisation.found("上海市总工会", Tier.FEDERATION, by=self.chief)
        self.seat(chief, self.city, department="经济工作部")
        self.bureaus = {}
        for name in [*words.DISTRICTS, *(f"{i}产业" for i in words.INDUSTRIES)]:
            title = f"{name.removesuffix('产业')}产业工会" if "产业" in name else f"{name}总工会"
            self.bureaus[name] = self.union(title, Tier.BUREAU, self.city)

    def union(self, name, tier, under):
        """A union, and the steward who keeps its desk."""
        new = Organisation.found(name, tier, under=under, by=self.chief, on=LONG_AGO)
        if tier != Tier.ENTERPRISE:
            self.seat(self.somebody(), new)
        return new

    def seat(self, person, organisation, department=""):
        Office.grant(
            person.account(),
            Role.STEWARD,
            organisation,
            by=self.chief,
            since=LONG_AGO,
            department=department,
        )
        self.stewards[organisation.pk] = person

    def open_parks(self):
        invented = [first + last for last in words.PARK_LAST for first in words.PARK_FIRST]
        districts = dict(words.ZONES)
        for n, name in enumerate(invented):
            districts[name] = words.DISTRICTS[n % len(words.DISTRICTS)]
        kinds = list(Park.Kind)
        self.parks = []
        for n, (name, district) in enumerate(districts.items()):
            kind = kinds[0] if n < len(words.ZONES) else kinds[n % 3]
            park = Park.open(name, kind, district, by=self.chief, enrolled_on=ROLL)
            union = self.union(f"{name}联合工会", Tier.PARK, self.bureaus[district])
            park.join(union, by=self.chief, on=LONG_AGO)
            self.parks.append((park, union))

    def set_targets(self):
        """A plan of this very year, made up like all else here, so that its progress is seen."""
        source, this = "演示：不是任何文件里的目标", clock.today().year
        first, until = date(this, 1, 1), date(this + 1, 1, 1)
        plan = PlanPeriod.draw_up(
            by=self.chief, name=f"演示计划{this}", first=first, until=until, source=source
        )
        aims = {"parks_covered": 50, "worker_rate": 5, "people": self.counts["people"] // 20}
        for indicator in Indicator.objects.filter(code__in=aims):
            value = aims[indicator.code]
            Target.set(plan, indicator, self.city, by=self.chief, value=value, source=source)

    def register_enterprises(self):
        names = [first + last for last in words.FIRM_LAST for first in words.FIRM_FIRST]
        self.dice.shuffle(names)
        share = max(8, self.counts["people"] // self.counts["enterprises"])
        for n in range(self.counts["enterprises"]):
            suffix = "" if n < len(names) else f"{n // len(names) + 1}厂"
            park, park_union = self.parks[n % len(self.parks)]
            firm = self.register(f"{names[n % len(names)]}{suffix}（演示）", n)
            firm.settle(park, by=self.chief, on=LONG_AGO)
            self.staff(firm, self.dice.randint(share // 2, share * 3 // 2), park_union, n)

    def register(self, name, n):
        self.coded += 1
        code = CreditCode.with_check(f"91310000MAYN{self.coded:05d}")
        ownership = Enterprise.Ownership.PUBLIC if n % 11 == 10 else Enterprise.Ownership.NON_PUBLIC
        return Enterprise.register(name, code, ownership, by=self.chief)

    def staff(self, firm, size, park_union, n):
        """Workers, and a union of their own for most; the others have the park's."""
        rows = [self.person() for _ in range(size)]
        people = Person.enrol_many(firm, rows, since=LONG_AGO)
        self.workers[firm.pk] = people
        if n % 9 != 8:
            own = self.union(
                f"{firm.name.removesuffix('（演示）')}工会", Tier.ENTERPRISE, park_union
            )
            firm.join(own, by=self.chief, on=LONG_AGO)
            self.seat(people[0], own)
        headcounts.file(self, firm, n, rows)

    def person(self):
        """The facts of one invented person, as a roster would give them."""
        self.born += 1
        # 319900 is no district: these numbers check, but belong to nobody. The step spreads the
        # birthdays so that no number comes twice among the first 73,000.
        day = date(1965, 1, 1) + timedelta(days=self.born * 7919 % 14_600)
        number = IdNumber.with_check(f"319900{day:%Y%m%d}{self.born % 1000:03d}")
        rare = self.born % 97 == 0
        name = self.dice.choice(words.SURNAMES) + self.dice.choice(words.GIVEN)
        return {
            "name": self.dice.choice(words.RARE) if rare else name,
            "id_number": number,
            "phone": f"1990{self.born:07d}",
            "department": self.dice.choice(words.DEPARTMENTS),
            "post": self.dice.choice(words.POSTS),
            "is_frontline": self.dice.random() < 0.8,
            "skill_level": self.dice.choice(words.SKILLS),
            "education": self.dice.choice(words.EDUCATION),
        }

    def somebody(self):
        """An officer who works for no enterprise of the register."""
        facts = self.person()
        return Person.enrol(
            facts["name"], enterprise=None, id_number=facts["id_number"], phone=facts["phone"]
        )

    def call_programmes(self):
        opened = clock.now() - timedelta(days=300)
        closes = clock.now() + timedelta(days=38)
        year = clock.today().year
        self.programmes = [
            suggestion_box(self.city, by=self.chief, opens_at=opened),
            five_smalls(self.city, year, by=self.chief, opens_at=opened, closes_at=closes),
        ]

    def auditor(self):
        """Who judges doubts about the figures."""
        person = self.somebody()
        Office.grant(person.account(), Role.AUDIT, self.city, by=self.chief)
        return person

    def sign_ins(self):
        """One of each role, around one enterprise, so that a visitor can walk one case through."""
        firm = Enterprise.objects.get(pk=min(self.workers))
        own, park = firm.union(), firm.park()
        bureau = self.bureaus[park.district]
        who = [
            ("职工", self.workers[firm.pk][1], str(firm)),
            ("企业工会专管员", self.workers[firm.pk][0], str(own)),
            ("园区工会专管员", self.stewards[park.union().pk], str(park.union())),
            ("区总工会专管员", self.stewards[bureau.pk], str(bureau)),
            ("市总工会专管员", self.stewards[self.city.pk], str(self.city)),
            ("市总工会经审", self.auditor(), str(self.city)),
        ]
        return [
            {"role": role, "name": person.name, "place": place, "phone": str(person.phone)}
            for role, person, place in who
        ]
