"""Where the header of a table stands and what its columns mean. Pure: rows in, a Header out.

Real rosters have a title in merged cells above the header, blank rows, remarks in brackets, a
header of two rows. The words that are known for a column belong to the room that asks.
"""

import re
import unicodedata
from dataclasses import dataclass, field

DEPTH = 30  # rows among which the header is looked for
ENOUGH = 1.6  # two columns that are almost certain
FLOOR = 0.35  # below, a likeness is chance
LONGEST_TITLE = 40
BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
TRIMMINGS = re.compile(r"[\s*＊※★:：、.。,，_\-/]+|^\d+(?=\D)")
# A title that ends like ours but speaks of somebody else.
SOMEBODY_ELSE = re.compile(
    "紧急|联系人|负责人|主管|领导|父|母|配偶|家属|家长|子女|介绍人|推荐人|师傅|法人|经办|填表|单位"
)


@dataclass(frozen=True)
class Match:
    """What a column is taken for. `confidence` is 1 for a known word, less for a likeness."""

    field: str
    title: str
    confidence: float


@dataclass(frozen=True)
class Header:
    """`first` and `last`: indexes of the header's rows; the data begin at `last + 1`."""

    first: int
    last: int
    columns: dict[int, Match] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(match.confidence for match in self.columns.values())

    @property
    def fields(self) -> dict[str, int]:
        """Each known field and the index of its column."""
        return {match.field: column for column, match in self.columns.items()}


def find_header(rows, known: dict[str, tuple]) -> Header | None:
    """The likeliest header among the first rows, or None. `known`: field → words for it."""
    rows = rows[:DEPTH]
    words = {name: [normal(word) for word in given] for name, given in known.items()}
    best = None
    for index, row in enumerate(rows):
        header = read_header(index, index, [[text] for text in titles(row)], words)
        if index + 1 < len(rows):
            header = better(header, two_rows(index, row, rows[index + 1], words))
        best = better(best, header)
    enough = min(ENOUGH, 0.8 * len(known))
    return best if best and best.score >= enough else None


def better(one, other):
    """The one with the higher score; the earlier, simpler one where they are equal."""
    if one is None or other is None:
        return one or other
    return other if other.score > one.score + 0.1 else one


def choose_sheet(sheets, known: dict[str, tuple]):
    """(sheet, header) of the sheet that most looks like the table wanted, or None.

    Hidden sheets hold lists for drop-downs: they count only where no visible one has a header.
    """
    for hidden in (False, True):
        found = [
            (sheet, header)
            for sheet in sheets
            if sheet.hidden == hidden and (header := find_header(sheet.rows, known))
        ]
        if found:
            return max(found, key=lambda pair: (pair[1].score, len(pair[0].rows)))
    return None


def two_rows(index: int, upper, lower, words) -> Header | None:
    """A header whose groups stand above (联系方式: 手机, 邮箱), if the second row is one at all."""
    if any(not isinstance(cell, str) for cell in lower):
        return None
    above, below = titles(upper), titles(lower)
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    stacked, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top or group
        stacked.append([bottom, group + bottom] if bottom else [top])
    header = read_header(index, index + 1, stacked, words)
    # A row of data under a column that is already clear: 姓名 above 张三.
    for column, (top, bottom) in enumerate(zip(above, below, strict=True)):
        if top and bottom and column not in header.columns and likeness(normal(top), words):
            return None
    return header


def titles(row) -> list[str]:
    """The cells as titles: text of a title's length; anything else is none."""
    return [
        cell.strip() if isinstance(cell, str) and len(cell) <= LONGEST_TITLE else "" for cell in row
    ]


def read_header(first: int, last: int, stacked, words) -> Header:
    """Give each column at most one field and each field at most one column, surest first.

    `stacked`: for each column its titles, the plainest first.
    """
    found = []
    for column, candidates in enumerate(stacked):
        for title in candidates:
            for name, confidence in likeness(normal(title), words).items():
                found.append((-confidence, column, name, title))
    columns, taken = {}, set()
    for confidence, column, name, title in sorted(found):
        if column not in columns and name not in taken:
            columns[column] = Match(name, title, -confidence)
            taken.add(name)
    unknown = {
        column: candidates[-1]
        for column, candidates in enumerate(stacked)
        if column not in columns and candidates[-1]
    }
    return Header(first, last, dict(sorted(columns.items())), unknown)


def normal(title: str) -> str:
    """姓 名*（必填） → 姓名."""
    text = unicodedata.normalize("NFKC", title)
    return TRIMMINGS.sub("", BRACKETS.sub("", text)).lower()


def likeness(title: str, words) -> dict[str, float]:
    """How far the title may be taken for each field: 1 for a known word, else by how it ends."""
    if not title:
        return {}
    scores = {name: closest(title, known) for name, known in words.items()}
    return {name: score for name, score in scores.items() if score >= FLOOR}


def closest(title: str, known) -> float:
    if title in known:
        return 1.0
    if SOMEBODY_ELSE.search(title):
        return 0.0
    # Chinese titles end in their noun: 员工手机号码 is a number, 手机号码备注 is a remark.
    tails = [len(word) for word in known if len(word) > 1 and title.endswith(word)]
    return round(0.5 + 0.4 * max(tails) / len(title), 2) if tails else 0.0


def letter(column: int) -> str:
    """The column's letter as Excel shows it: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text
