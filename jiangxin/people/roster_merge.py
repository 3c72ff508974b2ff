"""The set-based SQL of a roster, as words. One classification serves the preview and the merge.

Nearly every join is by an index on one side and few rows on the other, so that it stays quick
with a million people and before anybody has analysed the freshly staged rows.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiangxin.people import resembling

# The web's own limits are too short for 100,000 rows, and compiling takes longer than it saves.
PATIENCE = """
SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '20s', true),
    set_config('jit', 'off', true), set_config('work_mem', '64MB', true)
"""

# What the register says of each staged row: kind, person, obstacle, twin, digest of what is there.
CLASSIFICATION = """
WITH matched AS (
    SELECT r.*, p.id AS known_id, a.id IS NOT NULL AS by_id, b.many,
        p.name AS p_name, p.id_fingerprint AS p_id, p.phone_fingerprint AS p_phone,
        p.birth_on AS p_birth, p.sex AS p_sex, p.education AS p_education, p.origin AS p_origin,
        e.id AS e_id, e.enterprise_id, e.department AS e_department, e.post AS e_post,
        e.is_frontline AS e_frontline, e.skill_level AS e_skill
    FROM people_rosterrow r
    LEFT JOIN people_person a ON a.id_fingerprint = r.id_fingerprint
    -- Without an ID number on one side: phone and name, among those who work here.
    LEFT JOIN LATERAL (
        SELECT min(q.id) AS id, count(*) AS many FROM people_person q
        JOIN people_employment w ON w.person_id = q.id AND w.enterprise_id = %(enterprise)s
            AND (w.until IS NULL OR w.until > %(today)s)
        WHERE a.id IS NULL AND q.phone_fingerprint = r.phone_fingerprint AND q.name = r.name
            AND (r.id_fingerprint IS NULL OR q.id_fingerprint IS NULL)
            AND q.merged_into_id IS NULL
    ) b ON TRUE
    LEFT JOIN people_person p ON p.id = coalesce(a.id, b.id)
    LEFT JOIN LATERAL (
        SELECT w.* FROM people_employment w
        WHERE w.person_id = p.id AND (w.until IS NULL OR w.until > %(today)s)
        ORDER BY w.until DESC NULLS FIRST LIMIT 1
    ) e ON TRUE
    WHERE r.roster_id = %(roster)s
), opposed AS (
    SELECT m.*, CASE
        WHEN m.problems <> '[]' THEN ''
        WHEN m.enterprise_id <> %(enterprise)s THEN 'elsewhere'
        WHEN m.many > 1 THEN 'several'
        WHEN m.by_id AND m.e_id IS NULL AND m.p_name <> m.name THEN 'renamed'
        WHEN m.known_id IS NULL AND m.id_fingerprint IS NULL AND EXISTS (
            SELECT FROM people_person q
            WHERE q.phone_fingerprint = m.phone_fingerprint AND q.name = m.name
                AND q.merged_into_id IS NULL
        ) THEN 'namesake'
        WHEN count(m.known_id) OVER same > 1 THEN 'twin'
        ELSE '' END AS hindered,
        coalesce(lag(m.number) OVER ordered, lead(m.number) OVER ordered) AS other
    FROM matched m
    WINDOW same AS (PARTITION BY m.known_id, m.problems = '[]'),
        ordered AS (PARTITION BY m.known_id, m.problems = '[]' ORDER BY m.number)
), classified AS (
    SELECT o.id, o.number, o.known_id, o.hindered AS obstacle,
        CASE WHEN o.hindered = 'twin' THEN o.other END AS twin,
        CASE
        WHEN o.problems <> '[]' OR o.hindered <> '' THEN 'refused'
        WHEN o.known_id IS NULL THEN 'new'
        WHEN o.e_id IS NULL THEN 'joined'
        WHEN o.name <> o.p_name
            OR o.id_fingerprint <> coalesce(o.p_id, '')
            OR o.phone_fingerprint <> coalesce(o.p_phone, '')
            OR o.birth_on IS DISTINCT FROM o.p_birth AND o.birth_on IS NOT NULL
            OR o.sex NOT IN ('', o.p_sex)
            OR o.education NOT IN ('', o.p_education)
            OR o.origin NOT IN ('', o.p_origin)
            OR o.department NOT IN ('', o.e_department)
            OR o.post NOT IN ('', o.e_post)
            OR o.skill_level NOT IN ('', o.e_skill)
            OR o.is_frontline IS DISTINCT FROM o.e_frontline AND o.is_frontline IS NOT NULL
            THEN 'changed'
        ELSE 'unchanged' END AS kind,
        CASE WHEN o.known_id IS NULL OR o.problems <> '[]' THEN '' ELSE md5(ROW(
            o.p_name, o.p_id, o.p_phone, o.p_birth, o.p_sex, o.p_education, o.p_origin, o.e_id,
            o.e_department, o.e_post, o.e_frontline, o.e_skill)::text) END AS seen
    FROM opposed o
)
"""

# Keep the classification beside the rows; a new person gets the key that the merge will use.
CLASSIFY = (
    CLASSIFICATION
    + """
