"""Dirty rows, each with its one right outcome (reliability paper, FZ-5). No database."""

from datetime import date, datetime

import pytest

from jiangxin.lib.numbers import IdNumber
from jiangxin.people.roster_check import RowCheck
from jiangxin.people.roster_columns import KNOWN
from jiangxin.people.roster_duplicates import Duplicates
from tests.cast import id_number

TODAY = date(2026, 11, 23)
FIELDS = {name: index for index, name in enumerate(KNOWN)}
WOMAN = str(IdNumber.with_check("31010119850612002"))
MAN = str(IdNumber.with_check("31010119850612001"))
ENDS_IN_X = next(
    str(n) for i in range(99) if (n := IdNumber.with_check(f"31010119850612{i:03d}")).endswith("X")
)
FUTURE = "31010120991231001" + IdNumber.check_of("31010120991231001")
NO_SUCH_DAY = "31010119850230001" + IdNumber.check_of("31010119850230001")
WRONG = MAN[:-1] + ("0" if MAN[-1] != "0" else "1")


def check(**cells):
    """A good row of a woman, but for what the test wants otherwise."""
    row = {"name": "王小红", "id_number": WOMAN, "phone": "13800000001"} | cells
    given = [row.get(name, "") for name in FIELDS]
    return RowCheck(FIELDS, today=TODAY)(7, given)


def sentences(row):
    return [problem.sentence for problem in row.problems]


TAKEN = [
    # what was written, the field, what is understood
    ({"name": " 王 小 红 "}, "name", "王小红"),
    ({"name": "艾力•吐尔逊"}, "name", "艾力·吐尔逊"),
    ({"name": "古丽娜尔・买买提"}, "name", "古丽娜尔·买买提"),
    ({"name": "𠮷田"}, "name", "𠮷田"),
    ({"name": "李〇"}, "name", "李〇"),
    ({"name": "王\u200b小\u202e红"}, "name", "王小红"),
    ({"name": "John O'Neil-Smith"}, "name", "John O'Neil-Smith"),
    ({"id_number": ENDS_IN_X, "name": "张三"}, "id_number", ENDS_IN_X),
    ({"id_number": ENDS_IN_X.lower()}, "id_number", ENDS_IN_X),
    ({"id_number": ENDS_IN_X[:-1] + "Ｘ"}, "id_number", ENDS_IN_X),
    ({"id_number": f"'{WOMAN}"}, "id_number", WOMAN),
    ({"id_number": f"{WOMAN[:6]} {WOMAN[6:14]}-{WOMAN[14:]}"}, "id_number", WOMAN),
    ({"id_number": WOMAN.translate({48 + n: 0xFF10 + n for n in range(10)})}, "id_number", WOMAN),
    ({"id_number": ""}, "id_number", ""),
    ({"id_number": "无"}, "id_number", ""),
    ({"phone": 13800000001}, "phone", "13800000001"),
    ({"phone": "+86 138 0000 0001"}, "phone", "13800000001"),
    ({"phone": "0086-13800000001"}, "phone", "13800000001"),
    ({"phone": "１３８０００００００１"}, "phone", "13800000001"),
    ({"phone": "138 0000 0001\n"}, "phone", "13800000001"),
    ({"phone": "/"}, "phone", ""),
    ({"sex": "女"}, "sex", "女"),
    ({"sex": "F"}, "sex", "女"),
    ({}, "sex", "女"),
    ({}, "birth_on", date(1985, 6, 12)),
    ({"birth": "1985.6.12"}, "birth_on", date(1985, 6, 12)),
    ({"birth": "1985年6月"}, "birth_on", date(1985, 6, 12)),
    ({"birth": datetime.fromisoformat("1985-06-12T08:30")}, "birth_on", date(1985, 6, 12)),
    ({"birth": 31210}, "birth_on", date(1985, 6, 12)),
    ({"birth": "19850612", "id_number": ""}, "birth_on", date(1985, 6, 12)),
    ({"birth": "1985-06", "id_number": ""}, "birth_on", None),
    ({"hired_on": "2020/7/1"}, "hired_on", date(2020, 7, 1)),
    ({"hired_on": TODAY}, "hired_on", TODAY),
    ({"is_frontline": "√"}, "is_frontline", True),
    ({"is_frontline": "否"}, "is_frontline", False),
    ({"is_frontline": 1}, "is_frontline", True),
    ({"is_frontline": ""}, "is_frontline", None),
    ({"department": "  一车间\n甲班 "}, "department", "一车间 甲班"),
    ({"department": 3}, "department", "3"),
    ({"department": "=HYPERLINK(1)"}, "department", "=HYPERLINK(1)"),
    ({"skill_level": "高级工"}, "skill_level", "高级工"),
    ({"education": "--"}, "education", ""),
]
REFUSED = [
    # what was written, words of the sentence
    ({"name": ""}, "没有姓名"),
    ({"name": "   "}, "没有姓名"),
    ({"name": "王小红2"}, "数字"),
    ({"name": 12345}, "数字"),
    ({"name": "王小红（大）"}, "符号「（」"),
    ({"name": "王\ue863"}, "标准编码"),
    ({"name": "王�红"}, "标准编码"),
    ({"name": "王" * 61}, "最多 60 个字"),
    ({"id_number": 3.10101198506120e17}, "末几位已丢失"),
    ({"id_number": "3.10101E+17"}, "末几位已丢失"),
    ({"id_number": 310101850612001}, "15 位"),
    ({"id_number": "310101850612001"}, "15 位"),
    ({"id_number": WRONG}, "校验码"),
    ({"id_number": FUTURE}, "还没有到"),
    ({"id_number": NO_SUCH_DAY}, "不存在"),
    ({"id_number": WOMAN[:-1]}, "17 位"),
    ({"id_number": "99" + WOMAN[2:]}, "前两位"),
    ({"id_number": "见附件"}, "18 位"),
    ({"phone": "138000000012"}, "12 位"),
    ({"phone": "021-62345678"}, "手机号"),
    ({"phone": "1.38E+10"}, "末几位已丢失"),
    ({"phone": "12800000001"}, "13 至 19"),
    ({"phone": "13800000001/13900000001"}, "手机号只能是数字"),
    ({"id_number": "", "phone": ""}, "都没有"),
    ({"sex": "男"}, "按身份证号是女"),
    ({"sex": "不明"}, "请写男或女"),
    ({"birth": "1985-06-13"}, "和身份证号对不上"),
    ({"birth": "1985年7月"}, "和身份证号对不上"),
    ({"birth": "2月30日"}, "看不懂"),
    ({"birth": "1985-02-30"}, "2月30日 不存在"),
    ({"birth": "0000-00-00"}, "不存在"),
    ({"birth": "9999-01-01"}, "年份"),
    ({"hired_on": "2026-11-24"}, "还没有到"),
    ({"hired_on": "1980-01-01"}, "早于出生日期"),
    ({"hired_on": "去年"}, "看不懂"),
    ({"is_frontline": "可能"}, "请写是或否"),
    ({"department": "部" * 61}, "最多 60 个字"),
    ({"post": "#N/A"}, "公式的错误"),
]


