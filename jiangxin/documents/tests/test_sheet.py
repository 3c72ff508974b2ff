import datetime
import re
import zipfile
from decimal import Decimal

import pytest

from jiangxin.documents.sheet import comma_separated, sheet
from jiangxin.documents.workbook import read_workbook

NASTY = [
    "=cmd|' /C calc'!A0",
    "=1+1",
    "＝1+1",
    "\n=1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    'a,b;"c"',
    "http://example.org/",
    "310101199001010012",
    "007",
    "{=1}",
    "𠮷·䶮",
    "多\n行",
]
TEXTS = {"文字": lambda text: text}


def read(file, filename):
    with read_workbook(file, filename) as book:
        return [list(page.rows) for page in book][0]


def xml_of(file):
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text_through_a_round_trip(text):
    assert read(sheet("台账", TEXTS, [text]), "台账.xlsx") == [["文字"], [text]]


def test_no_cell_is_a_formula_or_a_link():
    xml = xml_of(sheet("台账", TEXTS, NASTY))
    assert "<f>" not in xml
    assert "<hyperlink " not in xml
    assert 'quotePrefix="1"' in xml  # it does not turn into one when somebody edits the cell


def test_numbers_dates_and_nothing():
    at = datetime.datetime(2026, 1, 1, 4, 0, tzinfo=datetime.UTC)
    row = [1, Decimal("1.50"), datetime.date(2026, 1, 2), at, None, True, 310101199001010012]
    columns = {str(n): (lambda r, n=n: r[n]) for n in range(7)}
    local = datetime.datetime.fromisoformat("2026-01-01T12:00")
    expected = [1, 1.5, datetime.date(2026, 1, 2), local, "", "是", "310101199001010012"]
    assert read(sheet("台账", columns, [row]), "台账.xlsx")[1] == expected


@pytest.mark.parametrize("text", ["x" * 40_000, "\ud800坏", "a\0b", "\x01\x0b"])
def test_impossible_text_does_not_break_the_sheet(text):
    kept = read(sheet("台账", TEXTS, [text]), "台账.xlsx")[1][0]
    assert len(kept) <= 32_767
    assert kept.endswith("（已截断）") == (len(text) > 32_767)


def test_title_that_excel_forbids():
    file = sheet("2026/上半年:[合理化建议]*台账?的一个特别特别特别特别长的名字", TEXTS, [])
    assert read(file, "台账.xlsx") == [["文字"]]


@pytest.mark.parametrize("many", [0, 1, 3, 4, 7])
def test_what_does_not_fit_goes_on_to_the_next_sheet(monkeypatch, many):
    monkeypatch.setattr("jiangxin.documents.sheet.MOST_ROWS", 3)
    numbers = list(range(many))
    with read_workbook(sheet("很长的台账" * 9, {"数": lambda n: n}, numbers), "台账.xlsx") as book:
        pages = [(page.name, list(page.rows)) for page in book]
    assert len(pages) == max(1, -(-many // 3)) == len({name for name, _ in pages})
    assert all(rows[0] == ["数"] for _, rows in pages)
    assert [row[0] for _, rows in pages for row in rows[1:]] == numbers


def test_text_file_is_marked_and_disarmed():
    content = comma_separated("台账", TEXTS, NASTY).read()
    assert content.startswith(b"\xef\xbb\xbf")
    for _row, text in zip(read(content, "台账.csv")[1:], NASTY, strict=True):
        kept = _row[0]
        assert kept == ("'" + text if re.match(r"[=+\-@\t\n＝]", text) else text)


def test_text_file_holds_together_where_a_semicolon_separates():
    assert b'"a;=1+1"' in comma_separated("台账", TEXTS, ["a;=1+1"]).read()


def test_text_file_keeps_negative_numbers():
    assert read(comma_separated("台账", {"数": lambda n: n}, [-5]), "台账.csv")[1] == ["-5"]
