from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.numbers import (
    CreditCode,
    HongKongMacauResidence,
    IdNumber,
    Passport,
    PermanentResidence,
    Phone,
    TaiwanResidence,
    Unreadable,
    mask_id,
    mask_phone,
)

TODAY = date(2026, 11, 23)
digits17 = st.dates(date(1900, 1, 1), TODAY).flatmap(
    lambda born: st.integers(0, 999).map(lambda n: f"310101{born:%Y%m%d}{n:03d}")
)
codes17 = st.text(CreditCode.ALPHABET, min_size=17, max_size=17)


def test_the_example_of_the_standard():
    """GB 11643-1999, 附录 A."""
    assert IdNumber.parse("11010519491231002X") == "11010519491231002X"


def test_what_it_says_about_the_person():
    number = IdNumber.parse("11010519491231002x")
    assert (number.birth_on, number.sex) == (date(1949, 12, 31), "女")


@given(digits17)
def test_a_number_with_its_check_is_taken_and_no_other_check_is(first):
    number = IdNumber.with_check(first)
    assert IdNumber.parse(f" {number[:6]}-{number[6:14]}　{number[14:]}\t", on=TODAY) == number
    for other in set("0123456789X") - {number[17]}:
        with pytest.raises(Unreadable):
            IdNumber.parse(first + other, on=TODAY)


@given(digits17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(first, place, by):
    number = IdNumber.with_check(first)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Unreadable):
        IdNumber.parse(wrong, on=TODAY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (3.101011990010113e17, "数字格式"),
        ("3.10101199001011E+17", "数字格式"),
        ("3.101011990010113e+17", "数字格式"),
        ("310101199001011300.0", "数字格式"),
        ("310101199001011000", "数字格式"),  # fifteen digits kept, three zeros filled up
        ("310101900101123", "15 位"),
        ("110105194912310021", "校验码"),
        ("110105194902310025", "出生日期不存在"),
        ("110105299912310025", "还没有到"),
        ("110105189912310025", "1900"),
        ("990105194912310025", "前两位"),
        ("11010519491231002Y", "数字或 X"),
        ("1101051949123100", "现有 16 位"),
        ("", "没有填写"),
        (None, "没有填写"),
        ("１" * 10_000_000, "过长"),
    ],
)
def test_a_wrong_id_is_refused_with_its_reason(text, says):
    with pytest.raises(Unreadable, match=says):
        IdNumber.parse(text, on=TODAY)


def test_a_birth_today_is_read_and_one_tomorrow_is_not():
    number = IdNumber.with_check("31010120200101123")
    assert IdNumber.parse(number, on=date(2020, 1, 1)) == number
    with pytest.raises(Unreadable, match="还没有到"):
        IdNumber.parse(number, on=date(2019, 12, 31))


def test_full_width_digits_and_x():
    assert IdNumber.parse("１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"
    assert IdNumber.parse("'１１０１０５１９４９１２３１００２ｘ") == "11010519491231002X"


def test_a_real_code_and_the_ways_to_write_it():
    """The code of a well-known state body, public in the national register."""
    assert CreditCode.parse("91110000802100433b") == "91110000802100433B"
    assert CreditCode.parse(" 91110000-8021 00433Ｂ ") == "91110000802100433B"


@given(codes17)
def test_a_code_with_its_check_is_taken_and_no_other_check_is(first):
    code = CreditCode.with_check(first)
    assert CreditCode.parse(code.lower()) == code
    for other in set(CreditCode.ALPHABET) - {code[17]}:
        with pytest.raises(Unreadable):
            CreditCode.parse(first + other)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("91110000802100433", "现有 17 位"),
        ("9111000080210O433B", "没有 I、O"),
        ("91110000802100433C", "校验码"),
        ("9.1110000802100E+17", "数字格式"),
        (9.11e17, "数字格式"),
        (None, "没有填写"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(text, says):
    with pytest.raises(Unreadable, match=says):
        CreditCode.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "+86 138 0013 8000",
        "0086-138-0013-8000",
        "8613800138000",
        "(+86)13800138000",
        "１３８００１３８０００",
        "138\u200b00138000\u202c",
        13800138000,
        13800138000.0,
    ],
)
def test_the_ways_to_write_a_phone(text):
    assert Phone.parse(text) == "13800138000"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("021-58881234", "11 位|座机"),
        ("12345678901", "13 至 19"),
        ("1380013800", "现有 10 位"),
        ("138001380000", "现有 12 位"),
        ("1.38E+10", "数字格式"),
        ("张三", "只能是数字"),
        (" ", "没有填写"),
    ],
)
def test_a_wrong_phone_is_refused_with_its_reason(text, says):
    with pytest.raises(Unreadable, match=says):
        Phone.parse(text)


