"""The 申报表 on paper: what stands on it, and that no letter is lost in silence."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from jiangxin.lib.refusal import Refusal
from jiangxin.proposals.papers import as_pdf, as_word, said

HOSTILE = '#read("/etc/passwd") \\ $x$ {{ 7*7 }} {%tr for x %} <w:t> & "quoted" *bold* @ref'


def test_the_sheet_says_where_it_was_decided(proposal, cast):
    proposal.pass_on(by=cast.zhao, remark="改法可行")
    told = said(proposal)
    assert told["first_word"] == "通过。改法可行（精工公司工会 赵专管员）"
    assert told["last_word"] == ""
    for keeper in (cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    assert "周处长" in said(proposal)["last_word"]
    assert told["benefit"] == "尚未核算"


def test_it_is_a_pdf_of_one_sheet(proposal):
    content = as_pdf(proposal)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type/Page/") <= 2


def test_what_was_typed_is_never_code(propose, cast):
    draft = propose(cast.zhang, title="题目", answers={"problem": HOSTILE, "measure": "改"})
    assert as_pdf(draft).startswith(b"%PDF-")
    with zipfile.ZipFile(BytesIO(as_word(draft).getvalue())) as book:
        text = book.read("word/document.xml").decode()
    assert "{{ 7*7 }}" in text and "49" not in text
    assert "&lt;w:t&gt;" in text


def test_a_letter_that_the_font_lacks_is_named(propose, cast):
    draft = propose(cast.zhang, title="𠮷师傅的夹具")
    with pytest.raises(Refusal, match="字库里没有“𠮷”"):
        as_pdf(draft)
    assert as_word(draft).getvalue()


def test_a_refusal_is_a_page_not_a_fault(propose, cast, sign_in):
    draft = propose(cast.zhang, title="𠮷师傅的夹具")
    answer = sign_in(cast.zhang).get(reverse("proposals:paper", args=[draft.pk]))
    assert answer.status_code == 409
    assert "请下载 Word 文件打印" in answer.content.decode()


@pytest.mark.parametrize("name", ["paper", "word"])
def test_it_is_served_as_a_file(proposal, cast, sign_in, name):
    answer = sign_in(cast.zhao).get(reverse(f"proposals:{name}", args=[proposal.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer.streaming_content)) > 5_000
