"""Grades and awards of 合理化建议和技术改进奖励条例 (State Council, revised 1986-06-04).

A model for private enterprises, not an obligation (第四条: 可参照). The adopting unit pays.
"""

from dataclasses import dataclass

WAN = 1_000_000  # 分 in 万元


@dataclass(frozen=True)
class Grade:
    """等级: from which yearly net value (in 分, included: 第六条), and its award in 元."""

    number: int
    value_from: int | None
    least: int
    most: int
    honour: str

    @property
    def word(self):
        return "一二三四五"[self.number - 1] + "等"

    @property
    def award(self):
        return f"{self.least}–{self.most} 元" if self.least else f"不足 {self.most} 元"


GRADES = [
    Grade(1, 100 * WAN, 2500, 4000, "奖状"),
    Grade(2, 50 * WAN, 1500, 2500, "奖状"),
    Grade(3, 10 * WAN, 500, 1500, "奖状"),
    Grade(4, 1 * WAN, 300, 500, "表扬"),
    Grade(5, None, 0, 300, "表扬"),
]


def grade_of(total, *, is_borrowed=False):
    """The grade of a confirmed yearly value in 分, or None when nothing was saved.

    A result learned from elsewhere is graded one lower (第六条); below the fifth there is none.
    """
    if total <= 0:
        return None
    reached = next(g for g in GRADES if g.value_from is None or total >= g.value_from)
    return GRADES[min(len(GRADES), reached.number + is_borrowed) - 1]


def split(amount, shares):
    """An amount in 分 by shares {key: per cent}, to the last 分: the largest remainders get it.

    Where remainders are equal, who stands first gets it.
    """
    parts = {key: amount * share // 100 for key, share in shares.items()}
    order = sorted(shares, key=lambda key: -(amount * shares[key] % 100))
    for key in order[: amount - sum(parts.values())]:
        parts[key] += 1
    return parts
