"""The enterprises of the city, as a plan in memory: where each stood, and which union covered it.

Two maps: the park is where the plant stands, the union is who takes care of its workers.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from jiangxin.lib.numbers import CreditCode
from jiangxin.operations.demonstration import words as demonstration
from jiangxin.operations.population import words
from jiangxin.operations.population.dice import Dice, Shares, evenly
from jiangxin.operations.population.spans import Span, moved, on, some_day
from jiangxin.operations.population.unions import FOUNDED, Tier, district, industry, town
from jiangxin.organisations.models import Enterprise

LEAST = 3  # workers of the smallest
LEFT = 0.03  # of the people work nowhere any more
JOINT = 8  # enterprises share a joint union
COVER = {"own": 62, "joint": 16, "park": 8, "none": 14}
IN_PARK = {"park": 55, "town": 20, "district": 10, "industry": 15}
OUTSIDE = {"park": 0, "town": 65, "district": 15, "industry": 20}
Ownership = Enterprise.Ownership


@dataclass(slots=True)
class Firm:
    number: int
    name: str
    credit_code: str
    ownership: str
    address: str
    district: int
    town: int
    since: object
    working: int  # people who work there today
    left: int  # and who worked there last
    stays: list = field(default_factory=list)  # spans to parks
    covers: list = field(default_factory=list)  # spans to unions
    leads: int | None = None  # the union whose steward works here
    first: int = 0  # number of its first person
    accounts: int = 0  # so many of its people, from the first on, have an account
    first_account: int = 0
    proposals: int = 0

    @property
    def people(self):
        return self.working + self.left


class Firms:
    """Plans them one by one; each may add its union to the tree."""

    def __init__(self, tree, parks, *, seed, today):
        self.tree, self.parks, self.seed, self.today = tree, parks, seed, today
        self.joint = {}  # district: its open joint union, and how many enterprises that covers

    def plan(self, count, people):
        """As many enterprises, over which so many people are spread with a long tail."""
        dice = random.Random(f"{self.seed} sizes")  # noqa: S311 (fiction, not a secret)
        weights = [int(1000 * dice.lognormvariate(0, 1.3)) + 1 for _ in range(count)]
        sizes = Shares(people - LEAST * count, weights)
        leavers = Shares(round(people * LEFT), weights)
        firms = []
        for n, weight in enumerate(weights):
            size, leaving = LEAST + sizes.deal(weight), leavers.deal(weight)
            firms.append(self.firm(n, size, min(leaving, size - LEAST)))
        return firms

    def firm(self, n, size, left):
        dice = Dice(self.seed, "firm", n)
        park = dice.choice(self.parks) if self.parks and dice.chance(75) else None
        here = park.district if park else district(dice.below(1000))
        recent = some_day(dice, FOUNDED, self.today - timedelta(days=365))
        firm = Firm(
            number=n,
            name=firm_name(dice, n, demonstration.DISTRICTS[here - 1]),
            credit_code=CreditCode.with_check(f"91310000MAYN{n:05d}"),
            ownership=Ownership.PUBLIC if n % 25 in (3, 11, 19) else Ownership.NON_PUBLIC,
            address=f"{demonstration.DISTRICTS[here - 1]}{dice.choice(words.ROADS)}{n % 990 + 1}号",
            district=here,
            town=town(here, dice.below(1000)),
            since=FOUNDED if dice.chance(60) else recent,
            working=size - left,
            left=left,
        )
        self.settle(firm, park, dice)
        self.cover(firm, park, dice)
        return firm

    def lately(self, dice, firm):
        """A day in the last three years on which something may have changed."""
        first = max(firm.since + timedelta(days=30), self.today - timedelta(days=1000))
        return some_day(dice, first, self.today - timedelta(days=60))

    def settle(self, firm, park, dice):
        """Most stay where they are; some came from another park, a few have left it."""
        if park is None:
            return
        fate, day = dice.below(100), self.lately(dice, firm)
        other = dice.choice(self.parks)
        if fate < 6 and other is not park:
            firm.stays = moved(other.number, park.number, firm.since, day)
        elif fate == 6:
            firm.stays = [Span(park.number, firm.since, day)]
        else:
            firm.stays = [Span(park.number, firm.since)]

    def cover(self, firm, park, dice):
        """A union of its own, a joint one over several, the park's, or none."""
        wish = evenly(COVER, firm.number)
        if wish == "own":
            self.own_union(firm, park, dice)
        elif wish == "joint":
            self.join(firm)
        elif wish == "park" and park:
            firm.covers = [Span(on(park.unions, self.today), firm.since)]

    def own_union(self, firm, park, dice):
        begin = firm.since
        if park and dice.chance(5):  # the park's union covered it until it had one of its own
            begin = self.lately(dice, firm)
            firm.covers.append(Span(on(park.unions, firm.since), firm.since, begin))
        above = self.above(firm, park, dice)
        under = [Span(above, begin)]
        if begin == firm.since and dice.chance(5):
            before = self.above(firm, park, dice)
            if before != above:
                under = moved(before, above, begin, self.lately(dice, firm))
        name = f"{firm.name.removesuffix('（演示）')}工会"
        union = self.tree.found(name, Tier.ENTERPRISE, *under)
        firm.covers.append(Span(union.number, begin))
        firm.leads = union.number

    def above(self, firm, park, dice):
        """Whose district, town or industry it is does not follow from the park: two maps."""
        match dice.weighted(IN_PARK if park else OUTSIDE):
            case "park":
                return park.unions[-1].of
            case "town":
                return firm.town
            case "district":
                return firm.district
            case _:
                return industry(dice.below(1000))

    def join(self, firm):
        """A joint union of its district, which began in the town of its first enterprise."""
        union, members = self.joint.get(firm.district, (None, JOINT))
        if members >= JOINT or self.tree.unions[union].under[0].since > firm.since:
            nth = len(self.tree.unions) % len(words.NUMBERS)
            town_name = self.tree.unions[firm.town].name.removesuffix("总工会")
            name = f"{town_name}第{words.NUMBERS[nth]}联合工会"
            union = self.tree.found(name, Tier.ENTERPRISE, Span(firm.town, firm.since)).number
            firm.leads, members = union, 0
        self.joint[firm.district] = (union, members + 1)
        firm.covers = [Span(union, firm.since)]


def firm_name(dice, n, place):
    """Told apart by number once the words are used up."""
    firsts, lasts = demonstration.FIRM_FIRST, demonstration.FIRM_LAST
    again, which = divmod(n, len(firsts) * len(lasts))
    first, last = firsts[which % len(firsts)], lasts[which // len(firsts)]
    short = place.removesuffix("新区").removesuffix("区")
    nth = f"{again + 1}" if again else ""
    return f"{short}{first}{last}{nth}{dice.choice(words.FIRM_FORMS)}（演示）"
