import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import (
    UNSEEN,
    TooLong,
    clean,
    clean_line,
    clean_name,
    query_terms,
    tokens,
)


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_cleaned_or_too_long_and_what_is_clean_stays(text):
    try:
        done = clean(text, 200)
    except TooLong:
        assert len(text) > 200
    else:
        assert len(done) <= 200
        assert not UNSEEN.search(done)
        done.encode()
        assert clean(done, 200) == done


def test_unseen_characters_go_and_rare_ones_stay():
    assert clean("张\x00三\ud800\u202e丰\ufeff", 10) == "张三丰"
    assert clean("𠮷田·㐂 买买提·艾力", 20) == "𠮷田·㐂 买买提·艾力"
    assert clean("第一行\r\n第二行\t完\u2028三", 20) == "第一行\n第二行 完\n三"
    assert clean("e\u0301", 5) == "é"


def test_nothing_is_cut_in_silence():
    with pytest.raises(Unreadable, match="最多 3 个字，现有 4 个"):
        clean("一二三四", 3)


@pytest.mark.parametrize("text", ["字" * 10_000_000, "e" + "\u0301\u0323" * 5_000_000])
def test_ten_megabytes_are_refused_at_once(text):
    began = time.perf_counter()
    with pytest.raises(TooLong):
        clean(text, 2000)
    assert time.perf_counter() - began < 1


def test_one_line():
    assert clean_line(" 甲\n\n 乙　丙 ", 20) == "甲 乙 丙"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("  张　三 ", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("𠮷\u200d田", "𠮷田"),
    ],
)
def test_a_name_is_one_name_however_typed(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    "query", ["焊接", "焊", "工艺改进", "改进焊接工艺", "ＰＬＣ3", "plc3", "plc", "夹具", "𠮷"]
)
def test_words_and_single_characters_find_the_text(query):
    text = "智能焊接工艺的改进：PLC3号夹具（𠮷师傅）"
    terms = query_terms(query)
    assert terms
    assert set(terms) <= set(tokens(text))


@pytest.mark.parametrize("query", ["铣床", "接工", "工装", "plc4"])
def test_other_words_do_not(query):
    text = "智能焊接，改进工艺，服装，PLC3号"
    assert not set(query_terms(query)) <= set(tokens(text))


@given(st.text(st.characters(), max_size=100))
def test_any_text_can_be_searched_for(text):
    for term in [*tokens(text), *query_terms(text)]:
        assert term
        term.encode()
        assert "\x00" not in term


@given(st.text("焊接工艺改进智能夹具PLC3 ，", max_size=30))
def test_a_text_is_found_by_itself(text):
    assert set(query_terms(text)) <= set(tokens(text))
