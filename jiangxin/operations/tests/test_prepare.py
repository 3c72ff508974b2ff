"""What the application's own role may do to the tables, and where they are."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from jiangxin.audit.models import Head, LogNode, Trace
from jiangxin.operations.management.commands.prepare import ONLY_ADDED

ROLE = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL).get("user")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        settings.OWNER_DATABASE["USER"] == ROLE, reason="one role for everything: nothing to keep"
    ),
]


def may(right, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [ROLE, table, right])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", [Trace, Head, LogNode])
@pytest.mark.parametrize(
    ("right", "allowed"),
    [("SELECT", True), ("INSERT", True), ("UPDATE", False), ("DELETE", False), ("TRUNCATE", False)],
)
def test_the_log_is_only_added_to(model, right, allowed):
    assert may(right, model._meta.db_table) is allowed


@pytest.mark.parametrize("model", [Trace, Head, LogNode])
def test_only_what_sealing_and_erasing_change_may_change(model):
    changing = set()
    with connection.cursor() as cursor:
        for field in model._meta.concrete_fields:
            where = [ROLE, model._meta.db_table, field.column]
            cursor.execute("SELECT has_column_privilege(%s, %s, %s, 'UPDATE')", where)
            if cursor.fetchone()[0]:
                changing.add(field.column)
    assert changing == set(ONLY_ADDED[model])
    assert not changing & {"digest", "xid", "verb", "happened_at", "by_id", "id"}


@pytest.mark.parametrize(
    ("statement", "is_let"),
    [
        ("UPDATE audit_trace SET position = 1 WHERE false", True),
        ("UPDATE audit_trace SET salt = NULL, title = '' WHERE false", True),
        ("UPDATE audit_trace SET digest = '' WHERE false", False),
        ("UPDATE audit_trace SET verb = '' WHERE false", False),
        ("UPDATE audit_head SET root = '' WHERE false", False),
        ("DELETE FROM audit_lognode WHERE false", False),
        ("TRUNCATE audit_trace", False),
    ],
)
def test_what_the_application_may_say(statement, is_let):
    """Asked as the application's own role, which the program is."""
    where = {"dbname": connection.settings_dict["NAME"], "autocommit": True}
    path = f"-c search_path={settings.SCHEMA}"
    with psycopg.connect(settings.DATABASE_URL, options=path, **where) as link:
        if is_let:
            link.execute(statement)
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)


def test_other_rows_may_change():
    assert may("UPDATE", "proposals_proposal")
    assert may("INSERT", "procrastinate_jobs")


def test_the_application_makes_no_tables():
    with connection.cursor() as cursor:
        for schema in (settings.SCHEMA, settings.QUEUE_SCHEMA, "public"):
            cursor.execute("SELECT has_schema_privilege(%s, %s, 'CREATE')", [ROLE, schema])
            assert cursor.fetchone()[0] is False


def test_the_queue_lives_in_a_schema_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, count(*) FROM pg_tables WHERE tablename LIKE %s GROUP BY 1",
            ["procrastinate%"],
        )
        assert {schema for schema, _ in cursor.fetchall()} == {settings.QUEUE_SCHEMA}


def test_nothing_of_ours_lies_outside_the_two_schemas():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname FROM pg_tables WHERE schemaname NOT IN (%s, %s) "
            "AND schemaname NOT LIKE 'pg\\_%%' AND schemaname <> 'information_schema'",
            [settings.SCHEMA, settings.QUEUE_SCHEMA],
        )
        assert cursor.fetchall() == []


def test_our_tables_carry_no_trigger_and_no_function():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND NOT t.tgisinternal",
            [settings.SCHEMA],
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = %s",
            [settings.SCHEMA],
        )
        assert cursor.fetchone()[0] == 0


def test_no_foreign_key_crosses_the_two_schemas():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid "
            "JOIN pg_class b ON b.oid = k.confrelid "
            "WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace"
        )
        assert cursor.fetchone()[0] == 0
