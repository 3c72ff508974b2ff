"""Where proposals of each enterprise may come from, and which gates lie before them: a plan.

Each enterprise has one or more places in time: the day on which it moved begins another one, so
that what was sent in before keeps the park, the union and the keepers of its day.
"""

from typing import NamedTuple

from jiangxin.operations.population.people import Crew, name_of
from jiangxin.operations.population.spans import on
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.programmes.models import Route

Role = Office.Role


class Gate(NamedTuple):
    stage: int  # keys
    seat: int  # of its keeper
    name: str
    working_days: int
    keeper: int  # key of the union
    keeper_name: str
    stewards: tuple  # of (ordinal of the first day, key of the user, name)


class Place(NamedTuple):
    """Where the entries of an enterprise belong from a day on."""

    since: int  # ordinal
    enterprise: int  # keys
    park: int | None
    counts_from: int | None  # ordinal of the day on which the park came onto the plan's roll
    origin: int | None  # None: no union takes care of its workers, so nothing can be sent in
    park_union: int | None
    lineage: tuple
    roads: tuple  # for each programme its gates


class Shop(NamedTuple):
    """An enterprise whose workers make proposals."""

    crew: Crew
    first: int  # number of its first proposal
    proposals: int
    places: tuple  # in order


class KnownRoute(Route):
    """The same way of finding keepers, asked of a plan instead of the database."""

    def __init__(self, unions, park_union, manned):
        self.unions, self.park_union, self.manned, self.closed = unions, park_union, manned, {}


class Shops:
    """Of a plan whose unions and enterprises are rows by now."""

    def __init__(self, plan, keys, programmes):
        self.plan, self.keys = plan, keys
        self.roads = [programme.road.gates for programme in programmes]
        self.unions = [
            Organisation(pk=keys.union(union.number), name=union.name, tier=union.tier)
            for union in plan.tree.unions
        ]
        self.stewards = {}
        self.known = {}

    def open(self):
        """Every Shop, in the order of the enterprises."""
        first = 0
        for firm, crew in zip(self.plan.firms, self.plan.crews, strict=True):
            if firm.proposals:
                yield Shop(crew, first, firm.proposals, tuple(self.places(firm)))
                first += firm.proposals

    def places(self, firm):
        for day in sorted(self.turns(firm)):
            if firm.since <= day <= self.plan.today:
                yield self.place(firm, day)

    def turns(self, firm):
        """The days on which its park, its union or something above changed."""
        tree, days = self.plan.tree, {firm.since}
        unions = [span.of for span in firm.covers]
        for stay in firm.stays:
            days |= {stay.since, stay.until or stay.since}
            unions += [span.of for span in self.plan.parks[stay.of].unions]
        for number in unions:
            days.update(tree.changes(number))
        for span in firm.covers:
            days.add(span.since)
            days |= {steward.since for steward in tree.unions[span.of].stewards}
        return days

    def place(self, firm, day):
        keys, number = self.keys, on(firm.stays, day)
        park = None if number is None else self.plan.parks[number]
        above = None if park is None else on(park.unions, day)
        origin = self.plan.cover(firm, day)
        lineage = () if origin is None else tuple(self.plan.tree.lineage(origin, day))
        private = firm.ownership == Enterprise.Ownership.NON_PUBLIC
        enrolled = park.enrolled_on if park and private else None
        return Place(
            since=day.toordinal(),
            enterprise=keys.firm(firm.number),
            park=None if park is None else keys.park(number),
            counts_from=enrolled.toordinal() if enrolled else None,
            origin=None if origin is None else keys.union(origin),
            park_union=None if above is None else keys.union(above),
            lineage=tuple(keys.union(n) for n in lineage),
            roads=self.gates(lineage, above, day) if lineage else (),
        )

    def gates(self, lineage, above, day):
        """For each programme the gates that lie before an entry of this day."""
        near = [*reversed(lineage), *([] if above is None else [above])]
        unions = self.plan.tree.unions
        manned = frozenset(n for n in near if on(unions[n].stewards, day) is not None)
        if (lineage, above, manned) not in self.known:
            route = KnownRoute(
                [self.unions[n] for n in reversed(lineage)],
                None if above is None else self.unions[above],
                {(self.unions[n].pk, Role.STEWARD, "") for n in manned},
            )
            roads = tuple(tuple(map(self.gate, route.ahead(road))) for road in self.roads)
            self.known[lineage, above, manned] = roads
        return self.known[lineage, above, manned]

    def gate(self, gate):
        (keeper, union), stage = gate.seats[0], gate.stage
        stewards = self.stewards_of(union.pk - self.keys.union(0))
        days = stage.working_days
        return Gate(stage.pk, keeper.pk, stage.name, days, union.pk, union.name, stewards)

    def stewards_of(self, number):
        if number not in self.stewards:
            self.stewards[number] = tuple(
                (
                    span.since.toordinal(),
                    self.keys.user(self.plan.account_of[span.of]),
                    name_of(self.plan.seed, span.of),
                )
                for span in self.plan.tree.unions[number].stewards
            )
        return self.stewards[number]
