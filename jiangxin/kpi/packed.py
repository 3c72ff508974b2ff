"""Keys and bitmaps as PostgreSQL sends them most cheaply: as bytes, not written out as text."""

import sys
from array import array

from django.db import connection
from django.db.models import Aggregate, BinaryField
from pyroaring import BitMap


class Packed(Aggregate):
    """All keys in a column, without the empty ones: `unpacked` makes a BitMap of them."""

    template = "string_agg(int4send((%(expressions)s)::int), '')"
    output_field = BinaryField()


def unpacked(keys):
    return BitMap(numbers("I", keys))


def numbers(kind, packed):
    """An array of this kind ("I", "q") of what came in the order of the network."""
    found = array(kind, bytes(packed or b""))
    if sys.byteorder == "little":
        found.byteswap()
    return found


def in_binary(rows, *types):
    """The rows of a values_list, of these types: a third of the time, where megabytes come."""
    statement, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        chosen = cursor.mogrify(statement, parameters)
        with cursor.copy(f"COPY ({chosen}) TO STDOUT (FORMAT binary)") as copy:
            copy.set_types(types)
            return list(copy.rows())