UPDATE people_rosterrow r
SET kind = c.kind, obstacle = c.obstacle, twin = c.twin, seen = c.seen,
    person_id = CASE c.kind WHEN 'new'
        THEN nextval(pg_get_serial_sequence('people_person', 'id')) ELSE c.known_id END
FROM classified c WHERE r.id = c.id
"""
)

# How many rows would now come out otherwise than the officer saw them.
MOVED = (
    CLASSIFICATION
    + """
SELECT count(*) FROM classified c JOIN people_rosterrow r ON r.id = c.id
WHERE (r.kind, r.obstacle) <> (c.kind, c.obstacle)
    OR c.kind IN ('joined', 'changed')
        AND (r.seen <> c.seen OR r.person_id IS DISTINCT FROM c.known_id)
"""
)

# Nobody may change, employ or dismiss these people until the merge is over.
LOCK_PEOPLE = """
SELECT count(*) FROM (
    SELECT p.id FROM people_person p JOIN people_rosterrow r ON r.person_id = p.id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'changed')
    ORDER BY p.id FOR UPDATE OF p
) locked
"""
LOCK_EMPLOYMENTS = """
SELECT count(*) FROM (
    SELECT e.id FROM people_employment e JOIN people_rosterrow r ON r.person_id = e.person_id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'changed')
        AND (e.until IS NULL OR e.until > %(today)s)
    ORDER BY e.id FOR UPDATE OF e
) locked
"""

ADD_PEOPLE = """
INSERT INTO people_person (id, name, initials, id_kind, id_number, id_fingerprint, id_tail, phone,
    phone_fingerprint, phone_tail, birth_on, sex, education, origin)
SELECT person_id, name, initials, id_kind, id_number, id_fingerprint, id_tail, phone,
    phone_fingerprint, phone_tail, birth_on, sex, education, origin
FROM people_rosterrow WHERE roster_id = %(roster)s AND kind = 'new'
ON CONFLICT DO NOTHING
"""

KEEP_FORMER_NAMES = """
INSERT INTO people_formername (person_id, name, until)
SELECT p.id, p.name, %(today)s
FROM people_person p JOIN people_rosterrow r ON r.person_id = p.id
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'changed') AND r.name <> p.name
"""

# Only what the roster gives overwrites; an empty cell says nothing.
CHANGE_PEOPLE = """
UPDATE people_person p SET
    name = r.name,
    initials = r.initials,
    id_kind = CASE WHEN p.id_fingerprint IS NULL AND r.id_fingerprint IS NOT NULL
        THEN r.id_kind ELSE p.id_kind END,
    id_number = CASE WHEN p.id_fingerprint IS NULL THEN r.id_number ELSE p.id_number END,
    id_tail = CASE WHEN p.id_fingerprint IS NULL THEN r.id_tail ELSE p.id_tail END,
    id_fingerprint = coalesce(p.id_fingerprint, r.id_fingerprint),
    phone = CASE WHEN r.phone_fingerprint <> coalesce(p.phone_fingerprint, '')
        THEN r.phone ELSE p.phone END,
    phone_fingerprint = coalesce(r.phone_fingerprint, p.phone_fingerprint),
    phone_tail = coalesce(r.phone_tail, p.phone_tail),
    birth_on = coalesce(r.birth_on, p.birth_on),
    sex = coalesce(nullif(r.sex, ''), p.sex),
    education = coalesce(nullif(r.education, ''), p.education),
    origin = coalesce(nullif(r.origin, ''), p.origin)
