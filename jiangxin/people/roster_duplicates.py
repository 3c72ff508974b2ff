"""Rows of one roster that speak of the same person. Only fingerprints are held, no numbers."""

from collections import defaultdict
from itertools import groupby

from jiangxin.people.roster_check import Problem

KEEP_ONE = "留一行"


class Duplicates:
    """Told of every row with `add`, it says at the end which are refused for another's sake."""

    def __init__(self):
        self.by_id = defaultdict(list)
        self.by_phone = defaultdict(list)  # rows without an ID number
        self.with_id = {}  # phone and name of rows that have one

    def add(self, row, id_fingerprint, phone_fingerprint):
        name = row.values.get("name")
        if not name:
            return
        told = (row.number, name, hash(tuple(row.values.values())))
        if id_fingerprint:
            self.by_id[id_fingerprint].append(told)
            if phone_fingerprint:
                self.with_id.setdefault((phone_fingerprint, name), row.number)
        elif phone_fingerprint:
            self.by_phone[phone_fingerprint, name].append(told)

    def problems(self):
        """(row number, Problem), in no particular order."""
        for same in self.by_id.values():
            if len(same) > 1:
                yield from clashes(same)
        for key, same in self.by_phone.items():
            if key in self.with_id:
                yield from (repeats(number, self.with_id[key]) for number, _, _ in same)
            elif len(same) > 1:
                yield from clashes(same)


def clashes(same):
    """The first of equal rows stays; of rows that contradict each other none does."""
    (first, name, content), *others = same
    if all(told[2] == content for told in others):
        yield from (repeats(number, first) for number, _, _ in others)
    elif all(told[1] == name for told in others):
        for number, _, _ in same:
            other = others[0][0] if number == first else first
            sentence = f"与第 {other} 行是同一个人，其他内容不同"
            yield number, Problem("身份证号", sentence, KEEP_ONE)
    else:
        yield from differently_named(same)


def repeats(number, first):
    return number, Problem("", f"与第 {first} 行重复", "不用再传")


def differently_named(same):
    """Each names the first row that has another name; two rows are found in one pass."""
    firsts = [next(rows) for _, rows in groupby(same, key=lambda told: told[1])][:2]
    for number, name, _ in same:
        other, whose, _ = next(told for told in firsts if told[1] != name)
        sentence = f"与第 {other} 行身份证号相同，姓名不同（{whose}）"
        yield number, Problem("身份证号", sentence, KEEP_ONE)
