"""Pinyin initials: by which a name is found from a Latin keyboard, 王小明 as wxm."""

import re
import unicodedata
from functools import cache

from pypinyin import Style, pinyin

LONGEST = 60
LATIN = re.compile("[a-z]")
# Surnames that are read otherwise than the character alone. 《现代汉语词典》
SURNAMES = {"尉迟": "yc", "长孙": "zs", "万俟": "mq", "澹台": "tt", "单于": "cy"}
SURNAME = {"单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "朴": "p"} | {
    "翟": "z",
    "乐": "y",
    "覃": "q",
    "缪": "m",
    "种": "c",
    "员": "y",
    "秘": "b",
    "召": "s",
    "折": "s",
}


def initials(name):
    """王小明 is wxm, 艾力·吐尔逊 altex, John Smith johnsmith; "" for the rest."""
    return (_surname(name) + _letters(name[_read(name) :]))[:LONGEST]


def _read(name):
    """How many characters a surname of an own reading takes."""
    if name[:2] in SURNAMES:
        return 2
    return 1 if name[:1] in SURNAME else 0


def _surname(name):
    return {0: "", 1: SURNAME.get(name[:1], ""), 2: SURNAMES.get(name[:2], "")}[_read(name)]


def _letters(text):
    return "".join(map(_of, text))


@cache
def _of(character):
    """The first letter of one character. One by one: phrases cost 40 times as much."""
    found = pinyin(character, style=Style.FIRST_LETTER, strict=False)[0][0]
    plain = unicodedata.normalize("NFKD", found).lower()
    return "".join(LATIN.findall(plain))
