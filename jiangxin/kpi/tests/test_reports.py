"""报告: whose it is, that all its papers say the same digits, what a killed worker leaves."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiangxin.audit.models import Trace
from jiangxin.kpi import report_content
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Report
from jiangxin.kpi.models.report import digest_of
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.report_papers import PAPERS
from jiangxin.kpi.rhythm import Rhythm, ended, named, quarter, word, year_before
from jiangxin.kpi.tests import pdf_text
from jiangxin.kpi.tests.aids import count_all, declare
from jiangxin.kpi.tests.test_pages import file, propose
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.organisations.models import Office, Park
from jiangxin.proposals.models import Benefit

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def busy(cast, programme):
    """Two who took part, in two enterprises, of which one filed a headcount of three."""
    one = propose(cast.zhang, programme)
    propose(cast.chen, programme, "打表")
    one.pass_on(by=cast.zhao, remark="同意")
    file(cast.jinggong, cast.zhao, 3, members=2)
    count_all()
    return cast


def written(place, by, period=None, **how):
    report = Report.ask(Place(place, **how), period or Period.this_year(), by=by)
    assert run_waiting() == 1
    return Report.objects.get(pk=report.pk)


def drawn(report, format):
    return report.draw(format, by=report.owner).read()


def book_of(report):
    return CalamineWorkbook.from_filelike(io.BytesIO(drawn(report, "xlsx")))


def rows_of(book, name):
    """The rows below the header, as {heading: value}."""
    header, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def word_rows(content):
    """Each row of each table in a .docx, as a list of texts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    return [
        ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in row.iter(f"{W}tc")]
        for row in tree.iter(f"{W}tr")
    ]


def as_written(figure, value):
    """A number of a workbook as the page writes the figure."""
    if figure.value is None:
        return value
    places = {"per_cent": 1, "fen": 2}.get(figure.indicator.unit, 0)
    return f"{Decimal(str(value)):,.{places}f}"


# The same digits everywhere


@pytest.mark.parametrize(("thing", "plan"), [("city", False), ("city", True), ("park", False),
                                             ("jinggong", False), ("bureau", False)])  # fmt: skip
def test_page_workbook_word_and_pdf_say_the_same_digits(busy, sign_in, thing, plan):
    place = Place(getattr(busy, thing), in_plan=plan)
    known = figures_of(place, Period.this_year())
    report = written(place.thing, busy.zhou, in_plan=plan)
    figures = rows_of(book_of(report), "数字")
    table = [row for row in word_rows(drawn(report, "docx")) if len(row) == 6]
    table = table[1 : 1 + len(known)]
    paper = pdf_text.words(drawn(report, "pdf"))
    page = sign_in(busy.zhou).get(report.get_absolute_url()).text
    shown = sign_in(busy.zhou).get(place.get_absolute_url(), {"scope": "plan" if plan else ""}).text
    assert [row["代码"] for row in figures] == list(known)
    for figure, row, line in zip(known.values(), figures, table, strict=True):
        assert as_written(figure, row["数值"]) == figure.digits
        assert line[2].removesuffix(f" {figure.unit}") == figure.digits
        told = f"{figure.indicator.name}{figure.indicator.kind}{figure.digits}{figure.unit}"
        assert "".join(told.split()) in paper
        assert f"{figure.digits}" in page and f"{figure.digits}" in shown


