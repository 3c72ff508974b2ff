from typing import NamedTuple

from jiangxin.organisations.models import Office, Organisation

Tiers = Organisation.Tier


class Gate(NamedTuple):
    """A stage, and at which unions its keepers sit for one entry: [(StageKeeper, union)]."""

    stage: object
    seats: list

    @property
    def union(self):
        """Where the first of its keepers sits."""
        return self.seats[0][1]


class Route:
    """去向: the unions that may keep gates for one entry, and which of them are manned today.

    `park_union` is the union of the park in which the entry's enterprise stands: territory, not
    parentage. A level where nobody but the entry's own authors (`barred`, keys of users), or but
    those to whom the stage is closed (`closed`: {position: keys}), holds the office counts as
    missing. Two queries, however long the road.
    """

    def __init__(self, origin, park_union=None, barred=(), closed=None):
        self.park_union, self.closed = park_union, closed or {}
        self.unions = list(Organisation.objects.above(origin))
        seats = Office.objects.today().filter(
            organisation__in=[*self.unions, *filter(None, [park_union])]
        )
        held = seats.exclude(user__in=barred)
        self.held = list(held.values_list("organisation", "role", "department", "user"))
        self.manned = self.manned_without(())

    def manned_without(self, users):
        """The seats that somebody else than these fills: {(union, role, department)}."""
        others = [seat for *seat, user in self.held if user not in users]
        return {seat for office in others for seat in seats_of(*office)}

    def gate(self, stage):
        """The Gate with those of its keepers that there are, or None where there is none."""
        seats = [(keeper, self.union_for(keeper, stage)) for keeper in stage.kept_by]
        there = [(keeper, union) for keeper, union in seats if union]
        return Gate(stage, there) if there else None

    def union_for(self, keeper, stage):
        """The union at which this keeper of the stage sits, or None to do without."""
        manned = self._manned(stage)
        near = [u for u in self._near(keeper) if keeper.seat_at(u) in manned]
        if near or stage.if_missing == stage.IfMissing.SKIP:
            return near[0] if near else None
        tiers = Tiers.values  # from the top down
        reaches = tiers.index(keeper.tier)
        above = [u for u in self.unions if tiers.index(u.tier) <= reaches]
        return next((u for u in above if keeper.seat_at(u) in manned), None)

    def ahead(self, stages, asked=()):
        """The Gates still to pass. `asked`: the seats that were asked last: {seat_at}.

        An office is never asked twice in a row, when a missing level falls to it as well.
        """
        for stage in stages:
            seats = [s for s in (self.gate(stage) or Gate(stage, [])).seats if at(s) not in asked]
            if seats:
                asked = {at(seat) for seat in seats}
                yield Gate(stage, seats)

    def seat_for(self, keeper, unions, without=()):
        """The first of these unions at which somebody else than these sits, or None."""
        manned = self.manned_without(without)
        return next((u for u in unions if keeper.seat_at(u) in manned), None)

    def _manned(self, stage):
        closed = self.closed.get(stage.position)
        return self.manned_without(closed) if closed else self.manned

    def _near(self, keeper):
        """A park's gate belongs to the territory's own union, whatever the union tree says."""
        exact = [u for u in self.unions if u.tier == keeper.tier]
        return [self.park_union, *exact] if keeper.of_park and self.park_union else exact


def at(seat):
    keeper, union = seat
    return keeper.seat_at(union)


def seats_of(union, role, department):
    """The seats that one office fills: its department's, and that of whichever department."""
    return {(union, role, department), (union, role, "")}
