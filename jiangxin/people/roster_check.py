"""One row of a roster, checked: what it says, and everything that is wrong with it. No database."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache, partial

from jiangxin.lib.numbers import IdNumber, Phone
from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean_line, clean_name
from jiangxin.people.roster_columns import COLUMNS
from jiangxin.people.roster_days import read_day

NOTHING = frozenset(["-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "不详", "未知", "空"])
NOTHING_LATIN = frozenset(["N/A", "NA", "NULL", "NONE", "NIL"])
FORMULA_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
YES = frozenset(["是", "√", "✓", "✔", "☑", "1", "Y", "YES", "TRUE", "T", "对", "一线", "一线职工"])
NO = frozenset(["否", "×", "✗", "✘", "☐", "0", "N", "NO", "FALSE", "F", "X", "不是", "非一线"])
MALE = frozenset(["男", "男性", "M", "MALE", "先生"])
FEMALE = frozenset(["女", "女性", "F", "FEMALE", "女士"])
LIMITS = {"education": 20, "origin": 60, "department": 60, "post": 60, "skill_level": 20}
ADVICE = {
    "name": "核对姓名",
    "id_number": "核对证件",
    "phone": "核对手机号",
    "sex": "核对证件",
    "birth": "核对证件",
    "hired_on": "核对入职日期",
}
LONGEST_WORD = 20
TOTALS = frozenset(["合计", "总计", "小计", "共计"])
A_NUMBER = re.compile(r"(\d\D?){11}")
AS_NUMBER = "以数字格式保存"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: in which column, what is wrong, and what to do."""

    column: str
    sentence: str
    advice: str

    def as_list(self):
        return [self.column, self.sentence, self.advice]


@dataclass(slots=True)
class Checked:
    """A row of the sheet: its number as Excel shows it, its cells, what was read in them."""

    number: int
    cells: list
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def refuse(self, column, sentence, advice):
        self.problems.append(Problem(column, sentence, advice))


class RowCheck:
    """Checks rows by the columns of one roster: `fields` is field → index of its column."""

    def __init__(self, fields, *, today):
        self.today = today
        readers = {**READERS, "id_number": partial(read_id_number, today=today)}
        self.plan = [(name, index, readers[name]) for name, index in fields.items()]

    def __call__(self, number, cells):
        row = Checked(number, cells)
        for name, index, read in self.plan:
            cell = cells[index] if index < len(cells) else ""
            try:
                row.values[name] = read(cell)
            except Unreadable as wrong:
                row.values[name] = None
                row.refuse(COLUMNS.label(name), str(wrong).rstrip("。"), advice(name, str(wrong)))
        self._require_somebody(row)
        self._compare(row)
        return row

    def _require_somebody(self, row):
        """A name, and a number by which to know the person again."""
        if row.values.get("name") == "":
            row.refuse("姓名", "没有姓名", "补姓名")
        if row.values.get("id_number") == "" == row.values.get("phone", ""):
            row.refuse("身份证号", "身份证号和手机号都没有", "补一个")
        elif "id_number" not in row.values and row.values.get("phone") == "":
            row.refuse("手机号", "没有手机号", "补手机号")

    def _compare(self, row):
        """What else the row says of the person must agree with the ID number."""
        values = row.values
        number, birth = values.get("id_number"), values.get("birth")
        hired = values.get("hired_on")
        values["hired_on"] = hired[0] if hired else None
        if hired and hired[0] > self.today:
            row.refuse("入职日期", "入职日期还没有到", ADVICE["hired_on"])
        if number:
            self._agree(row, number)
        else:
            values["birth_on"] = birth[0] if birth and birth[1] else None

    def _agree(self, row, number):
        values, birth = row.values, row.values.get("birth")
        values["birth_on"] = born = number.birth_on
        if values.get("sex") and values["sex"] != number.sex:
            row.refuse(
                "性别", f"性别写的是{values['sex']}，按身份证号是{number.sex}", ADVICE["sex"]
            )
        values["sex"] = number.sex
        if birth and not same_day(birth, born):
            row.refuse("出生日期", "出生日期和身份证号对不上", ADVICE["birth"])
        if values["hired_on"] and values["hired_on"] <= born:
            row.refuse("入职日期", "入职日期早于出生日期", ADVICE["hired_on"])