def test_a_rate_in_the_workbook_is_a_formula_over_its_parts(busy):
    report = written(busy.park, busy.zheng)
    assert report.content["figures"][2]["digits"] == "33.3"
    with zipfile.ZipFile(io.BytesIO(drawn(report, "xlsx"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>ROUND(100*F4/G4,1)</f><v>33.3</v>" in sheet
    row = rows_of(book_of(report), "数字")[2]
    assert (row["分子"], row["分母"], row["数值"]) == (1, 3, 33.3)


def test_what_cannot_be_reckoned_is_said_and_not_nothing(busy):
    report = written(busy.hengli, busy.zhou)
    row = next(row for row in rows_of(book_of(report), "数字") if row["代码"] == "worker_rate")
    assert row["数值"] == "无法计算"
    assert "企业还没报在册职工数" in row["说明"]
    assert "无法计算" in pdf_text.words(drawn(report, "pdf"))


def test_money_is_written_in_yuan_on_all_of_them(busy, monkeypatch):
    report = written(busy.city, busy.zhou)
    row = next(r for r in report.content["figures"] if r["code"] == "benefit_expected")
    row |= {"value": "123456", "digits": "1,234.56"}
    Report.objects.filter(pk=report.pk).update(content=report.content)
    report.refresh_from_db()
    told = {row["代码"]: row["数值"] for row in rows_of(book_of(report), "数字")}
    assert told["benefit_expected"] == 1234.56
    assert Benefit.Kind.EXPECTED.label in pdf_text.words(drawn(report, "pdf"))


def test_the_places_below_stand_in_it(busy):
    report = written(busy.city, busy.zhou)
    tables = {table["title"]: table for table in report.content["lower"]}
    assert list(tables) == ["下级工会", "园区"]
    below = figures_of(Place(busy.park), Period.this_year(), {"people", "worker_rate"})
    digits = [one["digits"] for one in tables["园区"]["rows"][0]["cells"]]
    assert digits[:3] == [below["people"].digits, "0", below["worker_rate"].digits]
    row = rows_of(book_of(report), "园区")[0]
    assert row["园区"] == busy.park.name
    assert (row["参与人数（人）"], row["职工参与率（%）"]) == (2, 33.3)
    rows = written(busy.park, busy.zheng).content["lower"][0]["rows"]
    assert [row["name"] for row in rows] == ["云仓公司", "恒力公司", "精工公司"]


def test_what_was_declared_stands_apart_on_all_of_them(busy):
    month = month_of(clock.today())
    declare(Place(busy.park), busy.zheng, month=month, people=1200, acts=1200)
    report = written(busy.city, busy.zhou)
    assert rows_of(book_of(report), "数字")[0]["自报（单列，不相加）"] == 1200
    assert rows_of(book_of(report), "数字")[0]["数值"] == 2
    assert rows_of(book_of(report), "园区")[0]["自报参与人数（单列）"] == 1200
    assert "1,200" in pdf_text.words(drawn(report, "pdf"))
    table = [row for row in word_rows(drawn(report, "docx")) if row[0] == "参与人数"][0]
    assert table[2:4] == ["2 人", "1,200"]


def test_what_is_left_out_is_said(busy, monkeypatch):
    monkeypatch.setattr(report_content, "MOST", 2)
    report = written(busy.park, busy.zheng)
    assert len(report.content["lower"][0]["rows"]) == 2
    assert "只列按名称排在前面的 2 个" in report.content["sentences"][-1]


def test_a_demonstration_is_said_to_be_one_on_paper(busy, settings):
    settings.DEMONSTRATION = True
    report = written(busy.park, busy.zheng)
    with zipfile.ZipFile(io.BytesIO(drawn(report, "docx"))) as archive:
        assert "均为虚构" in archive.read("word/document.xml").decode()
    assert "均为虚构" in pdf_text.words(drawn(report, "pdf"))
    assert "均为虚构" in str(rows_of(book_of(report), "关于这份报告"))


def test_all_definitions_stand_in_the_workbook(busy):
    report = written(busy.city, busy.zhou)
    known = rows_of(book_of(report), "口径")
    assert [row["代码"] for row in known] == list(figures_of(Place(busy.city), report.period))
    assert "一人只算一次" in known[0]["怎么算"]
    names = book_of(report).sheet_names
    assert names == ["数字", "各月", "下级工会", "园区", "口径", "关于这份报告"]


def test_the_plan_stands_beside_its_own_months(busy):
    plan = Period.read("2016-01..2020-12")
    report = written(busy.city, busy.zhou, plan, in_plan=True)
    aims = {row["name"]: row for row in report.content["aims"]}
    assert aims["参与人数"]["target"] == aims["参与人数"]["should"] == "1,000,000"
    assert (
        "少 70 个百分点" in aims["职工参与率"]["words"]
        or aims["职工参与率"]["digits"] == "无法计算"
    )
    assert "计划目标" in book_of(report).sheet_names
    assert not written(busy.city, busy.zhou, plan).content["aims"]


def test_text_of_people_is_never_code(busy):
    Park.objects.filter(pk=busy.park.pk).update(name='=1+1 #read("x") {{ 7*7 }} & <w:t>')
    report = written(busy.park, busy.zheng)
    assert "49" not in str(word_rows(drawn(report, "docx")))
    assert b"<f>1+1</f>" not in drawn(report, "xlsx")
    assert "{{7*7}}" in pdf_text.words(drawn(report, "pdf"))


def test_a_letter_that_no_font_has_stops_only_the_pdf(busy):
    Park.objects.filter(pk=busy.park.pk).update(name="𠮷园")
    report = written(busy.park, busy.zheng)
    with pytest.raises(Refusal, match="Word"):
        report.draw("pdf", by=busy.zheng)
    assert drawn(report, "docx") and drawn(report, "xlsx")


# It stays as it was, and the log proves it


def test_a_written_report_never_changes(busy, programme):
    report = written(busy.city, busy.zhou)
    before = report.content
    propose(busy.he, programme, "走线")
    count_all()
    report.refresh_from_db()
    report.write()
    report.refresh_from_db()
    assert report.content == before
    assert report.digest == digest_of(report.content)
    assert written(busy.city, busy.zhou).content["figures"][0]["digits"] == "3"


def test_its_digest_stands_in_the_log_and_on_the_paper(busy):
    report = written(busy.city, busy.zhou)
    trace = Trace.objects.about(report).get(verb="写好报告")
    assert trace.details == {"number": report.number, "sha256": report.digest}
    paper = pdf_text.words(drawn(report, "pdf"))
    assert report.digest in paper and "封存" in paper
    assert report.digest in str(rows_of(book_of(report), "关于这份报告"))


# Whose it is


def test_only_its_owner_gets_it_as_long_as_the_office_lasts(busy, sign_in):
    report = written(busy.park, busy.zheng)
    own = [report.get_absolute_url()]
    own += [reverse("kpi:report_file", args=[report.pk, format]) for format in PAPERS]
    for who, status in ((busy.zheng, 200), (busy.zhou, 404), (busy.zhang, 404), (busy.wu, 404)):
        assert {sign_in(who).get(path).status_code for path in own} == {status}
    for office in Office.objects.of(busy.zheng):
        office.end(by=busy.zhou)
    assert {sign_in(busy.zheng).get(path).status_code for path in own} == {404}


def test_nobody_asks_for_a_place_beyond_their_office(busy, sign_in):
    url = reverse("kpi:reports", args=[*Place(busy.city).address])
    for who in (busy.zheng, busy.zhang, busy.wu):
        assert sign_in(who).post(url, {"period": "2026"}).status_code == 404
    assert not Report.objects.exists()


def test_one_that_waits_is_not_written_when_the_office_is_over(busy):
    report = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    for office in Office.objects.of(busy.zheng):
        office.end(by=busy.zhou)
    run_waiting()
    report = Report.objects.get(pk=report.pk)
    assert not report.written_at and "任职有变化" in report.errand.failure


def test_it_is_asked_for_on_a_page_and_fetched(busy, sign_in):
    client, url = sign_in(busy.zheng), reverse("kpi:reports", args=[*Place(busy.park).address])
    assert client.post(url, {"period": "x"}).status_code == 422
    answer = client.post(url, {"period": "2026", "scope": "plan"})
    assert "正在排队" in client.get(answer.url).text
    assert run_waiting() == 1
    page = client.get(answer.url).text
    assert "以后不再变" in page and "（计划口径）" in page
    for format, kind in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        report = Report.objects.get()
        file = client.get(reverse("kpi:report_file", args=[report.pk, format]))
        assert file["Content-Disposition"].startswith("attachment")
        assert b"".join(file.streaming_content).startswith(kind)
    assert Trace.objects.about(report).filter(verb="下载报告").count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_any_number(busy, sign_in, django_assert_num_queries, count):
    for n in range(count):
        Report.ask(Place(busy.park), Period.year(2026 - n), by=busy.zheng)
    client, url = sign_in(busy.zheng), reverse("kpi:reports", args=[*Place(busy.park).address])
    with django_assert_num_queries(12):
        client.get(url)


# Once


def test_asked_for_twice_it_is_one_and_a_future_one_is_none(busy):
    one = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    assert Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng) == one
    with pytest.raises(Refusal, match="还没有开始"):
        Report.ask(Place(busy.park), Period.year(clock.today().year + 1), by=busy.zheng)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(owner=busy.zheng, park=busy.park, first=one.first, last=one.last,
                              asked_at=clock.now())  # fmt: skip


def test_no_more_than_three_at_a_time(busy):
    for year in (2024, 2025, 2026):
        Report.ask(Place(busy.park), Period.year(year), by=busy.zheng)
    with pytest.raises(Refusal, match="3 份"):
        Report.ask(Place(busy.park), Period.year(2023), by=busy.zheng)


def broken(*_):
    raise OperationalError("the connection was lost")


def test_a_killed_worker_leaves_one_report(busy, monkeypatch):
    report = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    with monkeypatch.context() as death:
        death.setattr(Report, "_keep", broken)
        with pytest.raises(OperationalError):
            Report.objects.get(pk=report.pk).write()
    assert not Report.objects.get(pk=report.pk).written_at
    Report.objects.get(pk=report.pk).write()
    Report.objects.get(pk=report.pk).write()  # the job may come once more
    report = Report.objects.get()
    assert report.written_at and report.errand.attempt == 2
    assert Trace.objects.about(report).filter(verb="写好报告").count() == 1


def test_a_worker_thought_dead_cannot_write_over_it(busy, monkeypatch):
    report = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    asleep, keep = Report.objects.get(pk=report.pk), Report._keep

    def keep_late(late, errand, content):
        """Another worker takes over just before it is kept."""
        monkeypatch.setattr(Report, "_keep", keep)
        Report.objects.get(pk=report.pk).write()
        keep(late, errand, content)

    monkeypatch.setattr(Report, "_keep", keep_late)
    with pytest.raises(OutOfStep):
        asleep.write()
    assert Trace.objects.about(report).filter(verb="写好报告").count() == 1
    report = Report.objects.get(pk=report.pk)
    assert report.errand.ended_at and not report.errand.failed_at


def test_what_failed_can_be_asked_for_again(busy):
    report = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    report.errand.fail("程序出了错")
    again = Report.ask(Place(busy.park), Period.this_year(), by=busy.zheng)
    assert again == report and again.errand != report.errand
    run_waiting()
    assert Report.objects.get().written_at


# Periods


def test_periods_have_the_names_that_people_use():
    told = {"2026-01..2026-03": "2026年第一季度 季报", "2026": "2026年 年报",
            "2026u": "2026统计年度 统计年度报告", "2026-02": "2026年2月 月报",
            "2026-02..2026-06": "2026年2月至2026年6月 统计报告"}  # fmt: skip
    for written_, words in told.items():
        period = Period.read(written_)
        period = named(period.first, period.last)
        assert f"{period} {word(period)}" == words


def test_the_same_period_before(db):
    assert year_before(quarter(2025, 2)) == quarter(2024, 2)
    assert year_before(Period.year(2025)) == Period.year(2024)
    assert str(year_before(Period.union_year(2025))) == "2024统计年度"
    this = month_of(clock.today())
    begun = year_before(Period.year(this.year))
    assert (begun.first, begun.last) == (date(this.year - 1, 1, 1), later_by(this, -12))


def test_the_last_period_that_is_over():
    day = Period.year(2026).last_day
    assert ended(Rhythm.QUARTER, day) == quarter(2026, 3)
    assert ended(Rhythm.QUARTER, day + timedelta(days=1)) == quarter(2026, 4)
    assert str(ended(Rhythm.MONTH, day)) == "2026年11月"
