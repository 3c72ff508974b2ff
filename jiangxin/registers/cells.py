"""What stands in the cells of a table, read: plain values that JSON can keep, or Unreadable."""

from functools import lru_cache

from jiangxin.lib.numbers import CreditCode
from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean_line
from jiangxin.people.roster_check import FORMULA_ERROR, is_nothing
from jiangxin.people.roster_days import read_day

MOST_WORKERS = 2_000_000  # more than any employer has: a slip of the key


def text(limit):
    @lru_cache(8192)
    def read(cell):
        found = clean_line(cell, limit)
        if FORMULA_ERROR.fullmatch(found):
            raise Unreadable(f"这一格是公式的错误「{found}」")
        return "" if is_nothing(found) else found

    return read


def code(cell):
    """统一社会信用代码, or "" where there is none."""
    if isinstance(cell, str) and is_nothing(cell.strip()):
        return ""
    return str(CreditCode.parse(cell))


def day(name):
    """A day as text, so that JSON can keep it; "" for none."""

    @lru_cache(8192, typed=True)
    def read(cell):
        if isinstance(cell, str) and is_nothing(cell.strip()):
            return ""
        found = read_day(cell, name)
        return found[0].isoformat() if found else ""

    return read


def number(name):
    """How many people; None for none told."""

    @lru_cache(8192, typed=True)
    def read(cell):
        said = str(cell).strip().replace(",", "").replace("，", "").removesuffix("人").strip()
        if is_nothing(said):
            return None
        said = said.removesuffix(".0")
        if not said.isascii() or not said.isdigit():
            raise Unreadable(f"{name}写的是「{said[:20]}」，请只写数字")
        if int(said[:12]) > MOST_WORKERS:
            raise Unreadable(f"{name}多于 {MOST_WORKERS:,}，请核对是否多写了几位")
        return int(said)

    return read


def one_of(name, words):
    """`words`: value → the words for it."""
    meant = {word: value for value, said in words.items() for word in said}

    @lru_cache(256)
    def read(cell):
        said = clean_line(cell, 40)
        if is_nothing(said):
            return ""
        if said not in meant:
            known = "、".join(said[0] for said in words.values())
            raise Unreadable(f"{name}写的是「{said}」，请写{known}")
        return meant[said]

    return read
