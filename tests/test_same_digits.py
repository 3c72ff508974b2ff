"""One closed figure, digit for digit: the page, the data interface, the papers, the closing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangxin.api.tests.aids import program
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import ClosedFigure, Report
from jiangxin.kpi.period import Period, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests import pdf_text
from jiangxin.kpi.tests.aids import close, count_new, declare, newest
from jiangxin.kpi.tests.test_pages import file, propose
from jiangxin.kpi.tests.test_reports import as_written, book_of, drawn, rows_of, word_rows
from jiangxin.lib import clock
from tests import house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closed(cast, programme):
    """A month in which two took part, closed 40 days later; then a third was entered late."""
    month = month_of(clock.today())
    propose(cast.zhang, programme)
    propose(cast.chen, programme, "打表")
    file(cast.jinggong, cast.zhao, 3, members=2)
    declare(Place(cast.park), cast.zheng, month=month, people=30, acts=40)
    with clock.shifted(timedelta(days=40)):
        count_new()
        close(Period(month, month), cast.zhou, newest())
    propose(cast.he, programme, "走线")
    with clock.shifted(timedelta(days=41)):
        count_new()
        yield Period(month, month)


@pytest.mark.parametrize(
    ("kind", "thing"), [("unions", "city"), ("parks", "park"), ("enterprises", "jinggong")]
)
def test_all_of_them_say_what_was_closed(cast, closed, sign_in, kind, thing):
    place = Place(getattr(cast, thing))
    kept = ClosedFigure.of(place, closed).figures
    figures = figures_of(place, closed)
    asked = {"period": closed.written}
    page = sign_in(cast.zhou).get(place.get_absolute_url(), asked).text
    url = reverse("api:v1:figures", args=[kind, place.thing.pk])
    told = house.signed_in(program(cast.zhou, days=60)[1]).get(url, asked).json()["figures"]
    report = Report.ask(place, closed, by=cast.zhou)
    report.write()
    report.refresh_from_db()
    book, paper = rows_of(book_of(report), "数字"), pdf_text.words(drawn(report, "pdf"))
    word = [row for row in word_rows(drawn(report, "docx")) if len(row) == 6][1:]
    assert kept["people"]["value"] == (1 if thing == "jinggong" else 2)  # without the third
    assert [one["code"] for one in told] == [row["代码"] for row in book] == list(figures)
    assert figures.keys() == kept.keys()
    assert list(figures)[:2] == ["people", "acts"]
    for figure, interface, row, line in zip(figures.values(), told, book, word, strict=False):
        closed_value = kept[figure.code]["value"]
        assert figure.value is None or str(figure.value) == str(closed_value)
        assert interface["digits"] == figure.digits
        assert interface["declared"] == figure.declared == kept[figure.code]["declared"]
        assert as_written(figure, row["数值"]) == figure.digits
        assert line[2].removesuffix("（已封账）").removesuffix(f" {figure.unit}") == figure.digits
        assert f">{figure.digits}<" in page and figure.digits in paper
    assert "已封账" in page and "已封账" in paper


def test_what_came_late_is_said_on_all_of_them(cast, closed, sign_in):
    place, late = Place(cast.park), "封账后补记 1 人次（1 人）"
    report = Report.ask(place, closed, by=cast.zhou)
    report.write()
    report.refresh_from_db()
    url = reverse("api:v1:figures", args=["parks", cast.park.pk])
    asked = {"period": closed.written}
    told = house.signed_in(program(cast.zhou, days=60)[1]).get(url, asked).json()["figures"]
    assert late in sign_in(cast.zhou).get(place.get_absolute_url(), asked).text
    assert late in str(rows_of(book_of(report), "数字"))
    assert any(late in note for note in told[0]["notes"])
