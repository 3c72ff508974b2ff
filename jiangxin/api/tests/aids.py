from dataclasses import dataclass
from datetime import timedelta

from jiangxin.api.models import Key
from jiangxin.lib import clock
from jiangxin.organisations.permits import seats_of


@dataclass(frozen=True)
class Program:
    """Who asks by a key: the guards tell it from a user by its secret."""

    secret: str


def program(officer, name="区政务数据平台", days=30):
    """(a key for the place of this officer's first seat, who shows its secret)."""
    office = seats_of(officer)[0]
    until = clock.today() + timedelta(days=days)
    key, secret = Key.issue(office, name, by=officer, until=until)
    return key, Program(secret)
