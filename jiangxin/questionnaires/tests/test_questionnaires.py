from decimal import Decimal

import pytest
from django import forms
from django.db import IntegrityError, transaction

from jiangxin.questionnaires.fields import CleanLineField
from jiangxin.questionnaires.models import Question, Questionnaire

Kind = Question.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def questionnaire():
    form = Questionnaire.objects.create(name="试卷")
    form.ask("where", "哪台设备", Kind.LINE, limit=20)
    form.ask("why", "现在哪里不好", Kind.TEXT, limit=100)
    form.ask("saved", "一年省多少元", Kind.AMOUNT, is_required=False)
    form.ask("who", "谁来做", Kind.CHOICE, choices=["车间", "设备科"])
    return form


def answered(questionnaire, **data):
    fields = {question.key: question.field() for question in questionnaire.asked()}
    form = type("Answers", (forms.Form,), fields)(data)
    return form, form.is_valid()


def test_questions_build_their_fields_in_order(questionnaire):
    form, ok = answered(questionnaire, where="3 号机", why="换型慢", who="车间", saved="1200.50")
    assert ok
    assert list(form.fields) == ["where", "why", "saved", "who"]
    kept = {q.key: q.kept(form.cleaned_data[q.key]) for q in questionnaire.asked()}
    assert kept == {"where": "3 号机", "why": "换型慢", "saved": "1200.50", "who": "车间"}


def test_an_amount_is_kept_as_it_was_written_not_as_a_float(questionnaire):
    amount = questionnaire.asked()[2]
    assert amount.kept(Decimal("1E+3")) == "1000"
    assert amount.kept(None) == ""


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("where", "机" * 21, "最多 20 个字，现有 21 个"),
        ("why", " \x00 ", "请写“现在哪里不好”"),
        ("saved", "很多", "数字"),
        ("who", "老板", "老板"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(questionnaire, field, typed, said):
    good = {"where": "3 号机", "why": "慢", "who": "车间"}
    form, ok = answered(questionnaire, **{**good, field: typed})
    assert not ok
    assert said in str(form.errors[field])


def test_a_line_stays_a_line():
    assert CleanLineField(max_length=20).clean(" 快换\r\n夹具\u202e ") == "快换 夹具"


def test_the_browser_is_not_told_to_cut_what_is_pasted(questionnaire):
    form, _ = answered(questionnaire)
    assert "maxlength" not in str(form["why"])


def test_what_is_answered_and_what_is_missing(questionnaire):
    answers = {"where": "3 号机", "why": ""}
    assert [(q.key, a) for q, a in questionnaire.answered(answers)] == [("where", "3 号机")]
    assert [q.key for q in questionnaire.unanswered(answers)] == ["why", "who"]


def test_a_key_is_asked_once(questionnaire):
    with pytest.raises(IntegrityError, match="one_question_per_key"), transaction.atomic():
        questionnaire.ask("where", "又一台", Kind.LINE)
