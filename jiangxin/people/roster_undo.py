"""撤销导入: the set-based SQL that takes a merged roster back, as words.

What a merge left can be told from the row and from what it kept beside it (`was`), so nothing else
is written down: whoever is not as the merge left them has been changed since.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from jiangxin.people import resembling
from jiangxin.people.roster_merge import LEFT_BEHIND, PATIENCE

# Each row that did something, beside the person and the job that the register had before (nothing
# of somebody new), and the day from which they work here.
DONE = """
WITH done AS (
    SELECT r.*, b.name AS b_name, b.id_fingerprint AS b_id, b.phone_fingerprint AS b_phone,
        b.birth_on AS b_birth, b.sex AS b_sex, b.education AS b_education, b.origin AS b_origin,
        j.id AS j_id, j.enterprise_id AS j_enterprise, j.since AS j_since, j.until AS j_until,
        j.department AS j_department, j.post AS j_post, j.is_frontline AS j_frontline,
        j.skill_level AS j_skill,
        CASE WHEN r.kind = 'changed' THEN j.since
            ELSE coalesce((r.was->>'since')::date, r.hired_on, %(merged_on)s) END AS begins
    FROM people_rosterrow r
    CROSS JOIN LATERAL jsonb_populate_record(NULL::people_person, r.was->'person') b
    CROSS JOIN LATERAL jsonb_populate_record(NULL::people_employment, r.was->'job') j
    WHERE r.roster_id = %(roster)s AND r.kind IN ('new', 'joined', 'moved', 'changed')
)
"""

LOCK_PEOPLE = """
SELECT count(*) FROM (
    SELECT p.id FROM people_person p JOIN people_rosterrow r ON r.person_id = p.id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('new', 'joined', 'moved', 'changed')
    ORDER BY p.id FOR UPDATE OF p
) locked
"""
LOCK_EMPLOYMENTS = """
SELECT count(*) FROM (
    SELECT e.id FROM people_employment e JOIN people_rosterrow r ON r.person_id = e.person_id
    WHERE r.roster_id = %(roster)s AND r.kind IN ('new', 'joined', 'moved', 'changed')
    ORDER BY e.id FOR UPDATE OF e
) locked
"""

# The people who are not as the merge left them, or whose jobs are not.
CHANGED_SINCE = (
    DONE  # noqa: S608 (constants)
    + """
SELECT d.person_id FROM done d LEFT JOIN people_person p ON p.id = d.person_id
WHERE p.id IS NULL OR (p.name, p.id_fingerprint, p.phone_fingerprint, p.birth_on, p.sex,
        p.education, p.origin, p.merged_into_id)
    IS DISTINCT FROM (d.name, coalesce(d.b_id, d.id_fingerprint),
        coalesce(d.phone_fingerprint, d.b_phone), coalesce(d.birth_on, d.b_birth),
        coalesce(nullif(d.sex, ''), d.b_sex, ''),
        coalesce(nullif(d.education, ''), d.b_education, ''),
        coalesce(nullif(d.origin, ''), d.b_origin, ''), NULL::bigint)
    OR NOT EXISTS (
        SELECT FROM people_employment e
        WHERE e.person_id = d.person_id AND e.enterprise_id = %(enterprise)s
            AND (e.since, e.until, e.department, e.post, e.is_frontline, e.skill_level)
            IS NOT DISTINCT FROM (d.begins, CASE WHEN d.kind = 'changed' THEN d.j_until END,
                coalesce(nullif(d.department, ''),
                    CASE WHEN d.kind = 'changed' THEN d.j_department END, ''),
                coalesce(nullif(d.post, ''), CASE WHEN d.kind = 'changed' THEN d.j_post END, ''),
                coalesce(d.is_frontline, CASE WHEN d.kind = 'changed' THEN d.j_frontline END),
                coalesce(nullif(d.skill_level, ''),
                    CASE WHEN d.kind = 'changed' THEN d.j_skill END, ''))
    )
    OR d.kind = 'moved' AND NOT EXISTS (
        SELECT FROM people_employment e
        WHERE e.id = d.j_id AND e.person_id = d.person_id AND e.enterprise_id = d.j_enterprise
            AND e.since = d.j_since AND e.until = d.begins
    )
    OR EXISTS (
        SELECT FROM people_employment e
        WHERE e.person_id = d.person_id
            AND (d.kind = 'new' AND e.since <> d.begins OR e.since > d.begins)
    )
