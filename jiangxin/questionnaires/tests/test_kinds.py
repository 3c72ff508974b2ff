"""Every kind of question: how it is asked, judged, kept and shown."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from jiangxin.lib.refusal import OutOfStep
from jiangxin.questionnaires.models import Question, Questionnaire, text_of

Kind = Question.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    return Questionnaire.objects.create(name="申报表")


def form_of(question, data=None, files=None):
    typed = QueryDict(mutable=True)
    for name, value in (data or {}).items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return type("Answers", (forms.Form,), {question.key: question.field()})(typed, files or {})


@pytest.mark.parametrize(
    ("kind", "terms", "typed", "kept", "shown"),
    [
        ("line", {}, " 3 号机 ", "3 号机", "3 号机"),
        ("amount", {"unit": "工时"}, "1,200.50", "1200.50", "1200.50 工时"),
        ("amount", {"minimum": 0}, "0", "0", "0"),
        ("money", {}, "1，234.5", 123450, "1,234.50 元"),
        ("money", {}, "0", 0, "0.00 元"),
        ("date", {}, "2026-11-02", "2026-11-02", "2026-11-02"),
        ("choice", {"choices": ["有", "没有"]}, "有", "有", "有"),
        (
            "several",
            {"choices": ["工时", "材料", "电"]},
            ["电", "工时"],
            ["电", "工时"],
            "电、工时",
        ),
    ],
)
def test_what_is_typed_is_kept_by_its_kind(asking, kind, terms, typed, kept, shown):
    question = asking.ask("q", "问", kind, **terms)
    form = form_of(question, {"q": typed})
    assert form.is_valid(), form.errors
    answer = question.kept(form.cleaned_data["q"])
    assert (answer, question.shown(answer)) == (kept, shown)
    assert asking.answered({"q": answer}) == [(question, answer)]
    assert asking.unanswered({"q": answer}) == []


@pytest.mark.parametrize(
    ("kind", "terms", "typed", "said"),
    [
        ("amount", {}, "一些", "这里填数字"),
        ("amount", {"minimum": 1, "unit": "台"}, "0", "最小是 1台"),
        ("amount", {"maximum": 10}, "10.01", "最大是 10"),
        ("amount", {}, "1.234", "最多写两位小数"),
        ("amount", {}, "9" * 50, "这里填数字"),
        ("money", {}, "很多", "金额请填数字"),
        ("money", {"minimum": 100}, "99.99", "最少是 100 元"),
        ("money", {"maximum": Decimal("10.5")}, "10.51", "最多是 10.5 元"),
        ("date", {}, "明天", "日子看不懂"),
        ("date", {}, "0001-01-01", "1900 年"),
        ("choice", {"choices": ["有", "没有"]}, "", "请选“问”"),
        ("several", {"choices": ["有", "没有"]}, [], "请选“问”"),
        ("several", {"choices": ["有", "没有"]}, ["老板"], "老板"),
        ("table", {"choices": ["项目"]}, "", "至少一行"),
        ("file", {}, "", "PDF 或照片"),
        ("person", {}, "", "请填“问”"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(asking, kind, terms, typed, said):
    form = form_of(asking.ask("q", "问", kind, **terms), {"q": typed})
    assert not form.is_valid()
    assert said in str(form.errors["q"])


def test_a_table_keeps_its_filled_rows(asking):
    question = asking.ask("q", "花费", Kind.TABLE, choices=["项目", "元"])
    form = form_of(question, {"q-1-1": " 定位销 ", "q-1-2": "80", "q-3-1": "手柄"})
    assert form.is_valid()
    assert form.cleaned_data["q"] == [["定位销", "80"], ["手柄", ""]]
    assert question.shown(form.cleaned_data["q"]) == "定位销，80\n手柄"
    shown = str(form_of(question, {"q-1-1": "定位销"})["q"])
    assert 'value="定位销"' in shown and 'aria-label="第 1 行第 2 列"' in shown
    assert not form_of(question, {"q-1-1": "长" * 201}).is_valid()


def test_a_file_is_judged_by_its_content(asking):
    question = asking.ask("q", "证明", Kind.FILE)
    form = form_of(question, {}, {"q": SimpleUploadedFile("证明.pdf", b"<svg/>")})
    assert not form.is_valid()
    assert "SVG" in str(form.errors["q"])


def test_a_question_is_asked_only_after_its_answer(asking):
    asking.ask("patent", "有没有专利", Kind.CHOICE, choices=["有", "没有"])
    asking.ask("number", "专利号", Kind.LINE, show_if_key="patent", show_if_value="有")
    asking.ask("who", "谁申请的", Kind.LINE, show_if_key="number", show_if_value="A")
    assert [q.key for q in asking.unanswered({})] == ["patent"]
    assert [q.key for q in asking.unanswered({"patent": "有"})] == ["number"]
    assert asking.unanswered({"patent": "没有"}) == []
    hidden = {"patent": "没有", "number": "A", "who": "张"}
    assert [q.key for q, _ in asking.answered(hidden)] == ["patent"]


def test_one_of_several_is_enough(asking):
    asking.ask("saves", "省什么", Kind.SEVERAL, choices=["工时", "电"])
    asking.ask("kwh", "省多少度", Kind.AMOUNT, show_if_key="saves", show_if_value="电")
    assert [q.key for q in asking.unanswered({"saves": ["工时", "电"]})] == ["kwh"]
    assert asking.unanswered({"saves": ["工时"]}) == []


def test_what_keeps_a_form_from_being_published(asking):
    assert "还没有题目" in asking.faults()[0]
    asking.ask("a", "甲", Kind.CHOICE, choices=["只有一个"])
    asking.ask("b", "乙", Kind.TABLE)
    asking.ask("c", "丙", Kind.AMOUNT, minimum=9, maximum=1)
    asking.ask("d", "丁", Kind.LINE, show_if_key="e", show_if_value="x")
    asking.ask("e", "戊", Kind.LINE, show_if_key="a", show_if_value="没有的")
    said = asking.faults()
    assert len(said) == 5
    for word in ("至少两个", "还没有写列", "最小值大于最大值", "不在它前面", "没有的选项"):
        assert any(word in one for one in said), word


def test_a_published_one_is_never_edited(asking, django_user_model):
    by = django_user_model.objects.create_user("周处长")
    question = asking.ask("a", "甲", Kind.LINE)
    asking.publish()
    for verb in (
        lambda: question.amend(by=by, label="乙"),
        lambda: question.move(1, by=by),
        lambda: question.remove(by=by),
        lambda: asking.ask("b", "乙", Kind.LINE),
        asking.publish,
        asking.drop,
    ):
        with pytest.raises(OutOfStep, match="另起一版"):
            verb()
    assert asking.free_key() == "q1"


def test_words_of_every_kind_are_found():
    answers = ["慢", 5, 0, "", ["甲", "乙"], [["丙", "丁"]], {"key": 1, "name": "报告.pdf"}]
    assert [text_of(answer) for answer in answers] == [
        "慢", "5", "", "", "甲 乙", "丙 丁", "报告.pdf"
    ]  # fmt: skip


def test_a_day_is_kept_as_it_is_written_everywhere(asking):
    question = asking.ask("q", "哪天", Kind.DATE)
    assert question.kept(datetime.date(2026, 1, 2)) == "2026-01-02"
