"""Days as people write them in a table: 1985-06-12, 1985.6.12, 19850612, 1985年6月, 31210."""

import re
from datetime import date, datetime, timedelta

from jiangxin.lib.refusal import Unreadable

EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of Excel's serial numbers, from March 1900 on
SERIALS = range(3_654, 73_051)  # 1910 to 2099
YEARS = range(1900, 2100)
WRITTEN = re.compile(
    r"(\d{4})(?:年|[-/.\s])\s*(\d{1,2})(?:(?:月|[-/.\s])\s*(\d{1,2})?日?)?(?:\s+[\d:.]+)?", re.ASCII
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)?", re.ASCII)


def read_day(cell, name):
    """(day, is_exact) or None for an empty cell; without a day of the month it is the 1st.

    Raises Unreadable for what is no day, or a day that does not exist.
    """
    if isinstance(cell, datetime):
        return cell.date(), True
    if isinstance(cell, date):
        return cell, True
    if isinstance(cell, (int, float)) and cell in SERIALS:
        return EXCEL_BEGINS + timedelta(days=int(cell)), True
    text = str(cell).strip()
    if not text:
        return None
    found = WRITTEN.fullmatch(text) or COMPACT.fullmatch(text)
    if found is None:
        raise Unreadable(f"{name}看不懂，请写成 2024-05-01 的样子。")
    return real_day(*found.groups(), name)


def real_day(year, month, day, name):
    try:
        real = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise Unreadable(f"{name} {int(month)}月{int(day or 1)}日 不存在。") from None
    if real.year not in YEARS:
        raise Unreadable(f"{name}的年份是 {year}，请核对。")
    return real, day is not None
