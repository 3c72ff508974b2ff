"""The definition, by brute force: what a small city was on a day, from the list of what happened.

Nothing here asks the code under test. Things are named by short words.
"""

from dataclasses import dataclass, field


@dataclass
class City:
    parent: dict = field(default_factory=dict)  # union -> union or None, while it is there
    last: dict = field(default_factory=dict)  # the same, and where the closed ones last stood
    park: dict = field(default_factory=dict)  # enterprise -> park
    union: dict = field(default_factory=dict)  # enterprise or park -> union
    name: dict = field(default_factory=dict)
    closed: set = field(default_factory=set)
    offices: dict = field(default_factory=dict)  # user -> place

    def lineage(self, union, tree=None):
        tree = self.parent if tree is None else tree
        above = [union]
        while tree.get(above[0]):
            above.insert(0, tree[above[0]])
        return above

    def covering(self, enterprise):
        return self.union.get(enterprise) or self.union.get(self.park.get(enterprise))

    def unions_seen(self, user):
        place = self.offices.get(user)
        return {u for u in self.last if place in self.lineage(u, self.last)}

    def enterprises_seen(self, user, everything):
        place, unions = self.offices.get(user), self.unions_seen(user)
        if place == "F":
            return set(everything)
        by_tree = {e for e in everything if self.union.get(e) in unions}
        by_park = {e for e in everything if self.union.get(self.park.get(e)) in unions}
        return by_tree | by_park | ({place} & set(everything))


def close(city, thing):
    city.closed.add(thing)
    city.parent.pop(thing, None)
    city.park.pop(thing, None)
    city.union.pop(thing, None)
    city.offices = {user: place for user, place in city.offices.items() if place != thing}


def apply(city, verb, one, other):
    """One event. `other` is the target: a union, a park, an enterprise, a name or None."""
    match verb:
        case "move":
            city.parent[one] = city.last[one] = other
        case "move_park" | "leave_park":
            city.park[one] = other
        case "change_union" | "leave_union":
            city.union[one] = other
        case "rename":
            city.name[one] = other
        case "split":
            city.name[other] = other
            city.park[other], city.union[other] = city.park.get(one), city.union.get(one)
        case "merge_park":
            city.park = {e: other if p == one else p for e, p in city.park.items()}
            close(city, one)
        case "merge_into" | "close":
            close(city, one)


def replayed(start, events, day):
    """The city on a day: every event that counts by then, in the order in which it was told."""
    city = City(**{name: value.copy() for name, value in vars(start).items()})
    for verb, one, other, on in events:
        if on <= day:
            apply(city, verb, one, other)
    return city
