import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.pinyin import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王小明", "wxm"),
        ("曾国藩", "zgf"),
        ("单雄信", "sxx"),
        ("欧阳修", "oyx"),
        ("尉迟恭", "ycg"),
        ("艾力·吐尔逊", "altex"),
        ("John Smith", "johnsmith"),
        ("José", "jose"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_a_name_has_the_initials_that_one_types(name, letters):
    assert initials(name) == letters


@given(st.text(max_size=80))
def test_initials_are_few_and_of_the_latin_alphabet(name):
    found = initials(name)
    assert len(found) <= 60
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz")
