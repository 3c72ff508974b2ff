"""The union tree and the parks of the city, as a plan in memory: numbers instead of keys."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from jiangxin.operations.demonstration import words as demonstration
from jiangxin.operations.population import words
from jiangxin.operations.population.dice import Dice
from jiangxin.operations.population.spans import Span, moved, on, some_day
from jiangxin.organisations.models import Organisation, Park

Tier = Organisation.Tier
FOUNDED = date(2018, 1, 1)
ROLL = date(2017, 3, 1)  # the day of the plan
DISTRICTS, INDUSTRIES, TOWNS = len(demonstration.DISTRICTS), len(words.INDUSTRIES), 200
FEDERATION = 0


@dataclass(slots=True)
class Union:
    number: int
    name: str
    tier: str
    under: list  # of spans to the union above; empty for the federation
    stewards: list = field(default_factory=list)  # of spans to the number of a person


@dataclass(slots=True)
class Ground:
    """A park."""

    number: int
    name: str
    kind: str
    district: int  # the union of the district, or of the town, in which it lies
    town: int
    enrolled_on: date | None
    unions: list  # of spans


class Tree:
    """Every union that the city will have, and how each stood on any day."""

    def __init__(self):
        self.unions = []

    def found(self, name, tier, *under):
        new = Union(len(self.unions), name, tier, list(under))
        self.unions.append(new)
        return new

    def lineage(self, number, day):
        """Numbers from the top to this union, as they stood on the day."""
        above = on(self.unions[number].under, day)
        return [*([] if above is None else self.lineage(above, day)), number]

    def changes(self, number):
        """The days on which the lineage of this union became another one."""
        for span in self.unions[number].under:
            yield span.since
            yield from self.changes(span.of)


def lay_out(tree, parks, *, seed, today):
    """Found the federation, its bureaus and towns, and the parks with their unions."""
    tree.found("上海市总工会（演示）", Tier.FEDERATION)
    city = Span(FEDERATION, FOUNDED)
    for name in demonstration.DISTRICTS:
        tree.found(f"{name}总工会", Tier.BUREAU, city)
    for name in words.INDUSTRIES:
        tree.found(f"{name}产业工会", Tier.BUREAU, city)
    firsts = [a + b for b in words.TOWN_LAST for a in words.TOWN_FIRST][:TOWNS]
    for n, name in enumerate(firsts):
        kind = words.TOWN_KINDS[n % len(words.TOWN_KINDS)]
        tree.found(f"{name}{kind}总工会", Tier.TOWN, Span(district(n), FOUNDED))
    return [open_park(tree, n, seed, today) for n in range(parks)]


def district(n):
    """The union of a district, in turn."""
    return 1 + n % DISTRICTS


def industry(n):
    return 1 + DISTRICTS + n % INDUSTRIES


def town(district_number, n):
    """One of the towns of this district."""
    within = range(district_number - 1, TOWNS, DISTRICTS)
    return 1 + DISTRICTS + INDUSTRIES + within[n % len(within)]


def open_park(tree, n, seed, today):
    dice = Dice(seed, "park", n)
    name, here = park_name(n)
    near = town(here, dice.below(100))
    union = tree.found(f"{name}联合工会", Tier.PARK, *stand(dice, here, near, today))
    kinds = list(Park.Kind)
    return Ground(
        number=n,
        name=name,
        kind=kinds[0] if n < len(demonstration.ZONES) else kinds[n % 3],
        district=here,
        town=near,
        enrolled_on=ROLL if n < 50 else None,
        unions=[Span(union.number, FOUNDED)],
    )


def stand(dice, here, near, today):
    """A park's union stands under the district, or the town; some have moved between the two."""
    late = some_day(dice, today - timedelta(days=900), today - timedelta(days=90))
    if dice.chance(12):
        return moved(here, near, FOUNDED, late)
    return [Span(near if dice.chance(30) else here, FOUNDED)]


def park_name(n):
    """A name and the district's union: the real zones first, then invented parks."""
    zones = list(demonstration.ZONES.items())
    if n < len(zones):
        name, place = zones[n]
        return name, 1 + demonstration.DISTRICTS.index(place)
    n -= len(zones)
    firsts, lasts = demonstration.PARK_FIRST, demonstration.PARK_LAST
    again, which = divmod(n, len(firsts) * len(lasts))
    name = firsts[which % len(firsts)] + lasts[which // len(firsts)]
    return f"{name}{again + 1}期" if again else name, district(n)
