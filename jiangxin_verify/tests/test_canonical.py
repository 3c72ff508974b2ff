import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin_verify.canonical import MOST_DEPTH, TooDeep, Unreadable, canonical, read

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False,
                                                                       allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ('改\n"\\\u0001\u007f', '"改\\n\\"\\\\\\u0001\u007f"'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),  # RFC 8785: UTF-16
        (1.0, "1"),
        (-0.0, "0"),
        (1e16, "10000000000000000"),
        (0.5, "0.5"),
        (1e-5, "0.00001"),
        (1e-7, "1e-7"),
        (1.5e-10, "1.5e-10"),
        (2**70, str(2**70)),
    ],
)
def test_one_text_for_one_value(value, text):
    assert canonical(value) == text


@given(VALUES)
def test_what_is_read_back_has_the_same_text(value):
    text = canonical(value)
    assert canonical(read(text)) == text
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x"])
def test_what_json_does_not_know(value):
    with pytest.raises((ValueError, TypeError)):
        canonical(value)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", '{"a":1}x', "1" * 10_000, "\x00"])
def test_unreadable(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize("one", ["[", '{"a":', "[{"])
def test_a_bomb_is_not_unpacked(one):
    with pytest.raises(TooDeep):
        read(one * 500_000)
    with pytest.raises(TooDeep):
        read("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1))


def test_brackets_in_text_are_no_depth():
    assert read('["' + "[" * 1000 + '\\""]') == ["[" * 1000 + '"']
