"""Keys as PostgreSQL sends them most cheaply: whole numbers of four bytes, one after the other."""

import sys
from array import array

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
