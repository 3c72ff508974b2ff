"""COPY on Django's own connection: a million rows at the server's speed, in one transaction.

Nothing is switched off. Foreign keys are checked when each COPY ends (SET CONSTRAINTS), all other
constraints row by row.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import NOT_PROVIDED

from jiangxin.lib.refusal import Refusal

SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
PATIENCE = ["statement_timeout", "idle_in_transaction_session_timeout"]


@dataclass(frozen=True)
class Table:
    """A table as the target of COPY: the named fields, then every other one that has a default."""

    name: str
    statement: str
    tail: str  # ends a line: the defaults, which live in Python and not in the database

    @classmethod
    def of(cls, model, *names):
        fields = [model._meta.get_field(name) for name in names]
        others = [f for f in model._meta.concrete_fields if f not in fields and has_default(f)]
        columns = ", ".join(f'"{field.column}"' for field in [*fields, *others])
        table = model._meta.db_table
        tail = "".join("\t" + cell(field.get_default()) for field in others)
        return cls(table, f'COPY "{table}" ({columns}) FROM STDIN', f"{tail}\n")

    def line(self, *values):
        return "\t".join(map(cell, values)) + self.tail

    def copy(self, lines):
        """Send lines, as one text or as bytes; they are checked before this ends."""
        with connection.cursor() as cursor, cursor.copy(self.statement) as copy:
            copy.write(lines)


class Batch(NamedTuple):
    """What a worker sends back: lines of several tables, in the order in which they must go in."""

    rows: dict  # how many, by the word of the table
    lines: dict  # bytes

    @classmethod
    def of(cls, **lines):
        rows = {word: len(some) for word, some in lines.items()}
        return cls(rows, {word: "".join(some).encode() for word, some in lines.items()})


def has_default(field):
    if field.primary_key or field.generated or field.db_default is not NOT_PROVIDED:
        return False
    return not field.null and field.get_default() is not None


def cell(value):
    """A value as COPY reads it in text format."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(SPECIAL)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(SPECIAL)
    if isinstance(value, (list, tuple)):
        return array(value)
    return str(value)


def array(values):
    """Whole numbers, or words without quotes in them, as PostgreSQL writes an array."""
    inside = ",".join(f'"{v}"' if isinstance(v, str) else str(v) for v in values)
    return "{" + inside + "}"


def reserve(model, n):
    """The first of n keys in a row, taken from the table's own sequence."""
    if n == 0:
        return 0
    taken = (
        "SELECT min(k), max(k) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS k"
        " FROM generate_series(1, %s)) AS taken"
    )
    with connection.cursor() as cursor:
        cursor.execute(taken, [f'"{model._meta.db_table}"', n])
        first, last = cursor.fetchone()
    if last - first + 1 != n:
        raise Refusal("填充时有别人也在登记，没有写入任何数据。请停下其他操作再试。")
    return first


def begin():
    """Inside a transaction: wait as long as it takes, and check foreign keys at each COPY's end."""
    with connection.cursor() as cursor:
        for setting in PATIENCE:
            cursor.execute(f"SET LOCAL {setting} = 0")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def analyse(*models):
    """Let the planner know what is there now. Only the owner may; for others this does nothing."""
    for_each("ANALYZE", models)


def vacuum(*models):
    """The same, and mark what everybody sees; outside a transaction, however long it takes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for_each("VACUUM (ANALYZE)", models)
        cursor.execute("RESET statement_timeout")


def for_each(statement, models):
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'{statement} "{model._meta.db_table}"')
