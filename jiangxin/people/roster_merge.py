"""The set-based SQL of a roster, as words: preview and merge."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiangxin.people import resembling
from jiangxin.people.roster_classification import CLASSIFY, MOVED

# The web's own limits are too short for 100,000 rows, and compiling takes longer than it saves.
PATIENCE = """
SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '20s', true),
    set_config('jit', 'off', true), set_config('work_mem', '64MB', true)
"""

# Nobody may change, employ or dismiss these people until the merge is over.
LOCK_PEOPLE = """
SELECT count(*) FROM (
    SELECT p.id FROM people_person p JOIN people_rosterrow r ON r.person_id = p.id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed')
    ORDER BY p.id FOR UPDATE OF p
) locked
"""
LOCK_EMPLOYMENTS = """
SELECT count(*) FROM (
    SELECT e.id FROM people_employment e JOIN people_rosterrow r ON r.person_id = e.person_id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed')
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

# What the merge will overwrite or end, and from which day whoever comes works here: later than
# they ended elsewhere, and no earlier than the day after they began there.
KEEP_WHAT_WAS = """
UPDATE people_rosterrow r SET was = jsonb_strip_nulls(jsonb_build_object(
    'person', to_jsonb(p), 'job', to_jsonb(e), 'since', greatest(
        coalesce(r.hired_on, %(today)s), e.since + 1,
        (SELECT max(past.until) FROM people_employment past
            WHERE past.person_id = p.id AND past.until <= %(today)s)
    )))
FROM people_person p LEFT JOIN LATERAL (
    SELECT w.* FROM people_employment w
    WHERE w.person_id = p.id AND (w.until IS NULL OR w.until > %(today)s)
    ORDER BY w.until DESC NULLS FIRST LIMIT 1
) e ON TRUE
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed') AND r.person_id = p.id
"""

END_ELSEWHERE = """
UPDATE people_employment e SET until = (r.was->>'since')::date
FROM people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.kind = 'moved' AND e.id = (r.was->'job'->>'id')::bigint
"""

# Where they were ended, and how many.
LEFT_BEHIND = """
SELECT (was->'job'->>'enterprise_id')::bigint, count(*) FROM people_rosterrow
WHERE roster_id = %(roster)s AND kind = 'moved' GROUP BY 1 ORDER BY 1
"""

KEEP_FORMER_NAMES = """
INSERT INTO people_formername (person_id, name, until)
SELECT p.id, p.name, %(today)s
FROM people_person p JOIN people_rosterrow r ON r.person_id = p.id
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed') AND r.name <> p.name
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
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed') AND r.person_id = p.id
    AND (r.name <> p.name
        OR r.id_fingerprint <> coalesce(p.id_fingerprint, '')
        OR r.phone_fingerprint <> coalesce(p.phone_fingerprint, '')
        OR r.birth_on IS NOT NULL AND r.birth_on IS DISTINCT FROM p.birth_on
        OR r.sex NOT IN ('', p.sex)
        OR r.education NOT IN ('', p.education)
        OR r.origin NOT IN ('', p.origin))
"""

ADD_EMPLOYMENTS = """
INSERT INTO people_employment (person_id, enterprise_id, since, department, post, is_frontline,
    skill_level)
SELECT person_id, %(enterprise)s,
    coalesce((was->>'since')::date, hired_on, %(today)s), department, post, is_frontline,
    skill_level
FROM people_rosterrow WHERE roster_id = %(roster)s AND kind IN ('new', 'joined', 'moved')
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
            "added": kinds["new"] + kinds["joined"] + kinds["moved"],
            "transferred": kinds["moved"],
            "changed": kinds["changed"],
            "unchanged": kinds["unchanged"],
            "undecided": kinds["open"],
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

    def left_behind(self):
        """[(enterprise, how many)] from which people were taken over."""
        return self._run(LEFT_BEHIND)

    def add(self):
        """Put in those who are new; how many people and how many employments that were."""
        added = self._run(ADD_PEOPLE), self._run(ADD_EMPLOYMENTS)
        resembling.find(resembling.OF_A_ROSTER, roster=self.roster)
        return added

    def change(self):
        """Overwrite what the roster gives; how many people and how many employments that were."""
        self._run(KEEP_WHAT_WAS)
        self._run(END_ELSEWHERE)
        self._run(KEEP_FORMER_NAMES)
        return self._run(CHANGE_PEOPLE), self._run(CHANGE_EMPLOYMENTS)

    def _run(self, statement):
        """The rows of a SELECT; of another statement, how many rows it touched."""
        named = {"roster": self.roster, "enterprise": self.enterprise, "today": self.today}
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(statement, named)
            return cursor.fetchall() if cursor.description else cursor.rowcount
