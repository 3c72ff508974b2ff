"""What people, broken programs and attackers put into a field: values by kind of field.

A value is text, or bytes where no text can say it (a lone surrogate, broken UTF-8).
"""

import random

SCRIPT = "<script>alert(1)</script>"
BREAKOUTS = [
    SCRIPT,
    f'">{SCRIPT}',
    f"'>{SCRIPT}",
    f"</textarea>{SCRIPT}",
    f"</title></option></select>{SCRIPT}",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7}",
    "{% load x %}",
    "<!--",
    "]]>",
]
STRANGE = [
    "",
    " ",
    "\u3000",
    "\x00",
    "a\x00b",
    "\x01\x08\x0b\x0c\x1f\x7f\x85",
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xff\xfe\x80",  # no UTF-8
    b"\xf4\x90\x80\x80",  # beyond Unicode
    "\ufeff\u200b\u2060",
    "\u202e卡纸\u202c\u2066x\u2069",  # bidi marks
    "王\u200d小\u200c明",
    "👨‍👩‍👧‍👦",
    "𠮷野",
    "\U000323af\U0010ffff",
    "买买提·吾守尔",
    "买买提•・．吾守尔",
    "１２３ＡＢＣ",
    "e\u0301" * 50,
    "\u0301" * 400,
    "ﷺ" * 30,  # NFKC makes it 18 times as long
    "İıßſ",
    "a\r\nb\rc\nd\u2028e",
    "\r\nSet-Cookie: x=1",
    "__proto__",
    "constructor",
    "__class__",
    "%00",
    "%s%n%d",
    "%ED%A0%80",
    "../../../etc/passwd",
    "'; DROP TABLE people_person; --",
    "' OR '1'='1",
    "\\",
    "\\u0000",
    "=cmd|' /C calc'!A0",
    "null",
    "undefined",
    "[object Object]",
    "{}",
    "[]",
]
NUMBERS = [
    "0",
    "-0",
    "-1",
    "1.5",
    "1,000",
    "１２",
    "٣",
    "1e309",
    "-1e309",
    "NaN",
    "sNaN",
    "Infinity",
    "-inf",
    "0x10",
    "1_000",
    "²",
    "五",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "1" * 100,
    "9" * 5000,  # past the limit of int() on text
    "0" * 300 + "1",
    "1e-400",
    "0.00000000000000000001",
    "+5",
    " 7 ",
    "1e5",
]
DAYS = [
    "0000-00-00",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "2026-02-30",
    "2026-13-01",
    "2026-1-1",
    "20260101",
    "2026/01/01",
    "01.02.2026",
    "2026年1月1日",
    "２０２６-０１-０１",
    "2026-01-01T00:00:00Z",
    "2026-01-01 25:61:61",
    "today",
    "1e10",
    "-62135596800",
]
TOKENS = [
    "0",
    "x" * 36,
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-fffffffffffg",
]
# Not past 1 MB together with the rest of a form: that is refused before any field is read.
LONG = ["长" * 300, "x" * 70_000, "长\n" * 50_000, "<" * 2001]
HUGE = "长" * 400_000  # 1.2 MB as UTF-8
KINDS = {
    "text": [*BREAKOUTS, *STRANGE, *LONG],
    "number": [*NUMBERS, SCRIPT, *STRANGE[:12], LONG[0]],
    "date": [*DAYS, *NUMBERS[:12], SCRIPT, *STRANGE[:12], LONG[0]],
    "choice": ["999999999", "-1", "other", *STRANGE, *NUMBERS[:6], SCRIPT, LONG[0]],
    "token": [*TOKENS, *STRANGE, *NUMBERS[:6], SCRIPT, LONG[0]],
}
FEW, MANY = 40, 200


def values(kind, how_many):
    """So many values of a kind, the telling ones first; the rest are thrown together of them."""
    own = KINDS[kind]
    chosen = own[:how_many] if kind == "text" else spread(own, how_many)
    everything = [value for kind in KINDS.values() for value in kind]
    others = [value for value in everything if value not in own]
    dice = random.Random(kind)  # noqa: S311 (the same values each time)
    while len(chosen) < how_many:
        fresh = (
            others.pop(0)
            if others
            else as_bytes(dice.choice(everything)) + as_bytes(dice.choice(everything))[:2000]
        )
        chosen.append(fresh)
    return chosen


def spread(own, how_many):
    return list(own[:how_many])


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode()
