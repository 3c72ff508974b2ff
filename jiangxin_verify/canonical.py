"""One text for one JSON value (RFC 8785), and reading JSON that may be hostile.

Whole numbers are written in full, also beyond 2**53, where RFC 8785 knows only fractions.
"""

import json
import re
from decimal import Decimal
from json.encoder import encode_basestring

MOST_DEPTH = 32
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")


class Unreadable(Exception):
    """This is no JSON."""


class TooDeep(Exception):
    """Nested beyond anything that we write."""


def canonical(value):
    """The text of a value that is made of dicts, lists, text, numbers, true, false and null."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        inside = [f"{encode_basestring(key)}:{canonical(value[key])}" for key in ordered(value)]
        return "{" + ",".join(inside) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")


def ordered(keys):
    """By UTF-16, which is another order than Python's only beyond the ordinary characters."""
    if "".join(keys).isascii():
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be"))


def number(value):
    """As ECMAScript writes it, which is also what comes back from a jsonb column."""
    if value.is_integer():
        return str(int(Decimal(repr(value))))
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("JSON knows no such number")
    if 1e-6 <= abs(value) < 1e-4:
        return format(Decimal(repr(value)), "f")
    return repr(value).replace("e-0", "e-")


def read(text):
    """The value of a JSON text. Raises Unreadable or TooDeep, whatever it is given."""
    depth = deepest = 0
    for bracket in BRACKET.findall(STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        raise TooDeep
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise Unreadable from fault


def _refuse(word):
    raise ValueError(word)
