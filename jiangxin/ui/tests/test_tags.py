from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from jiangxin.lib.workdays import add_working_days
from jiangxin.ui import words
from jiangxin.ui.sampler import Sampler

FRIDAY = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def draw(source, **known):
    return Template(source).render(Context(known))


def test_a_day_says_its_weekday():
    assert words.day(date(2026, 11, 27)) == "11月27日（周五）"
    assert words.day(None) == "—"


def test_a_moment_is_local_time():
    assert words.moment(datetime(2026, 11, 18, 16, 31, tzinfo=UTC)) == "11月19日 00:31"


@pytest.mark.parametrize(
    ("due", "far"),
    [
        (date(2026, 11, 20), (0, "就是今天")),
        (date(2026, 11, 23), (2, "还有 2 个工作日")),  # today counts, the weekend does not
        (date(2026, 11, 18), (-1, "已超 2 个工作日")),
        (FRIDAY - timedelta(minutes=1), (-1, "已超期")),
    ],
)
def test_the_distance_is_in_working_days(due, far):
    assert words.distance(due, FRIDAY) == far


def test_on_its_first_day_no_more_days_are_left_than_the_term_has():
    due = add_working_days(FRIDAY.date(), 7)
    assert words.distance(due, FRIDAY)[0] == 8  # today is counted among those that are left
    assert words.distance(due, FRIDAY, 7) == (7, "还有 7 个工作日")
    assert words.distance(due, FRIDAY + timedelta(days=5), 7)[0] == 5


@pytest.mark.parametrize(
    ("number", "shown"), [(9412, "9,412"), (Decimal("58.25"), "58.3"), (None, "—"), (0, "0")]
)
def test_numbers_have_commas_and_nothing_is_not_zero(number, shown):
    assert words.commas(number) == shown


def test_what_cannot_be_computed_is_not_zero():
    assert words.percent(None) == "无法计算"
    assert words.percent(0.638) == "63.8%"


def test_a_state_is_icon_word_and_colour():
    drawn = draw('{% state "returned" "退回修改" %}')

    assert 'class="jx-state jx-state--returned"' in drawn
    assert drawn.index("<svg") < drawn.index("退回修改")
    assert 'aria-hidden="true"' in drawn


@pytest.mark.django_db
def test_a_day_past_due_is_said_and_marked(django_assert_num_queries, rf):
    context = {"request": rf.get("/"), "day": date(2020, 1, 2)}
    with django_assert_num_queries(1):  # the clock is asked once for the whole page
        drawn = draw('{% due day "前答复" %}{% due day short=True %}', **context)

    assert 'class="jx-due jx-due--late">1月2日（周四）前答复 · 已超' in drawn
    assert '<span class="jx-due jx-due--late">超 ' in drawn


def test_words_of_people_are_never_markup():
    drawn = draw(
        '{% say "warn" x %}{{ x }}{% endsay %}{% blank "bulb" x x %}{% section x %}{% endsection %}'
        '{% head x %}{% endhead %}{% state "draft" x %}{% trail "/" x x %}{% journey steps %}',
        x="<b>夹具</b>",
        steps=[{"title": "<b>夹具</b>", "said": "<b>夹具</b>\n二", "who": "<b>夹具</b>"}],
    )

    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


def test_an_error_stands_under_its_field_and_belongs_to_it():
    drawn = draw("{% field form.measure %}", form=Sampler.filled())

    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_measure_error"' in drawn
    assert 'id="id_measure_error">请写出改法' in drawn


def test_a_hint_belongs_to_its_field():
    drawn = draw("{% field form.problem %}", form=Sampler.filled())

    assert 'aria-describedby="id_problem_hint"' in drawn
    assert drawn.index("form-hint") < drawn.index("<textarea")


def test_up_to_seven_answers_are_buttons_and_more_a_list():
    form = Sampler.filled()

    assert 'type="radio" name="kind" id="id_kind_0" value="小改" checked' in draw(
        "{% field form.kind %}", form=form
    )
    assert "<select" in draw("{% field form.branch %}", form=form)
    assert 'value="时间" checked' in draw("{% field form.wishes %}", form=form)


def test_the_optional_is_marked():
    form = Sampler.filled()

    assert "可不填" in draw("{% field form.since %}", form=form)
    assert "可不填" not in draw("{% field form.title %}", form=form)
    assert "6 / 40 字" in draw("{% field form.title limit=40 %}", form=form)


def test_an_unknown_icon_or_state_is_our_error():
    for source in ('{% icon "nonsense" %}', '{% state "nonsense" "词" %}'):
        with pytest.raises(KeyError):
            draw(source)


def test_a_hidden_field_has_no_label():
    class Hidden(forms.Form):
        step = forms.CharField(widget=forms.HiddenInput, initial="2")

    assert "<label" not in draw("{% field form.step %}", form=Hidden())


def test_a_missing_number_is_a_dash():
    drawn = draw('{% figure "参与率" None "%" %}企业还没报职工数{% endfigure %}')

    assert '<dd class="jx-number">—' in drawn
    assert "企业还没报职工数" in drawn


def test_a_meter_is_drawn_without_style():
    assert '<rect class="done" width="58.3%"' in draw('{% meter 58.3 70 label="参与率" %}')


def test_what_is_wrong_with_a_form_is_said_above_it_and_leads_to_the_questions():
    form = Sampler({"title": "夹具快换"})
    assert draw("{% mistakes form %}", form=Sampler()) == ""

    assert "处要改" in draw("{% mistakes form %}", form=form)
    assert '<a href="#id_problem">' in draw("{% mistakes form %}", form=form)
    assert '<a href="#id_kind_0">' in draw("{% mistakes form %}", form=form)
    assert "#id_title" not in draw("{% mistakes form %}", form=form)

    form.add_error(None, "<开始>在结束之后")
    drawn = draw("{% mistakes form %}", form=form)

    assert 'role="alert"' in drawn
    assert "&lt;开始&gt;在结束之后" in drawn
    assert "处要改" in drawn
