"""A long list is read in one statement: for background work that is fenced by other means."""

from contextlib import contextmanager

from django.db import connection

# A cursor is planned for its first rows unless it is told that all of them are wanted.
WISHED = {"statement_timeout": "15min", "cursor_tuple_fraction": "1"}
ASK = "SELECT current_setting('statement_timeout'), current_setting('cursor_tuple_fraction')"
SAY = (
    "SELECT set_config('statement_timeout', %s, false),"
    " set_config('cursor_tuple_fraction', %s, false)"
)


@contextmanager
def unhurried():
    """On this connection a statement may take minutes, and a cursor is read to its end."""
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        before = cursor.fetchone()
        cursor.execute(SAY, [*WISHED.values()])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(SAY, before)
