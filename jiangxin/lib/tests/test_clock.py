from datetime import timedelta

from jiangxin.lib import clock
from jiangxin.lib.clock import shifted


def test_time_goes_on_inside_a_transaction(db):
    assert clock.now() < clock.now()


def test_now_is_aware(db):
    assert clock.now().utcoffset() is not None


def test_only_the_sessions_setting_shifts_it(db):
    before = clock.now()
    with shifted(timedelta(days=3)):
        assert clock.now() - before >= timedelta(days=3)
        with shifted(timedelta(days=-3)):
            assert clock.now() < before
        assert clock.now() - before >= timedelta(days=3)
    assert clock.now() - before < timedelta(minutes=1)


def test_today_is_the_day_in_china(db):
    day = clock.now().astimezone(clock.CHINA).date()
    assert clock.today() in (day, day + timedelta(days=1))
