"""What no constraint can see: that nothing is missing, and that the cache of paths is true."""

from django.db import connection

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Organisation, Placement

UNLIKE_ITS_PLACEMENTS = """
WITH RECURSIVE tree AS (
    SELECT id, '/' || id || '/' AS path, 0 AS depth FROM {organisation} WHERE tier = 'federation'
    UNION ALL
    SELECT p.organisation_id, tree.path || p.organisation_id || '/', tree.depth + 1
    FROM tree JOIN {placement} p ON p.parent_id = tree.id
    WHERE p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s)
)
SELECT count(*) FROM {organisation} o LEFT JOIN tree ON tree.id = o.id
WHERE tree.path IS DISTINCT FROM o.path OR tree.depth IS DISTINCT FROM o.depth
"""


def check(written):
    """Refuse all of it if a table does not hold what was sent, or a path is not today's."""
    for model, rows in written.items():
        there = model.objects.count()
        if there < rows:
            raise Refusal(f"{model.__name__} 应有 {rows:,} 行，只有 {there:,} 行，全部撤回。")
    tables = {m.__name__.lower(): m._meta.db_table for m in (Organisation, Placement)}
    with connection.cursor() as cursor:
        cursor.execute(UNLIKE_ITS_PLACEMENTS.format(**tables), {"day": clock.today()})
        (wrong,) = cursor.fetchone()
    if wrong:
        raise Refusal(f"{wrong:,} 家工会的路径和隶属对不上，全部撤回。")