"""
)

# A merge keeps one name for each whom it renamed: the latest of that name and day.
FORGET_FORMER_NAMES = (
    DONE  # noqa: S608 (constants)
    + """
DELETE FROM people_formername f USING (
    SELECT max(k.id) AS id FROM done d JOIN people_formername k ON k.person_id = d.person_id
        AND k.name = d.b_name AND k.until = %(merged_on)s
    WHERE d.b_name <> d.name GROUP BY d.person_id
) kept WHERE f.id = kept.id
"""
)
RESTORE_PEOPLE = """
UPDATE people_person p SET name = b.name, initials = b.initials, id_kind = b.id_kind,
    id_number = b.id_number, id_fingerprint = b.id_fingerprint, id_tail = b.id_tail,
    phone = b.phone, phone_fingerprint = b.phone_fingerprint, phone_tail = b.phone_tail,
    birth_on = b.birth_on, sex = b.sex, education = b.education, origin = b.origin
FROM people_rosterrow r
CROSS JOIN LATERAL jsonb_populate_record(NULL::people_person, r.was->'person') b
WHERE r.roster_id = %(roster)s AND r.kind IN ('joined', 'moved', 'changed') AND p.id = r.person_id
"""
RESTORE_EMPLOYMENTS = """
UPDATE people_employment e SET department = j.department, post = j.post,
    is_frontline = j.is_frontline, skill_level = j.skill_level
FROM people_rosterrow r
CROSS JOIN LATERAL jsonb_populate_record(NULL::people_employment, r.was->'job') j
WHERE r.roster_id = %(roster)s AND r.kind = 'changed' AND e.id = j.id
"""
REMOVE_EMPLOYMENTS = (
    DONE
    + """
DELETE FROM people_employment e USING done d
WHERE d.kind <> 'changed' AND e.person_id = d.person_id AND e.enterprise_id = %(enterprise)s
    AND e.since = d.begins
"""
)
GIVE_BACK = """
UPDATE people_employment e SET until = j.until
FROM people_rosterrow r
CROSS JOIN LATERAL jsonb_populate_record(NULL::people_employment, r.was->'job') j
WHERE r.roster_id = %(roster)s AND r.kind = 'moved' AND e.id = j.id
"""
# Whom somebody new resembled, and those whom nobody has decided on that the merge may have found.
FORGET_RESEMBLANCES = """
DELETE FROM people_resemblance s USING people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.person_id IN (s.first_id, s.second_id)
    AND (r.kind = 'new' OR r.kind IN ('joined', 'moved', 'changed')
        AND s.verdict = '' AND s.why <> 'named')
"""
REMOVE_PEOPLE = """
DELETE FROM people_person p USING people_rosterrow r
WHERE r.roster_id = %(roster)s AND r.kind = 'new' AND p.id = r.person_id
"""
WHO_STAYS = """
SELECT person_id AS id FROM people_rosterrow
WHERE roster_id = %(roster)s AND kind IN ('joined', 'moved', 'changed')
"""
# Foreign keys wait for the end of the transaction; here they are to speak at once.
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


@dataclass(frozen=True)
class TakingBack:
    """One merged roster, to be as if it never was. Each word is to be said in a transaction."""

    roster: int
    enterprise: int
    merged_on: date

    def lock(self):
        """From here on nobody else changes anybody of this roster."""
        self._run(LOCK_PEOPLE)
        self._run(LOCK_EMPLOYMENTS)

    def changed_since(self):
        """The keys of those who are not as the merge left them."""
        return {key for (key,) in self._run(CHANGED_SINCE)}

    def given_back(self):
        """[(enterprise, how many)] to which people go back."""
        return self._run(LEFT_BEHIND)

    def restore(self):
        """What was overwritten or ended is as it was."""
        self._run(FORGET_FORMER_NAMES)
        self._run(RESTORE_PEOPLE)
        self._run(RESTORE_EMPLOYMENTS)
        self._run(REMOVE_EMPLOYMENTS)
        self._run(GIVE_BACK)

    def remove(self):
        """Whoever came with this roster is gone. IntegrityError if something still needs them."""
        self._run(FORGET_RESEMBLANCES)
        self._run(REMOVE_PEOPLE)
        self._run(AT_ONCE)
        resembling.find(WHO_STAYS, roster=self.roster)

    def _run(self, statement):
        named = {"roster": self.roster, "enterprise": self.enterprise}
        named |= {"merged_on": self.merged_on}
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(statement, named)
            return cursor.fetchall() if cursor.description else cursor.rowcount