def is_total(cells, fields):
    """Is this the line below a table that counts its rows? It has nobody's number."""
    name = fields.get("name", len(cells))
    if not is_word_of_total(next((c for c in cells if c not in ("", None)), "")) and not (
        name < len(cells) and is_word_of_total(cells[name])
    ):
        return False
    known = [fields[field] for field in ("id_number", "phone") if field in fields]
    return not any(A_NUMBER.search(str(cells[i])) for i in known if i < len(cells))


def is_word_of_total(cell):
    return isinstance(cell, str) and "".join(cell.split()).rstrip("：:") in TOTALS


def same_day(written, born):
    """A birth written without its day agrees when year and month do."""
    day, exact = written
    return day == born if exact else (day.year, day.month) == (born.year, born.month)


def advice(name, sentence):
    if AS_NUMBER in sentence:
        return "把这一列改为文本格式，重填"
    return ADVICE.get(name, "改好这一格")


def is_nothing(text):
    return not text or text in NOTHING or text.upper() in NOTHING_LATIN


def read_name(cell):
    if not isinstance(cell, str):
        raise Unreadable("姓名是一个数字或日期")
    name = clean_name(cell, 60)
    return name if name.isalpha() else unusual_name(name)


@lru_cache(4096)
def unusual_name(name):
    """A name with something but letters: the marks that names have, or a refusal."""
    for sign in name:
        kind = unicodedata.category(sign)
        if kind.startswith("N") and sign != "〇":
            raise Unreadable(f"姓名里有数字「{sign}」")
        if kind == "Co" or sign == "�":
            raise Unreadable("姓名里有一个字没有标准编码，请换成标准字")
        if kind[0] not in "LM" and sign not in "〇· '-’":
            raise Unreadable(f"姓名里有符号「{sign}」")
    return name


def read_id_number(cell, *, today):
    if isinstance(cell, str) and is_nothing(cell.strip()):
        return ""
    # Whole numbers come exact or not at all; only a float has lost digits.
    return IdNumber.parse(str(cell) if isinstance(cell, int) else cell, on=today)


def read_phone(cell):
    if isinstance(cell, str) and is_nothing(cell.strip()):
        return ""
    return Phone.parse(cell)


@lru_cache(256)
def read_sex(cell):
    text = clean_line(cell, LONGEST_WORD).upper()
    if is_nothing(text):
        return ""
    if text in MALE or text in FEMALE:
        return "男" if text in MALE else "女"
    raise Unreadable(f"性别写的是「{text}」，请写男或女")


@lru_cache(256)
def read_frontline(cell):
    text = clean_line(cell, LONGEST_WORD).upper()
    if is_nothing(text):
        return None
    if text in YES or text in NO:
        return text in YES
    raise Unreadable(f"一线职工写的是「{text}」，请写是或否")


def reader_of_text(name):
    @lru_cache(8192)
    def read_text(cell):
        text = clean_line(cell, LIMITS[name])
        if FORMULA_ERROR.fullmatch(text):
            raise Unreadable(f"这一格是公式的错误「{text}」")
        return "" if is_nothing(text) else text

    return read_text


def reader_of_day(name):
    @lru_cache(8192, typed=True)
    def read_one_day(cell):
        if isinstance(cell, str) and is_nothing(cell.strip()):
            return None
        return read_day(cell, name)

    return read_one_day


READERS = {
    "name": read_name,
    "phone": read_phone,
    "sex": read_sex,
    "is_frontline": read_frontline,
    "birth": reader_of_day("出生日期"),
    "hired_on": reader_of_day("入职日期"),
    **{name: reader_of_text(name) for name in LIMITS},
}
