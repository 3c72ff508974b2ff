"""Heads: what a federation signed about its log, and the folder outside the database with them.

A folder holds one file a month, `2026-11.jsonl`, one head a line, appended and never rewritten.
A line also names the entries that the head added, as (id, digest): a second copy of the log.
"""

import re
from pathlib import Path
from typing import NamedTuple

from jiangxin_verify import signatures
from jiangxin_verify.canonical import TooDeep, Unreadable, canonical, read

VERSION = 1
SIGNED = ("complete", "federation", "key", "root", "signed_at", "size", "suite", "version")
SHAPE = {
    "complete": bool,
    "federation": str,
    "key": str,
    "root": str,
    "signed_at": str,
    "size": int,
    "suite": int,
    "version": int,
    "public": str,
    "signature": str,
}
LINE = SHAPE | {"from": int, "ids": list, "leaves": list}
MOST_LINE = 4 * 2**20  # bytes
HEX = re.compile(r"(?:[0-9a-f]{2})+")
FILES = "[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"
TORN, BROKEN = "torn", "broken"


class Entry(NamedTuple):
    """One line of a heads file: a head, or what is wrong with it (TORN, BROKEN)."""

    file: str
    number: int
    head: dict | None
    fault: str = ""

    @property
    def where(self):
        return f"{self.file} 第 {self.number} 行"


def statement(head):
    """The bytes that are signed."""
    return b"jiangxin head\n" + canonical({name: head[name] for name in SIGNED}).encode()


def is_signed(head):
    """By the key that it names itself; whose key that is, is another question."""
    public = bytes.fromhex(head["public"])
    signed = bytes.fromhex(head["signature"])
    is_its_key = signatures.key_id(public) == head["key"]
    return is_its_key and signatures.is_signed(head["suite"], public, signed, statement(head))


def has_shape(value, shape):
    """Exactly these names, each of its kind, and hexadecimal where bytes are meant."""
    if not isinstance(value, dict) or value.keys() - {"restored"} != shape.keys():
        return False
    if any(type(value[name]) is not kind for name, kind in shape.items()):
        return False
    return all(HEX.fullmatch(value[name]) for name in ("root", "public", "signature"))


def is_line(value):
    if not has_shape(value, LINE) or value["version"] != VERSION:
        return False
    count = value["size"] - value["from"]
    return (
        0 <= value["from"] < value["size"]
        and len(value["ids"]) == len(value["leaves"]) == count
        and all(type(one) is int for one in value["ids"])
        and all(isinstance(one, str) and len(one) == 64 for one in value["leaves"])
        and HEX.fullmatch("".join(value["leaves"])) is not None
    )


def files(place):
    """The heads files at a place, which is a folder or a single file, in their order."""
    place = Path(place)
    return sorted(place.glob(FILES)) if place.is_dir() else [place]


def entries(place, ends=None):
    """Every line, one at a time; none of them can break the reading.

    `ends` may say up to which byte each file is read, for one that is being written.
    """
    for file in files(place):
        end = None if ends is None else ends.get(file, 0)
        with file.open("rb") as lines:
            number = 0
            while (end is None or lines.tell() < end) and (raw := lines.readline(MOST_LINE)):
                number += 1
                yield entry(file.name, number, raw)


def entry(file, number, raw):
    if not raw.endswith(b"\n"):
        return Entry(file, number, None, TORN)
    try:
        head = read(raw.decode())
    except (UnicodeDecodeError, Unreadable, TooDeep):
        return Entry(file, number, None, BROKEN)
    return Entry(file, number, head) if is_line(head) else Entry(file, number, None, BROKEN)
