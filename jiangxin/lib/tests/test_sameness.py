import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.sameness import (
    Scale,
    contained,
    grams,
    highlighted,
    marked,
    prints,
    spoken,
    words_in_common,
)

EVEN = Scale({})
CLAMP = "数控铣床快换夹具。底板做两个定位销孔，夹具用偏心手柄压紧，换型不用再拆螺栓。"
AGAIN = "铣床夹具改快换：做定位销，用偏心手柄一压就紧，换型不拆螺栓。"
LIGHT = "地下管廊照明采用人体感应，无人时调暗。"
TEXT = st.text(st.sampled_from("夹具定位销换型漏油照明点检节电的了，。3ABx５"), max_size=60)


def alike(one, other):
    return EVEN.likeness(grams(one), grams(other))


@given(TEXT, TEXT)
def test_a_figure_is_the_same_both_ways_and_between_none_and_all(one, other):
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == pytest.approx(alike(other, one))


@given(TEXT)
def test_the_same_text_is_all_alike(text):
    assert alike(text, text) == pytest.approx(1 if grams(text) else 0)


@given(TEXT, TEXT, TEXT)
def test_the_order_of_sections_changes_nothing(one, other, third):
    assert alike(f"{one}\n{other}", third) == pytest.approx(alike(f"{other}\n{one}", third))


@given(TEXT, TEXT)
def test_the_parts_of_a_marked_text_are_the_text(one, other):
    assert "".join(part for part, _ in marked(one, other)) == one


def test_what_is_said_again_is_nearer_than_what_is_not():
    assert alike(CLAMP, AGAIN) > 0.3 > 0.1 > alike(CLAMP, LIGHT)


def test_the_words_in_common_are_words():
    found = words_in_common(CLAMP, AGAIN, EVEN)
    assert set(found) <= {"铣床", "快换", "夹具", "定位", "定位销", "偏心", "手柄", "换型", "螺栓"}
    assert found


def test_the_form_itself_makes_nothing_alike():
    assert grams("合理化建议：改进措施") == grams("")
    assert spoken("存在的问题：漏油").split() == [":漏油"]


def test_what_is_common_is_marked():
    text = "底板做定位销孔。"
    parts = marked(text, "加定位销孔")
    assert ("定位销孔", True) in parts
    assert highlighted("Ｘ５０３２铣床", ["x5032"]) == [("Ｘ５０３２", True), ("铣床", False)]


def test_a_copied_passage_leaves_a_mark():
    copied = "夹具用偏心手柄压紧，换型不用再拆螺栓"
    assert contained(prints(copied), prints(CLAMP)) > 0.7
    assert contained(prints(LIGHT), prints(CLAMP)) == 0
    assert contained(prints(""), prints(CLAMP)) == 0


@pytest.mark.parametrize("text", ["", "a", "油", "？！。", "合理化建议", "\u0301" * 500, "X5032"])
def test_little_or_nothing_is_no_trouble(text):
    assert 0 <= alike(text, CLAMP) <= 1
    assert "".join(part for part, _ in marked(text, CLAMP)) == text
    assert contained(prints(text), prints(CLAMP)) <= 1


def test_a_hundred_thousand_characters_take_no_second():
    began, long = time.perf_counter(), CLAMP * 2600
    assert alike(long, CLAMP) > 0.9
    assert words_in_common(long, CLAMP, EVEN)
    assert marked(long, CLAMP)
    assert time.perf_counter() - began < 2
