"""The set-based SQL that finds records which may be one person.

Whoever has a document of their own is nobody else: of two that resemble one another at least one
has no number on the register, so the search goes by those few (a partial index).
"""

from django.db import connection

PATIENCE = """
SELECT set_config('statement_timeout', '120s', true), set_config('jit', 'off', true),
    set_config('work_mem', '64MB', true)
"""

# {those}: the keys of whom somebody has just said something new.
FIND = """
WITH those AS MATERIALIZED ({those}), bare AS MATERIALIZED (
    SELECT id, name, phone_fingerprint, birth_on FROM people_person
    WHERE id_fingerprint IS NULL AND merged_into_id IS NULL
), pairs AS (
    SELECT a.id AS one, b.id AS other, b.phone_fingerprint = a.phone_fingerprint AS by_phone
    FROM bare a JOIN people_person b ON b.phone_fingerprint = a.phone_fingerprint
        AND b.name = a.name AND b.id <> a.id AND b.merged_into_id IS NULL
    WHERE a.id IN (SELECT id FROM those) OR b.id IN (SELECT id FROM those)
    UNION ALL
    SELECT a.id, b.id, FALSE
    FROM bare a JOIN people_person b ON b.name = a.name AND b.birth_on = a.birth_on
        AND b.id <> a.id AND b.merged_into_id IS NULL
    WHERE a.id IN (SELECT id FROM those) OR b.id IN (SELECT id FROM those)
)
INSERT INTO people_resemblance (first_id, second_id, why, found_at, verdict)
SELECT least(one, other), greatest(one, other),
    CASE WHEN bool_or(by_phone) THEN 'phone' ELSE 'birth' END, clock_timestamp(), ''
FROM pairs GROUP BY 1, 2
ON CONFLICT DO NOTHING
"""
EVERYBODY = "SELECT id FROM people_person"
OF_A_ROSTER = """
SELECT person_id AS id FROM people_rosterrow
WHERE roster_id = %(roster)s AND kind IN ('new', 'joined', 'moved', 'changed')
"""


def find(those, **named):
    """Write down every pair that is not known yet; how many these are. In a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute(FIND.format(those=those), named or None)
        return cursor.rowcount
