"""Tables without their constraints and indexes while much is loaded; afterwards all are back.

What there is, is read from PostgreSQL's catalogue, so nothing that a migration made is forgotten.
"""

from contextlib import contextmanager

from django.db import connection

# Of these tables, and the foreign keys of others to them. Not "not null", which costs nothing.
CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype::text
FROM pg_constraint
WHERE contype <> 'n' AND (conrelid = ANY(%(tables)s::regclass[])
    OR contype = 'f' AND confrelid = ANY(%(tables)s::regclass[]))
ORDER BY array_position(ARRAY['p', 'u', 'x', 'c', 'f'], contype::text), conname
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT EXISTS (
    SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid
) ORDER BY 1
"""
FREELY = "SET statement_timeout = 0; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'"


def asked(statement, **told):
    with connection.cursor() as cursor:
        cursor.execute(statement, told or None)
        return cursor.fetchall() if cursor.description else []


def catalogue(tables):
    return asked(CONSTRAINTS, tables=tables), asked(INDEXES, tables=tables)


@contextmanager
def bare(*models):
    """As the owner. If the block breaks, the tables stay bare: raze the city."""
    tables = [model._meta.db_table for model in models]
    asked(FREELY)
    constraints, indexes = catalogue(tables)
    for table, name, *_ in reversed(constraints):
        asked(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        asked(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        asked(definition)
    for table, name, definition, _ in constraints:
        asked(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    again, same = catalogue(tables)  # PostgreSQL writes a condition anew, with other brackets
    assert [one[:2] for one in again] == [one[:2] for one in constraints]
    assert same == indexes
    for table in tables:
        asked(f"VACUUM (ANALYZE) {table}")
