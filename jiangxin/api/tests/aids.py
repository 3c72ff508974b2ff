from datetime import timedelta
from types import SimpleNamespace

from jiangxin.api.models import Key
from jiangxin.lib import clock
from jiangxin.organisations.permits import seats_of


def program(officer, name="区政务数据平台", days=30):
    """(a key for the place of this officer's first seat, who shows its secret)."""
    office = seats_of(officer)[0]
    until = clock.today() + timedelta(days=days)
    key, secret = Key.issue(office, name, by=officer, until=until)
    return key, SimpleNamespace(secret=secret)
