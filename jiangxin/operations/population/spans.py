"""Dated relations before they are rows."""

from bisect import bisect_right
from datetime import timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """To something (by its number), from a day (included) to a day (excluded; None: open)."""

    of: int
    since: object
    until: object = None


def since_of(span):
    return span.since


def on(spans, day):
    """What the relation leads to on this day, or None. The spans are in order."""
    at = bisect_right(spans, day, key=since_of) - 1
    if at < 0 or (spans[at].until is not None and spans[at].until <= day):
        return None
    return spans[at].of


def moved(before, after, since, day):
    """Two spans: to one thing from `since`, to another from `day` on."""
    return [Span(before, since, day), Span(after, day)]


def some_day(dice, first, last):
    """A day between two days, both included."""
    return first + timedelta(days=dice.below((last - first).days + 1))
