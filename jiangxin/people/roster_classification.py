"""What the register says of each staged row, in one statement: it serves the preview and the merge.

Nearly every join is by an index on one side and few rows on the other, so that it stays quick
with a million people and before anybody has analysed the freshly staged rows.
"""

# What the register says of each staged row: kind, person, obstacle, twin, digest of what is there.
CLASSIFICATION = """
WITH matched AS (
    SELECT r.*, p.id AS known_id, a.id IS NOT NULL AS by_id, b.many,
        p.name AS p_name, p.id_fingerprint AS p_id, p.phone_fingerprint AS p_phone,
        p.birth_on AS p_birth, p.sex AS p_sex, p.education AS p_education, p.origin AS p_origin,
        e.id AS e_id, e.enterprise_id, e.since, e.until, e.department AS e_department,
        e.post AS e_post, e.is_frontline AS e_frontline, e.skill_level AS e_skill,
        c.id AS candidate, c.many AS candidates
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
    -- Still without one, and nobody here: phone and name of somebody else's worker, or nobody's.
    LEFT JOIN LATERAL (
        SELECT min(q.id) AS id, count(*) AS many FROM people_person q
        WHERE b.id IS NULL AND r.id_fingerprint IS NULL
            AND q.phone_fingerprint = r.phone_fingerprint AND q.name = r.name
            AND q.merged_into_id IS NULL
    ) c ON TRUE
    LEFT JOIN people_person p
        ON p.id = coalesce(a.id, b.id, CASE WHEN r.choice = 'same' AND c.many = 1 THEN c.id END)
    LEFT JOIN LATERAL (
        SELECT w.* FROM people_employment w
        WHERE w.person_id = p.id AND (w.until IS NULL OR w.until > %(today)s)
        ORDER BY w.until DESC NULLS FIRST LIMIT 1
    ) e ON TRUE
    WHERE r.roster_id = %(roster)s
), opposed AS (
    SELECT m.*, CASE
        WHEN m.problems <> '[]' THEN ''
        WHEN count(m.known_id) OVER same > 1 THEN 'twin'
        WHEN m.many > 1 OR m.candidates > 1 THEN 'several'
        WHEN m.candidates = 1 THEN 'namesake'
        WHEN m.enterprise_id <> %(enterprise)s
            THEN CASE WHEN m.p_name = m.name THEN 'elsewhere' ELSE 'misnamed' END
        WHEN m.by_id AND m.e_id IS NULL AND m.p_name <> m.name THEN 'renamed'
        ELSE '' END AS hindered,
        coalesce(lag(m.number) OVER ordered, lead(m.number) OVER ordered) AS other
    FROM matched m
    WINDOW same AS (PARTITION BY m.known_id, m.problems = '[]'),
        ordered AS (PARTITION BY m.known_id, m.problems = '[]' ORDER BY m.number)
), classified AS (
    SELECT o.id, o.number, o.known_id, o.hindered AS obstacle,
        coalesce(o.known_id, o.candidate) AS spoken_of,
        CASE WHEN o.hindered = 'twin' THEN o.other END AS twin,
        CASE
        WHEN o.problems <> '[]' OR o.hindered IN ('twin', 'several', 'misnamed') THEN 'refused'
        WHEN o.hindered <> '' AND o.choice = 'leave' THEN 'refused'
        WHEN o.hindered <> '' AND (o.hindered, o.choice) NOT IN (('elsewhere', 'transfer'),
            ('renamed', 'rename'), ('namesake', 'same'), ('namesake', 'apart')) THEN 'open'
        WHEN o.known_id IS NULL THEN 'new'
        WHEN o.e_id IS NULL THEN 'joined'
        WHEN o.enterprise_id <> %(enterprise)s THEN 'moved'
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
            o.enterprise_id, o.since, o.until, o.e_department, o.e_post, o.e_frontline, o.e_skill
            )::text) END AS seen
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
        THEN nextval(pg_get_serial_sequence('people_person', 'id')) ELSE c.spoken_of END
FROM classified c WHERE r.id = c.id
"""
)

# How many rows would now come out otherwise than the officer saw them.
MOVED = (
    CLASSIFICATION
    + """
SELECT count(*) FROM classified c JOIN people_rosterrow r ON r.id = c.id
WHERE (r.kind, r.obstacle) <> (c.kind, c.obstacle)
    OR c.kind IN ('joined', 'moved', 'changed')
        AND (r.seen <> c.seen OR r.person_id IS DISTINCT FROM c.known_id)
"""
)
