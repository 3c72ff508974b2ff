"""What people, broken programs and attackers put into a field: values by kind of field.

A value is text, or bytes where no text can say it (a lone surrogate, broken UTF-8).
"""

import random

from tests.attack import raw

SCRIPT = "<script>alert(1)</script>"
BREAKOUTS_IN_ORDER = [
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
BREAKOUTS = set(BREAKOUTS_IN_ORDER)
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
    "text": [*BREAKOUTS_IN_ORDER, *STRANGE, *LONG],
    "number": [*NUMBERS, SCRIPT, *STRANGE[:12], LONG[0]],
    "date": [*DAYS, *NUMBERS[:12], SCRIPT, *STRANGE[:12], LONG[0]],
    "time": [
        "00:00",
        "24:00",
        "23:59:60",
        "9:5",
        "22：00",
        "-1:00",
        SCRIPT,
        *STRANGE[:12],
        LONG[0],
    ],
    "datetime-local": [f"{day}T09:00" for day in DAYS] + [*DAYS, SCRIPT, *STRANGE[:12], LONG[0]],
    "choice": ["999999999", "-1", "other", *STRANGE, *NUMBERS[:6], SCRIPT, LONG[0]],
    "token": [*TOKENS, *STRANGE, *NUMBERS[:6], SCRIPT, LONG[0]],
}
FEW, MANY = 12, 200
# For ?page=, ?q=, ?part= and the like.
QUERIES = [
    *["", "0", "-1", "1", "9" * 30, "1e309", "NaN", "٣", "1.5", "x", "None", "null", "true", "[]"],
    *["%", "_", "\\", "'", '"', "\x00", "\ufffd", "\u202e", "𠮷", "·", "长" * 1000, "é" * 300],
    *[SCRIPT, f'">{SCRIPT}', "{{7*7}}", "../..", "added", "refused", "absent", "draft"],
    *["eyJ4IjoxfQ:1:x", ".eJyLjgUAARUAuQ:abc", "WzFd:" + "A" * 43, "=" * 50, "a:b:c:d"],
    *["//evil.example/", "javascript:alert(1)"],
]
NAMES = [
    "花名册.xlsx",
    "x.png",
    "\u202egnp.exe",
    "名" * 255,
    "../../etc/passwd",
    "C:\\x\\名册.xls",
    "a\x00.xlsx",
    "",
    " ",
    "CON",
    f"{SCRIPT}.jpg",
    b"\xff\xfe.csv",
]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\xff" * 8 + b"\x08\x06\x00\x00\x00"
CONTENTS = [
    b"",
    b"\x00",
    b"PK\x03\x04",
    b"%PDF-1.7 <script>",
    SCRIPT.encode(),
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"GIF89a" + b"\xff" * 100,
    b"\xff\xd8\xff\xe0" + b"\x00" * 50,
    PICTURE,
    b"MZ\x90\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "姓名,身份证号\n张三,1".encode("gb18030"),
]
FILES = [
    *[(name, CONTENTS[0 if place % 2 else -1]) for place, name in enumerate(NAMES)],
    *[("名册.xlsx", content) for content in CONTENTS],
    *[("照片.jpg", content) for content in CONTENTS],
    "not a file",
]


PATHS = [
    "/%00/",
    "/%ED%A0%80/",
    "/%FF/",
    "/..%2f..%2fetc/passwd",
    "/static/../../settings.py",
    "/static/%2e%2e/x",
    "/static/%00",
    "//evil.example/",
    "/proposals//1/",
    "/proposals/-1/",
    "/proposals/0/",
    f"/proposals/{'9' * 20}/",
    f"/people/{'9' * 5000}/",
    f"/desk/{2**63}/",
    f"/rosters/{2**31}/",
    "/organisations/%D9%A3/",
    "/enterprises/1e3/",
    "/errands/1.0/",
    "/" + "x" * 9000,
    "/" + "%F0%A0%AE%B7" * 900,
    "/?" + "&".join(f"page={n}" for n in range(2000)),
    "/?" + "a" * 60_000,
    "/people/?q=%",
    "/people/?%00=1",
]
# What htmx says of itself: which box it wants filled, on which page.
TARGETS = ["", "rows", "nothing", "content", "../x", SCRIPT, "x" * 500, "http://[", "%00", "é"]


def values(kind, how_many):
    """So many values of a kind, its own first and evenly; the rest are thrown together."""
    own = KINDS[kind]
    step = max(1, len(own) / how_many)
    chosen = [own[int(place * step)] for place in range(min(len(own), how_many))]
    everything = [value for values in KINDS.values() for value in values]
    dice = random.Random(kind)  # noqa: S311 (the same values each time)
    while len(chosen) < how_many:
        pair = raw(dice.choice(everything))[:3000] + raw(dice.choice(everything))[:3000]
        chosen.append(dice.choice([dice.choice(everything), pair]))
    return chosen
