"""Checked numbers: of documents, 统一社会信用代码, 手机号, each normalised, or `Unreadable`.

They are strings that show themselves masked to a programmer (repr), never to the page: a page
masks with `mask_id` and `mask_phone`.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jiangxin.lib.refusal import Unreadable

__all__ = [
    "CreditCode",
    "HongKongMacauResidence",
    "IdNumber",
    "Passport",
    "PermanentResidence",
    "Phone",
    "TaiwanResidence",
    "Unreadable",
    "mask_id",
    "mask_phone",
    "may_name_somebody",
]

CHINA = ZoneInfo("Asia/Shanghai")
NARROW = {0xFF01 + i: 0x21 + i for i in range(94)}  # full-width forms to ASCII
IGNORED = re.compile(r"[\s\u00a0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'`‐-―−_-]")
AS_NUMBER = re.compile(r"\d+(\.\d+)?E\+?\d+", re.ASCII)
PERSONAL = re.compile(r"1[3-9]\d{9}|\d{17}[\dX]|\d{15}")
LONGEST = 100
PROVINCES = frozenset(
    [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46]
    + [50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83]
)


def _bare(value, name):
    """Upper-case ASCII without blanks, dashes and the marks that Excel leaves; not empty."""
    text = "" if value is None else str(value)
    if len(text) > LONGEST:
        raise Unreadable(f"{name}过长，请核对这一格的内容。")
    text = IGNORED.sub("", text.translate(NARROW)).upper()
    if not text:
        raise Unreadable(f"{name}没有填写。")
    return text


class CheckedNumber(str):
    """A number that has passed its checks; make one with `parse`."""

    __slots__ = ()

    def __repr__(self):
        return f"<{type(self).__name__} …{self[-2:]}>"


class IdNumber(CheckedNumber):
    """居民身份证号, 18 characters. GB 11643-1999."""

    __slots__ = ()
    WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)

    @classmethod
    def parse(cls, text, *, on=None):
        """The number, or Unreadable. A birth after the day `on` (default today) is refused.

        Today is the process's date here, not the database's: the importer's child process has
        no database, and a birth date off by a second of clock drift does not matter.
        """
        number = _bare(text, "身份证号")
        cls._require_shape(number, as_number=isinstance(text, (int, float)))
        born = cls._born(number)
        if born > (on or datetime.now(CHINA).date()):
            raise Unreadable("身份证号里的出生日期还没有到，请核对第 7 至 14 位。")
        if number[-1] != cls.check_of(number[:17]):
            if number.endswith("000"):  # Excel keeps 15 digits and fills up with zeros
                raise Unreadable(LOST_DIGITS)
            raise Unreadable("身份证号的校验码对不上，请核对是否抄错了数字。")
        return cls(number)

    @classmethod
    def _require_shape(cls, number, *, as_number):
        if as_number or AS_NUMBER.fullmatch(number) or re.fullmatch(r"[0-9]{16,}\.0+", number):
            raise Unreadable(LOST_DIGITS)
        if re.fullmatch(r"[0-9]{15}", number):
            raise Unreadable("这是 15 位的旧身份证号，请填写 18 位的身份证号。")
        if not cls.SHAPE.fullmatch(number):
            if len(number) == 18:
                raise Unreadable("身份证号只能是 17 位数字加一位数字或 X，请核对。")
            raise Unreadable(f"身份证号应为 18 位，现有 {len(number)} 位，请核对。")
        if int(number[:2]) not in PROVINCES:
            raise Unreadable("身份证号的前两位不是省级行政区的代码，请核对。")

    @staticmethod
    def _born(number):
        try:
            born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            raise Unreadable("身份证号里的出生日期不存在，请核对第 7 至 14 位。") from None
        if born.year < 1900:
            raise Unreadable("身份证号里的出生日期早于 1900 年，请核对第 7 至 14 位。")
        return born

    @classmethod
    def check_of(cls, first17):
        """The 18th character. ISO 7064 MOD 11-2."""
        total = sum(int(d) * w for d, w in zip(first17, cls.WEIGHTS, strict=True))
        return "10X98765432"[total % 11]

    @classmethod
    def with_check(cls, first17):
        """A valid number from its first 17 digits, for fictional people."""
        return cls.parse(first17 + cls.check_of(first17))

    @property
    def birth_on(self):
        return self._born(self)

    @property
    def sex(self):
        """ "男" or "女"."""
        return "男" if int(self[16]) % 2 else "女"


LOST_DIGITS = "身份证号以数字格式保存，末几位已丢失。请把这一列改为“文本”格式，重新填写后再导入。"


class HongKongMacauResidence(IdNumber):
    """港澳居民居住证: a number of the same row as the 身份证, beginning with 81 or 82.

    国办发〔2018〕81号, 第六条.
    """

    __slots__ = ()
    NAME, BEGINNINGS = "港澳居民居住证", ("81", "82")

    @classmethod
    def parse(cls, text, *, on=None):
        number = super().parse(text, on=on)
        if not number.startswith(cls.BEGINNINGS):
            said = " 或 ".join(cls.BEGINNINGS)
            raise Unreadable(f"{cls.NAME}的号码以 {said} 开头，请核对证件种类。")
        return number


class TaiwanResidence(HongKongMacauResidence):
    """台湾居民居住证: the same, beginning with 83."""

    __slots__ = ()
    NAME, BEGINNINGS = "台湾居民居住证", ("83",)


class PermanentResidence(CheckedNumber):
    """外国人永久居留身份证: 18 digits since 2023, beginning with 9; before, 3 letters, 12 digits.

    The new one ends in the check of GB 11643; of the old one only shape and birth are looked at.
    """

    __slots__ = ()
    NEW = re.compile(r"9\d{16}[\dX]", re.ASCII)
    OLD = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)

    @classmethod
    def parse(cls, text):
        number = _bare(text, "永久居留身份证号")
        if isinstance(text, (int, float)) or AS_NUMBER.fullmatch(number):
            raise Unreadable(LOST_DIGITS.replace("身份证号", "永久居留身份证号"))
        if cls.OLD.fullmatch(number):
            cls._require_day(number[7:13], "%y%m%d", "第 8 至 13 位")
        elif not cls.NEW.fullmatch(number):
            raise Unreadable(
                "永久居留身份证号是以 9 开头的 18 位，旧证是 3 个字母加 12 位数字，请核对。"
            )
        else:
            cls._require_day(number[6:14], "%Y%m%d", "第 7 至 14 位")
            if number[-1] != IdNumber.check_of(number[:17]):
                raise Unreadable("永久居留身份证号的校验码对不上，请核对是否抄错了数字。")
        return cls(number)

    @staticmethod
    def _require_day(digits, shape, where):
        try:
            datetime.strptime(digits, shape).replace(tzinfo=CHINA)
        except ValueError:
            raise Unreadable(f"永久居留身份证号里的出生日期不存在，请核对{where}。") from None


class Passport(CheckedNumber):
    """护照号: 5 to 17 letters and digits, as the states have them."""

    __slots__ = ()
    SHAPE = re.compile(r"[A-Z0-9]{5,17}", re.ASCII)

    @classmethod
    def parse(cls, text):
        number = _bare(text, "护照号")
        if AS_NUMBER.fullmatch(number):
            raise Unreadable(LOST_DIGITS.replace("身份证号", "护照号"))
        if not cls.SHAPE.fullmatch(number) or not re.search(r"\d", number):
            raise Unreadable("护照号是 5 至 17 位字母和数字，请对照护照资料页核对。")
        return cls(number)


class CreditCode(CheckedNumber):
    """统一社会信用代码, 18 characters. GB 32100-2015."""

    __slots__ = ()
    ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
    SHAPE = re.compile(f"[{ALPHABET}]{{18}}")

    @classmethod
    def parse(cls, text):
        """The code in capitals, or Unreadable."""
        code = _bare(text, "统一社会信用代码")
        if isinstance(text, (int, float)) or AS_NUMBER.fullmatch(code):
            raise Unreadable(
                "统一社会信用代码以数字格式保存，末几位已丢失，请改为“文本”格式后重新填写。"
            )
        if len(code) != 18:
            raise Unreadable(f"统一社会信用代码应为 18 位，现有 {len(code)} 位，请核对营业执照。")
        if not cls.SHAPE.fullmatch(code):
            raise Unreadable(
                "统一社会信用代码只用数字和大写字母，且没有 I、O、S、V、Z，请核对营业执照。"
            )
        if code[-1] != cls.check_of(code[:17]):
            raise Unreadable("统一社会信用代码的校验码对不上，请核对是否抄错。")
        return cls(code)

    @classmethod
    def check_of(cls, first17):
        values = (cls.ALPHABET.index(c) for c in first17)
        total = sum(v * w for v, w in zip(values, cls.WEIGHTS, strict=True))
        return cls.ALPHABET[-total % 31]

    @classmethod
    def with_check(cls, first17):
        """A valid code from its first 17 characters, for fictional enterprises."""
        return cls.parse(first17 + cls.check_of(first17))


class Phone(CheckedNumber):
    """手机号: 11 digits of mainland China, without +86."""

    __slots__ = ()

    @classmethod
    def parse(cls, text):
        """The 11 digits, or Unreadable. An Excel number is exact here, so it is taken."""
        bare = re.sub(r"[().]", "", re.sub(r"\.0+$", "", _bare(text, "手机号")))
        phone = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", bare)
        if AS_NUMBER.fullmatch(bare):
            raise Unreadable("手机号以数字格式保存，末几位已丢失，请改为“文本”格式后重新填写。")
        if not re.fullmatch(r"[0-9]+", phone):
            raise Unreadable("手机号只能是数字，请核对。")
        if len(phone) != 11:
            raise Unreadable(f"手机号应为 11 位，现有 {len(phone)} 位，请核对。")
        if not re.match(r"1[3-9]", phone):
            raise Unreadable("手机号应以 13 至 19 开头，请核对是否填成了座机。")
        return cls(phone)


def may_name_somebody(text):
    """Could a phone or an ID number stand in this text? A credit code alone is none."""
    bare = IGNORED.sub("", str(text).translate(NARROW)).upper()
    try:
        CreditCode.parse(bare[:LONGEST])
    except Unreadable:
        return PERSONAL.search(bare) is not None
    return False


def mask_id(number):
    """3101**********1234 → "3101**********34": enough to recognise, not enough to sign in.

    The last four decide between two persons at sign-in, so only two of them are shown.
    """
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}" if len(number) > 6 else "******"


def mask_phone(number):
    """13800138000 → "138****8000"."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "****"
