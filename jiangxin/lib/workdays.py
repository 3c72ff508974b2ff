"""Working days: the State Council's calendar as far as it is published, plain weeks beyond.

`overrides` is a mapping {date: bool} (True: people work on that day), the federation's own rows.
"""

from datetime import timedelta

import chinese_calendar


def _published(day):
    """Whether people work on this day; None when its year is not published yet."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None


def is_forecast(day, overrides=None):
    """Is this day's answer only a forecast (shown as 预计)?"""
    return day not in (overrides or {}) and _published(day) is None


def is_working_day(day, overrides=None):
    """Does the office work on this day?"""
    if overrides and day in overrides:
        return overrides[day]
    published = _published(day)
    return day.weekday() < 5 if published is None else published


def add_working_days(day, n, overrides=None):
    """The n-th working day after `day` (before it, if n is negative); n = 0 is `day` itself.

    A term of 5 working days that begins on a Friday ends on the next Friday: the day of the act
    does not count. 民法典 第二百零一条.
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, overrides)
    return day


def working_days_between(a, b, overrides=None):
    """How many working days lie after `a`, up to and with `b`; negative when b is before a.

    So `working_days_between(a, add_working_days(a, n)) == n` for every n ≥ 0.
    """
    if b < a:
        return -working_days_between(b, a, overrides)
    days = (a + timedelta(days=i) for i in range(1, (b - a).days + 1))
    return sum(is_working_day(day, overrides) for day in days)