FROM people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'changed') AND r.person_id = p.id
    AND (r.name <> p.name
        OR r.id_fingerprint <> coalesce(p.id_fingerprint, '')
        OR r.phone_fingerprint <> coalesce(p.phone_fingerprint, '')
        OR r.birth_on IS NOT NULL AND r.birth_on IS DISTINCT FROM p.birth_on
        OR r.sex NOT IN ('', p.sex)
        OR r.education NOT IN ('', p.education)
        OR r.origin NOT IN ('', p.origin))
"""

# Somebody who worked elsewhere before begins here no earlier than they ended there.
ADD_EMPLOYMENTS = """
INSERT INTO people_employment (person_id, enterprise_id, since, department, post, is_frontline,
    skill_level)
SELECT r.person_id, %(enterprise)s, greatest(coalesce(r.hired_on, %(today)s), (
        SELECT max(e.until) FROM people_employment e
        WHERE r.kind = 'joined' AND e.person_id = r.person_id
    )), r.department, r.post, r.is_frontline, r.skill_level
FROM people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.kind IN ('new', 'joined')
"""

CHANGE_EMPLOYMENTS = """
UPDATE people_employment e SET
    department = coalesce(nullif(r.department, ''), e.department),
    post = coalesce(nullif(r.post, ''), e.post),
    is_frontline = coalesce(r.is_frontline, e.is_frontline),
    skill_level = coalesce(nullif(r.skill_level, ''), e.skill_level)
FROM people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.kind = 'changed' AND r.person_id = e.person_id
    AND e.enterprise_id = %(enterprise)s AND (e.until IS NULL OR e.until > %(today)s)
    AND (r.department NOT IN ('', e.department)
        OR r.post NOT IN ('', e.post)
        OR r.skill_level NOT IN ('', e.skill_level)
        OR r.is_frontline IS NOT NULL AND r.is_frontline IS DISTINCT FROM e.is_frontline)
"""

# Employed here today, and no row speaks of them, not even one that is refused.
ABSENT = """
SELECT count(*) FROM people_employment e
WHERE e.enterprise_id = %(enterprise)s AND e.since <= %(today)s
    AND (e.until IS NULL OR e.until > %(today)s)
    AND e.person_id NOT IN (  -- hashed; NOT EXISTS becomes a loop in a loop before any ANALYZE
        SELECT person_id FROM people_rosterrow WHERE roster_id = %(roster)s AND person_id > 0
    )
"""

TALLY = "SELECT kind, count(*) FROM people_rosterrow WHERE roster_id = %(roster)s GROUP BY kind"

REFUSE_DUPLICATES = """
UPDATE people_rosterrow r SET problems = r.problems || d.problem::jsonb
FROM unnest(%(numbers)s::int[], %(problems)s::text[]) AS d(number, problem)
WHERE r.roster_id = %(roster)s AND r.number = d.number
"""


@dataclass(frozen=True)
class Merge:
    """One roster against the register, as of a day. Each word is to be said in a transaction."""

    roster: int
    enterprise: int
    today: date

    def classify(self):
        """Write down of each row what it would do; how many there are of each part."""
        self._run(CLASSIFY)
        ((absent,),) = self._run(ABSENT)
        kinds = Counter(dict(self._run(TALLY)))
        return {
            "added": kinds["new"] + kinds["joined"],
            "changed": kinds["changed"],
            "unchanged": kinds["unchanged"],
            "refused": kinds["refused"],
            "absent": absent,
        }

    def lock(self):
        """From here on nobody else changes those of whom the roster says something new."""
        self._run(LOCK_PEOPLE)
        self._run(LOCK_EMPLOYMENTS)

    def has_moved(self):
        """Would any row come out otherwise than the officer saw it?"""
        ((moved,),) = self._run(MOVED)
        return moved > 0

    def add(self):
        """Put in those who are new; how many people and how many employments that were."""
        added = self._run(ADD_PEOPLE), self._run(ADD_EMPLOYMENTS)
        resembling.find(resembling.OF_A_ROSTER, roster=self.roster)
        return added

    def change(self):
        """Overwrite what the roster gives; how many people and how many employments that were."""
        self._run(KEEP_FORMER_NAMES)
        return self._run(CHANGE_PEOPLE), self._run(CHANGE_EMPLOYMENTS)

    def _run(self, statement):
        """The rows of a SELECT; of another statement, how many rows it touched."""
        named = {"roster": self.roster, "enterprise": self.enterprise, "today": self.today}
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(statement, named)
            return cursor.fetchall() if cursor.description else cursor.rowcount
