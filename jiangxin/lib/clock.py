"""The only clock: the database's, so that all processes and machines agree on what is late."""

from contextlib import contextmanager
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField, Func

from jiangxin.lib.looking import once, once_a_request

CHINA = ZoneInfo("Asia/Shanghai")
# Only tests and the demonstration shift it; in service the setting is absent: zero.
MOMENT = (
    "(clock_timestamp() + coalesce(nullif("
    "current_setting('jiangxin.clock_shift', true), ''), '0')::interval)"
)


class Now(Func):
    """The same moment inside a statement: `.update(passed_at=Now())` saves a query."""

    template = MOMENT
    arity = 0
    output_field = DateTimeField()


def now():
    """This moment, aware, by the database's clock. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT}")  # noqa: S608 (a constant)
        return cursor.fetchone()[0]


@once
def moment():
    """This moment; for a whole page that is only looked at the same one. One query."""
    return now()


@once_a_request
def today():
    """Today's date in China; what one request does is of one day. One query."""
    return moment().astimezone(CHINA).date()


def local(instant):
    """The same instant on China's clock."""
    return instant.astimezone(CHINA)


def day_of(instant):
    """China's calendar day of an instant."""
    return local(instant).date()


def midnight(day):
    """When a calendar day begins in China."""
    return datetime.combine(day, time(), CHINA)


@contextmanager
def shifted(by):
    """On this connection the clock stands `by` (a timedelta) off: tests, and the demonstration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jiangxin.clock_shift', true)")
        before = cursor.fetchone()[0] or ""
        setting = "SELECT set_config('jiangxin.clock_shift', %s, false)"
        cursor.execute(setting, [f"{by.total_seconds()} seconds"])
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(setting, [before])
