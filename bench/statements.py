"""The slowest statements of a town's database, as PostgreSQL itself counts them.

pg_stat_statements writes a statement without its values: no name or number of a person is kept.
"""

import psycopg

from jiangxin.config.cluster import Cluster
from jiangxin.config.program import var

SLOWEST = """
SELECT max_plan_time, max_exec_time, mean_plan_time + mean_exec_time, calls, query
FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
WHERE r.rolname = 'jiangxin_app' AND calls > 0 AND query !~* '^\\s*(COPY|SET|BEGIN|COMMIT|LISTEN)'
ORDER BY max_plan_time + max_exec_time DESC LIMIT 12
"""


class Statements:
    """What the application's role asked since the last `forget`."""

    def __init__(self):
        url = Cluster(var()).url("postgres")
        self.link = psycopg.connect(url, autocommit=True)

    def forget(self):
        self.link.execute("SELECT pg_stat_statements_reset()")

    def slowest(self):
        """[(planning and running at most, mean of both, calls, statement)] in ms, the worst first.

        The most of the two parts may come from two calls: their sum is never too small.
        """
        rows = self.link.execute(SLOWEST).fetchall()
        return [(plan + run, mean, calls, query) for plan, run, mean, calls, query in rows]

    def print_over(self, bar):
        for most, mean, calls, query in self.slowest():
            if most > bar:
                shown = " ".join(query.split())
                print(f"  {most:.0f} ms at most, {mean:.1f} ms mean, {calls} calls: {shown}")
