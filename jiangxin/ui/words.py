"""How days and numbers are written on a page."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.timezone import is_aware, localtime

from jiangxin.lib.money import yuan
from jiangxin.lib.workdays import is_working_day, working_days_between

NOTHING = "—"
WEEKDAYS = "一二三四五六日"


def local_day(when):
    """The local day of a date or a datetime."""
    if isinstance(when, datetime):
        return (localtime(when) if is_aware(when) else when).date()
    return when


def day(when):
    """11月27日（周五）. The year is said only by `full_day`."""
    if not when:
        return NOTHING
    when = local_day(when)
    return f"{when.month}月{when.day}日（周{WEEKDAYS[when.weekday()]}）"


def short_day(when):
    if not when:
        return NOTHING
    when = local_day(when)
    return f"{when.month}月{when.day}日"


def full_day(when):
    """2026年11月27日."""
    return f"{local_day(when).year}年{short_day(when)}" if when else NOTHING


def moment(when):
    """11月18日 09:31, local time; a plain date has no time to show."""
    if not isinstance(when, datetime):
        return short_day(when) if isinstance(when, date) else when or NOTHING
    return f"{short_day(when)} {localtime(when):%H:%M}"


def distance(due, now, term=None):
    """How far a due day or moment is: ("", "soon" or "late" decided by the caller), in words.

    Returns (working days left including today; negative when late, and the words).
    """
    today, last = local_day(now), local_day(due)
    late = due < now if isinstance(due, datetime) else last < today
    if late:
        over = working_days_between(last, today)
        return -1, f"已超 {over} 个工作日" if over else "已超期"
    if last == today:
        return 0, "就是今天"
    left = working_days_between(today, last) + is_working_day(today)
    left = min(left, term) if term else left
    return left, f"还有 {left} 个工作日"


def commas(number):
    """9,412; one decimal for what is not whole; None is a dash, never 0."""
    if number is None or number == "":
        return NOTHING
    if isinstance(number, str):
        return number
    return f"{number:,}" if isinstance(number, int) else f"{tenth(number):,}"


def money(fen):
    """分 as 元: 123456 is 1,234.56."""
    return NOTHING if fen is None else yuan(fen)


def wan(number):
    """Tens of thousands with one decimal: 612000 is 61.2. For large figures and the wall only."""
    return NOTHING if number is None else f"{tenth(Decimal(number) / 10000):,}"


def percent(share):
    """0.638 is 63.8%; None cannot be computed, which is not 0."""
    return "无法计算" if share is None else f"{tenth(Decimal(str(share)) * 100)}%"


def tenth(number):
    return Decimal(str(number)).quantize(Decimal("0.1"), ROUND_HALF_UP)