anything = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=20),  # lone surrogates too
    st.text("0123456789Xx+-.eE８Ｘ \u202e\x00", max_size=20),
    st.floats(),
    st.integers(-(10**30), 10**30),
    st.none(),
)


@given(st.sampled_from([IdNumber, CreditCode, Phone]), anything)
def test_anything_is_read_or_unreadable_and_never_another_error(kind, value):
    try:
        number = kind.parse(value)
    except Unreadable as why:
        assert str(why)
    else:
        assert kind.parse(number) == number


def test_a_programmer_sees_a_number_masked():
    assert "1949" not in repr([IdNumber.parse("11010519491231002X")])
    assert "0013" not in repr({"phone": Phone.parse("13800138000")})
    assert f"{Phone.parse('13800138000')}" == "13800138000"


def test_masks_show_less_than_signs_in():
    assert mask_id("11010519491231002X") == "1101************2X"
    assert mask_phone("13800138000") == "138****8000"
    assert mask_id("12") == "******" and mask_phone("") == "****"


ABROAD = [
    (HongKongMacauResidence, "81000019900101123", True),
    (HongKongMacauResidence, "82000019900101123", True),
    (TaiwanResidence, "83000019900101123", True),
    (PermanentResidence, "931156198807124567"[:17], True),
    (PermanentResidence, "ABC110088071201", False),
    (Passport, "E12345678", False),
    (Passport, "533380006", False),
]


@pytest.mark.parametrize(("kind", "number", "has_check"), ABROAD)
def test_documents_of_those_from_elsewhere_are_read(kind, number, has_check):
    number += IdNumber.check_of(number) if has_check else ""
    assert kind.parse(f" {number.lower()} ") == number


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (TaiwanResidence, IdNumber.with_check("31010119850612001"), "以 83 开头"),
        (HongKongMacauResidence, IdNumber.with_check("83000019900101123"), "以 81 或 82 开头"),
        (TaiwanResidence, "830000199001011230", "校验码"),
        (PermanentResidence, "931156198807124560", "校验码"),
        (PermanentResidence, "931156198813124567", "出生日期不存在"),
        (PermanentResidence, "ABC110088133201", "出生日期不存在"),
        (PermanentResidence, "AB1100880712012", "以 9 开头"),
        (PermanentResidence, 9.31156e17, "数字格式"),
        (Passport, "E1", "5 至 17 位"),
        (Passport, "ABCDEFG", "5 至 17 位"),
        (Passport, "E1234567号", "5 至 17 位"),
        (Passport, "1.23E+08", "数字格式"),
        (Passport, "", "没有填写"),
    ],
)
def test_what_is_no_such_document_gets_a_sentence(kind, text, words):
    with pytest.raises(Unreadable, match=words):
        kind.parse(text)


@pytest.mark.parametrize("kind", [HongKongMacauResidence, PermanentResidence, Passport])
@given(text=st.text(max_size=30))
def test_any_text_is_read_as_a_document_or_refused(kind, text):
    try:
        number = kind.parse(text)
    except Unreadable:
        return
    assert kind.parse(number) == number
