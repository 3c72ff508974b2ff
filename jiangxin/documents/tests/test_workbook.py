import datetime
import os
import pathlib
import time

import psutil
import pytest

from jiangxin.documents import limits
from jiangxin.documents.tests.hostile import HOSTILE, cell, raw_xlsx, xlsx
from jiangxin.documents.unreadable import LOCKED, UnreadableFile
from jiangxin.documents.workbook import Workbook, first_rows, read_workbook

REAL = pathlib.Path(__file__).resolve().parents[3].parent / "shared/data/excel"
BOOKS = sorted(path for path in REAL.rglob("*") if path.suffix in (".xls", ".xlsx", ".csv"))


def read(source, filename="名册.xlsx"):
    with read_workbook(source, filename) as book:
        return [(sheet.name, list(sheet.rows)) for sheet in book]


def rows(source, filename="名册.xlsx"):
    return read(source, filename)[0][1]


@pytest.mark.skipif(not BOOKS, reason="the 84 workbooks of ../shared/data/excel are not here")
def test_real_workbooks_are_read_or_refused_with_a_sentence():
    begun, taken = time.monotonic(), 0
    for path in BOOKS:
        try:
            taken += bool(read(path, path.name))
        except UnreadableFile as refusal:
            assert str(refusal).endswith("。")
    assert taken == len(BOOKS) == 89  # 84 workbooks and five .csv, all readable
    assert time.monotonic() - begun < 20 * len(BOOKS)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_harms_nobody(name):
    filename, make = HOSTILE[name]
    content = make()
    me = psutil.Process()
    before, begun = me.memory_info().rss, time.monotonic()
    others = me.children()
    with pytest.raises(UnreadableFile, match="。$"):
        read(content, filename)
    assert time.monotonic() - begun < 20
    assert me.memory_info().rss < before * 1.05 + 8 * 2**20
    assert not set(me.children()) - set(others)


def test_child_is_held_below_512_mib_even_where_the_check_lets_a_file_through():
    with Workbook(xlsx([["a" * 1000] * 20] * 3000), "名册.xlsx") as book:
        next(iter(book))  # it has confined itself and now waits for us to take rows
        child = psutil.Process(book.child.pid)
        assert child.rlimit(psutil.RLIMIT_AS) == (512 * 2**20, 512 * 2**20)
        assert child.rlimit(psutil.RLIMIT_CPU) == (60, 60)
        assert "DATABASE_URL" not in child.environ()
    assert book.child.returncode is not None


def test_who_stops_reading_leaves_no_child():
    book = read_workbook(xlsx([["张三" * 100] * 20] * 3000), "名册.xlsx")
    sheet = next(iter(book))
    pid = book.child.pid
    del book, sheet
    assert not psutil.pid_exists(pid)


def test_killed_child_is_a_sentence():
    with Workbook(xlsx([[f"张三{n}" * 50] * 20 for n in range(3000)]), "名册.xlsx") as book:
        sheets = iter(book)
        sheet = next(sheets)
        book.child.kill()
        with pytest.raises(UnreadableFile, match="太大"):
            list(sheet.rows)


def test_silent_child_is_stopped(monkeypatch):
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 0.001)
    with pytest.raises(UnreadableFile, match="用时过长"):
        read(xlsx([["姓名"]]))


def test_cells_keep_what_the_file_says():
    day, moment = datetime.date(2020, 5, 1), datetime.datetime.fromisoformat("2020-05-01T08:30")
    content = xlsx([["张·三", 13800000000, 3.10101199001011e17, 1.5, day, moment, True]])
    assert rows(content) == [["张·三", 13800000000, 3.10101199001011e17, 1.5, day, moment, "TRUE"]]
    phone, lost = rows(content)[0][1:3]
    assert isinstance(phone, int)
    assert isinstance(lost, float)  # its last digits are gone: the checker of ID numbers says so


def test_formulas_give_the_value_that_was_kept():
    body = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>'
    assert rows(raw_xlsx(body)) == [[2]]


def test_row_and_column_are_those_that_the_person_sees():
    assert rows(raw_xlsx(cell("C3"))) == [[], [], ["", "", "张三"]]


def test_styled_but_empty_cells_far_away_are_no_content():
    body = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row></sheetData>'
    assert rows(raw_xlsx(body)) == [[1]]


def test_hidden_sheets_are_marked():
    with read_workbook(xlsx([["姓名"]], hidden=("字典",)), "名册.xlsx") as book:
        assert [(sheet.name, sheet.hidden) for sheet in book] == [("Sheet1", False), ("字典", True)]


def test_first_rows_and_one_sheet_only():
    content = xlsx([["姓名"], *([f"张三{n}"] for n in range(99))], hidden=("字典",))
    assert [len(sheet.rows) for sheet in first_rows(content, "名册.xlsx", rows=5)] == [5, 0]
    with read_workbook(content, "名册.xlsx", only=0) as book:
        assert [(sheet.index, len(list(sheet.rows))) for sheet in book] == [(0, 100)]


def test_kind_is_told_by_content_not_by_name(tmp_path):
    content = xlsx([["姓名"]])
    path = tmp_path / f"{chr(0x202E)}slx.册名.xls"  # a name that reads backwards
    path.write_bytes(content)
    assert rows(path, path.name) == rows(content, "名册.csv") == [["姓名"]]


@pytest.mark.parametrize("name", ["locked", "locked xls"])
def test_locked_workbook_is_told_apart(name):
    filename, make = HOSTILE[name]
    with pytest.raises(UnreadableFile) as caught:
        read(make(), filename)
    assert str(caught.value) == LOCKED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_encoding_with_any_separator(encoding, separator):
    lines = [["姓名", "身份证号", "部门"], ["王䶮·买买提𠮷", "31010119900101001X", "一车间"]]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    assert rows(content, "名册.csv") == lines


def test_text_with_quotes_and_protected_digits():
    content = '姓名,身份证号\n"张,三","=""310101199001010012"""\n'.encode()
    assert rows(content, "名册.txt")[1] == ["张,三", "310101199001010012"]


def test_the_reading_process_stays_the_same_one():
    pid = os.getpid()
    for name in ("far cell", "scattered cells"):
        filename, make = HOSTILE[name]
        with pytest.raises(UnreadableFile):
            read(make(), filename)
    assert os.getpid() == pid
    assert rows(xlsx([["姓名"]])) == [["姓名"]]
