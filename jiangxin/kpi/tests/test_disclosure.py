"""不公布: whatever is published, nobody can reckon a small group out of it."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.kpi.disclosure import GUARD, SMALL, Group, conceal
from jiangxin.kpi.tests.attacker import bounds, reckoned

LEAST = 10
sizes = st.one_of(st.integers(0, 14), st.integers(0, 60), st.sampled_from([0, 9, 10, 18, 19]))


def group(*parts, people=0, more=0):
    """A group whose people and acts are those of its parts, or so many."""
    people = people or sum(part.people for part in parts)
    acts = sum(part.acts for part in parts) if parts else people + more
    return Group("park", "临江智造园", people, acts, parts=list(parts))


leaves = st.builds(lambda people, more: group(people=people, more=more if people else 0),
                   sizes, st.integers(0, 5))  # fmt: skip


def over(parts):
    return st.builds(lambda some: group(*some), st.lists(parts, min_size=1, max_size=5))


cities = over(over(over(leaves)))


@given(cities)
def test_of_a_small_group_nothing_is_known_but_that_it_is_small(city):
    conceal(city, LEAST)
    known = bounds(city, LEAST)
    for one, _ in city.walk():
        if one.people < LEAST:
            assert one.hidden
            told = known[id(one)]
            assert told.low == 0
            assert told.high >= LEAST - 1


@given(cities)
def test_no_sum_or_difference_of_published_numbers_is_a_small_group(city):
    conceal(city, LEAST)
    small = {id(one) for one, _ in city.walk() if one.people < LEAST}
    for number in ("people", "acts"):
        found = reckoned(city, number)
        assert not small & found.keys()


@given(cities)
def test_what_is_shown_is_not_small_and_nothing_is_shown_below_what_is_hidden(city):
    conceal(city, LEAST)
    for one, above in city.walk():
        assert one.hidden or one.people >= LEAST
        assert not (above and above.hidden) or one.hidden


def test_the_attackers_do_reckon_what_was_hidden_alone():
    """The control: without guards both attacks succeed."""
    small, others = group(people=3), [group(people=40), group(people=50)]
    city = group(small, *others)
    small.hidden = SMALL
    assert reckoned(city, "people") == {id(small): 3}
    known = bounds(city, LEAST)[id(small)]
    assert (known.low, known.high) == (3, 3)


def test_the_attackers_reckon_two_nines_from_their_sum():
    """No elimination finds it, but 18 is 9 and 9 when each is below 10."""
    two = [group(people=9), group(people=9)]
    city = group(*two, group(people=50))
    for one in two:
        one.hidden = SMALL
    assert reckoned(city, "people") == {}
    assert {bounds(city, LEAST)[id(one)].low for one in two} == {9}


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ([3, 40, 50], [SMALL, GUARD, ""]),  # alone it would be the difference
        ([9, 9, 50, 60], [SMALL, SMALL, GUARD, ""]),  # 18 would say 9 and 9
        ([4, 5, 6, 50], [SMALL, SMALL, SMALL, ""]),  # enough among themselves
        ([1, 0, 30, 40], [SMALL, SMALL, GUARD, ""]),  # 1 would say 0 and 1
        ([3, 12, 40], [SMALL, GUARD, GUARD]),  # of 15 the small one could be 5 at most
        ([3, 12], [GUARD, GUARD]),  # no label says which is small
        ([12, 13], ["", ""]),
    ],
)
def test_who_is_kept_back(people, hidden):
    city = group(*(group(people=n) if n else Group("park", "", 0, 0) for n in people))
    conceal(city, LEAST)
    assert [part.hidden for part in city.parts] == hidden


def test_a_small_city_is_kept_back_whole():
    city = group(group(people=3), group(people=5))
    conceal(city, LEAST)
    assert {one.hidden for one, _ in city.walk()} == {SMALL}


@pytest.mark.parametrize(
    ("least", "parts", "most"), [(3, 2, 30), (3, 3, 20), (4, 3, 26), (3, 4, 13)]
)
def test_who_knows_the_rule_and_tries_every_world_still_cannot_tell(least, parts, most):
    """All ways to divide a total, sorted by what would be published of them.

    Whoever is small and kept back could be anything from 0 to `least` - 2, at the least.
    """
    worlds = defaultdict(list)
    for people in product(range(most + 1), repeat=parts):
        if sum(people) <= most:
            worlds[published(people, least)].append(people)
    for shown, alike in worlds.items():
        for place, told in enumerate(shown[1:]):
            possible = {world[place] for world in alike}
            if min(possible) < least:
                assert told in (SMALL, GUARD)
                assert possible >= set(range(least - 1))


def published(people, least):
    """(the total, each number or why it is kept back)."""
    line = [Group("park", "", n, n) for n in people]
    city = Group("city", "", sum(people), sum(people), parts=line)
    conceal(city, least)
    return tuple(one.hidden or one.people for one in [city, *line])