@pytest.mark.parametrize(("cells", "field", "value"), TAKEN)
def test_a_row_that_is_taken(cells, field, value):
    row = check(**cells)
    assert sentences(row) == []
    assert row.values[field] == value


@pytest.mark.parametrize(("cells", "words"), REFUSED)
def test_a_row_that_is_refused_says_why_and_what_to_do(cells, words):
    row = check(**cells)
    assert len(row.problems) == 1
    assert words in row.problems[0].sentence
    assert row.problems[0].column
    assert row.problems[0].advice


def test_all_that_is_wrong_is_said_at_once():
    assert len(check(name="", phone="1", sex="男").problems) == 3


def test_no_sentence_repeats_a_number():
    for cells, _ in REFUSED:
        for sentence in sentences(check(**cells)):
            assert not any(str(value) in sentence for value in (WOMAN, WRONG, "13800000001"))


def duplicates(*rows):
    """rows: (number, name, id, phone, department); the refusals by row number."""
    told = Duplicates()
    for number, name, mark, phone, department in rows:
        row = check(name=name, department=department, id_number=mark and str(id_number(int(mark))))
        row.number = number
        told.add(row, mark, phone)
    return {number: problem.sentence for number, problem in told.problems()}


def test_of_equal_rows_the_first_stays():
    found = duplicates((3, "王红", "1", "p", "一"), (9, "王红", "1", "p", "一"))
    assert found == {9: "与第 3 行重复"}


def test_one_number_and_two_names_is_refused_twice():
    found = duplicates((88, "李秀云", "1", "", ""), (305, "李秀英", "1", "", ""))
    assert found == {
        88: "与第 305 行身份证号相同，姓名不同（李秀英）",
        305: "与第 88 行身份证号相同，姓名不同（李秀云）",
    }


def test_one_person_with_two_departments_is_refused_twice():
    found = duplicates((3, "王红", "1", "", "一"), (4, "王红", "1", "", "二"))
    assert set(found) == {3, 4}
    assert "第 4 行是同一个人" in found[3]


def test_without_a_number_phone_and_name_decide():
    found = duplicates(
        (3, "王红", "", "p", "一"), (4, "王红", "", "p", "一"), (5, "李", "", "p", "")
    )
    assert found == {4: "与第 3 行重复"}


def test_the_row_with_the_number_is_kept_before_the_one_without():
    found = duplicates((3, "王红", "", "p", "一"), (4, "王红", "1", "p", "一"))
    assert found == {3: "与第 4 行重复"}
