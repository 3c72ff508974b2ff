"""A list that goes out: what a room says of it. How a file is made of it says `sheet`."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

PORTION = 2_000  # rows in memory at a time


@dataclass(frozen=True)
class Table:
    """Its title, its columns (heading → function of a row) and the rows in their order.

    rows: a QuerySet, or what counts and iterates like one. shown: makes of a portion of rows
    (a list) what the columns read, where they are not enough. notes: [(heading, text)], what a
    reader of the file must know: on a sheet of their own, or after the last row.
    """

    title: str
    columns: dict[str, Callable]
    rows: QuerySet
    shown: Callable[[list], list] = list
    notes: tuple[tuple[str, str], ...] = ()

    def count(self) -> int:
        return self.rows.count()

    def portions(self):
        """All rows, a list of some at a time.

        They come from a cursor of the server: the rows of one moment. Outside a transaction
        nothing is held meanwhile but the cursor, so that progress can be seen.
        """
        rows = self.rows.iterator(chunk_size=PORTION)
        while portion := list(islice(rows, PORTION)):
            yield self.shown(portion)
