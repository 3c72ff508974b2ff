"""Whom only enterprises without a headcount reached: a rate leaves them out, as it does those.

The bitmaps tell who took part in a place, not in which enterprise of it; that is asked of the acts.
First of the few enterprises outside: most of their people never took part in another one. From then
on only of people of whom something may have changed: who took part since, became one with another,
or took part in an enterprise that filed its first headcount.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import BigIntegerField, F, Max, Min, Value
from pyroaring import BitMap

from jiangxin.kpi.counting import CACHE, asked
from jiangxin.kpi.models.tally import KnownSelf
from jiangxin.kpi.packed import Packed, unpacked
from jiangxin.kpi.period import among
from jiangxin.kpi.place import acts_anywhere, as_counted
from jiangxin.lib.any_of import AnyOf
from jiangxin.people.models import surviving
from jiangxin.programmes.models import Participation

MOST = 5_000  # people looked at again: of more, all are
# Where an act or a declaration was: the field, and how those of several places are found.
FOUND_BY = {
    "organisation": ("lineage", "lineage__overlap"),
    "park": ("park", "park__in"),
    "enterprise": ("enterprise", "enterprise__in"),
}


class Known(NamedTuple):
    """Of one place: whom only enterprises outside reached, as of the transaction `xid`.

    `selves`: {absorbed record: under whom it counted}.
    """

    people: BitMap
    outside: BitMap
    inside: BitMap
    xid: int
    selves: dict

    def moved(self, outside, inside):
        """Enterprises that were on one side and are on the other."""
        return self.outside & inside | self.inside & outside

    def holds(self, counting, sides):
        """Is it still so?"""
        return (self.xid, self.outside, self.inside) == (counting.mark.xid, *sides)


def apart(parts, kinds):
    """{Counting: BitMap of people}, of places of one kind and scope over one period.

    `parts`: {Counting: (enterprises outside, enterprises inside)}, in both somebody took part.
    `kinds`: {month: kinds that count}.
    """
    if not parts:
        return {}
    first = next(iter(parts))
    if first.place.node is None or first.edition is None:  # no bitmaps, or one who writes
        return {one: state.people for one, state in looked_up(parts, {}, kinds).items()}
    known = {one: last_known(one, kinds) for one in parts}
    told = {one: known[one] for one in parts if known[one] and known[one].holds(one, parts[one])}
    new = looked_up({one: parts[one] for one in parts if one not in told}, known, kinds)
    for one, state in new.items():
        CACHE.keep(asked(kinds), key_of(one), state)
    return {one: state.people for one, state in (told | new).items()}


def last_known(counting, kinds):
    """What is kept of this place, if anything."""
    return CACHE.found(asked(kinds), key_of(counting))


def key_of(counting):
    return counting.key("apart", *counting.closed)


def looked_up(parts, known, kinds):
    """{Counting: Known} by the acts: of what is known, only what may have changed."""
    if not parts:
        return {}
    selves = dict(KnownSelf.objects.values_list("person", "into"))
    acts = acts_in(parts, kinds)
    again = touched(acts, parts, known, selves) if all(map(known.get, parts)) else None
    if again is None or len(again) > MOST:
        there = AnyOf("enterprise", BitMap.union(*(outside for outside, _ in parts.values())))
        before = reached(acts.filter(there), parts)[0]
        again = movers(BitMap.union(BitMap(), *before.values()), selves)
    else:
        before = {one: known[one].people for one in parts}
    outside, inside = reached(acts.of_whom(again), parts) if again else ({}, {})
    none, found = BitMap(), {}
    for one, sides in parts.items():
        people = outside.get(one, none) - inside.get(one, none) | before.get(one, none) - again
        found[one] = Known(people, *sides, one.mark.xid, selves)
    return found


def acts_in(parts, kinds):
    """The acts that count in these places; `where`: the key of the place, or of all it was in."""
    first, *others = parts
    if others:
        field, among_keys = FOUND_BY[first.place.kind]
        acts = acts_anywhere(in_plan=first.place.in_plan).annotate(where=F(field))
        acts = acts.filter(**{among_keys: [one.place.thing.pk for one in parts]})
    else:
        here = Value(first.place.thing.pk, BigIntegerField())
        acts = first.place.acts().annotate(where=here)
    return as_counted(acts, first.period, first.closed).filter(among(kinds))


def touched(acts, parts, known, selves):
    """Of whom something may have changed since: a BitMap; more than MOST if of too many."""
    since = min(known[one].xid for one in parts)
    new = Participation.objects.filter(xid__gte=since).order_by()
    people = BitMap(new.values_list("person", flat=True).distinct()[: MOST + 1])
    for before in {id(known[one].selves): known[one].selves for one in parts}.values():
        for absorbed, into in before.items() ^ selves.items():
            people |= BitMap([absorbed, into])
    moved = BitMap.union(*(known[one].moved(*sides) for one, sides in parts.items()))
    if moved:
        there = acts.filter(AnyOf("enterprise", moved))
        people |= unpacked(there.aggregate(people=Packed(surviving("person")))["people"])
    return people | BitMap(selves[one] for one in people if one in selves)


def movers(people, selves):
    """Of these people, all who may have taken part in more than one enterprise: a BitMap."""
    acts = Participation.objects.filter(AnyOf("person", people)).order_by().values("person")
    several = acts.alias(one=Min("enterprise"), other=Max("enterprise")).exclude(one=F("other"))
    return BitMap(several.values_list("person", flat=True)) | people & BitMap(selves.values())


def reached(acts, parts):
    """Who took part in an enterprise outside, and who in one inside: {Counting: BitMap} each."""
    rows = acts.values_list("where", "enterprise").annotate(people=Packed(surviving("person")))
    outside, inside = defaultdict(BitMap), defaultdict(BitMap)
    for one, enterprise, people in placed(rows, parts):
        for side, enterprises in zip((outside, inside), parts[one], strict=True):
            if enterprise in enterprises:
                side[one] |= unpacked(people)
    return outside, inside


def placed(rows, parts):
    """The same rows, each for the Counting of every place that the acts were in."""
    known = {one.place.thing.pk: one for one in parts}
    for where, *told in rows:
        for key in where if isinstance(where, list) else [where]:
            if key in known:
                yield known[key], *told
