import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from psycopg import sql

from jiangxin.audit.models import Head, LogNode, Trace
from jiangxin.kpi.models import ClosedFigure, ClosedMonth
from jiangxin.kpi.ready_made import ship

EXTENSIONS = ["pg_trgm", "btree_gist"]
# Rows that are only added, and the columns that change all the same: sealing gives a trace its
# position, erasing takes its words.
ONLY_ADDED = {
    Trace: ["position", "salt", "title", "actor", "details"],
    Head: [],
    LogNode: [],
    ClosedMonth: [],
    ClosedFigure: [],
}


class Command(BaseCommand):
    """Bring the database to where the program expects it. Run again, it changes nothing."""

    help = "Create the two schemas, migrate, ship the indicators, grant the role its rights."

    def add_arguments(self, parser):
        parser.add_argument(
            "--template", action="store_true", help="the database that tests are cloned from"
        )

    def handle(self, *, template, **options):
        target = settings.OWNER_DATABASE
        if template:
            target = {**target, "NAME": settings.TEST_DATABASE["TEMPLATE"]}
        target["OPTIONS"] = {k: v for k, v in target["OPTIONS"].items() if k != "pool"}
        connections["default"].close()
        connection.settings_dict.update(target)
        self.make_schemas()
        self.migrate()
        ship()
        self.grant()
        connection.close()

    def make_schemas(self):
        with connection.cursor() as cursor:
            for schema in (settings.SCHEMA, settings.QUEUE_SCHEMA):
                cursor.execute(
                    sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema))
                )
            for extension in EXTENSIONS:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = '10s'")

    def migrate(self):
        """The queue's tables belong in the queue's schema: it comes first while they are made."""
        quiet = {"verbosity": 0, "interactive": False}
        main, queue = settings.SCHEMA, settings.QUEUE_SCHEMA
        call_command("migrate", "contenttypes", **quiet)
        self.search(queue, main)
        call_command("migrate", "procrastinate", **quiet)
        self.search(main, queue)
        call_command("migrate", **quiet)
        call_command("createcachetable", verbosity=0)

    def search(self, *schemas):
        with connection.cursor() as cursor:
            path = sql.SQL(", ").join(map(sql.Identifier, [*schemas, "public"]))
            cursor.execute(sql.SQL("SET search_path TO {}").format(path))

    def grant(self):
        """The application may work with rows, never with tables; some it may only add."""
        role = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL).get("user")
        owner = settings.OWNER_DATABASE["USER"]
        if not role or role == owner:
            return
        with connection.cursor() as cursor:
            for schema in (settings.SCHEMA, settings.QUEUE_SCHEMA):
                for right in (
                    "USAGE ON SCHEMA {schema}",
                    "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema}",
                    "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema}",
                    "EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema}",
                ):
                    self.let(cursor, f"GRANT {right} TO {{role}}", schema, role)
            for model, columns in ONLY_ADDED.items():
                self.keep(cursor, model._meta.db_table, columns, role)

    def keep(self, cursor, table, columns, role):
        """Rows of this table stay as they were written, but for some columns."""
        names = {
            "table": sql.Identifier(settings.SCHEMA, table),
            "role": sql.Identifier(role),
            "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        }
        # Taken from the table, a right is gone from its columns too: a second run starts anew.
        never = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
        cursor.execute(sql.SQL(never).format(**names))
        if columns:
            but = "GRANT UPDATE ({columns}) ON {table} TO {role}"
            cursor.execute(sql.SQL(but).format(**names))

    def let(self, cursor, statement, schema, role):
        cursor.execute(
            sql.SQL(statement).format(schema=sql.Identifier(schema), role=sql.Identifier(role))
        )
