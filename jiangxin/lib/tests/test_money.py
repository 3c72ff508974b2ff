import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.money import MOST, parse_fen, yuan
from jiangxin.lib.refusal import Unreadable


@given(st.integers(0, MOST))
def test_what_is_written_is_read_back(fen):
    assert parse_fen(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1234.5", 123450), ("￥１，２３４．５０ 元", 123450), ("0", 0), ("12.", 1200)],
)
def test_the_ways_to_write_an_amount(text, fen):
    assert parse_fen(text) == fen


def test_amounts_as_people_read_them():
    assert (yuan(123456), yuan(-5), yuan(0)) == ("1,234.56", "-0.05", "0.00")


@pytest.mark.parametrize("text", ["", "1.005", "-1", "1e9", "12,34", "inf", "9" * 10_000_000])
def test_nothing_is_rounded_or_guessed(text):
    with pytest.raises(Unreadable):
        parse_fen(text)


@given(st.one_of(st.text(), st.floats(), st.none()))
def test_anything_is_read_or_unreadable(value):
    try:
        assert parse_fen(value) >= 0
    except Unreadable as why:
        assert str(why)
