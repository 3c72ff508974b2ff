"""The page of a place: trend, kinds, comparison, parks below, the map; a table by each chart."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Indicator, PlanPeriod, Target
from jiangxin.kpi.overview import Overview
from jiangxin.kpi.park_lines import districts, park_lines, wilson
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.reckoning import Reading
from jiangxin.kpi.same_months import comparison
from jiangxin.kpi.tests.aids import count_all
from jiangxin.kpi.tests.test_pages import file, propose
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Park
from jiangxin.programmes.models import Participation
from tests.browser import DESK, visit
from tests.cast import credit_code

pytestmark = pytest.mark.django_db
MAP = Path(__file__).resolve().parents[4] / "shared/data/admin/districts.geojson"
SOURCE = {"source": "会议纪要"}


@pytest.fixture
def plan(cast):
    """This year and the next, with the rate for the city and people for the park."""
    this = clock.today().year
    told = {"first": date(this, 1, 1), "until": date(this + 2, 1, 1), **SOURCE}
    plan = PlanPeriod.draw_up(by=cast.zhou, name="十五五", **told)
    for code, thing, value in (("worker_rate", cast.city, 70), ("people", cast.city, 900),
                               ("people", cast.park, 90)):  # fmt: skip
        indicator = Indicator.objects.get(code=code)
        Target.set(plan, indicator, thing, by=cast.zhou, value=value, **SOURCE)
    return plan


@pytest.fixture
def west(cast):
    """A second park, without a union, in another district."""
    return Park.open(
        "星汇园", Park.Kind.STARTUP, "西岭区", by=cast.zhou, enrolled_on=date(2017, 3, 1)
    )


def propose_on(day, worker, programme, title):
    """As if it had been handed in on that day."""
    journey = propose(worker, programme, title).journey
    Participation.objects.filter(journey=journey).update(on=day)


def at(place, **asked):
    scope = {"scope": "plan"} if place.in_plan else {}
    return place.get_absolute_url(), {**scope, **asked}


def looked_at(plan, thing):
    return at(Place(thing, in_plan=True), period=plan.period.written)


def test_a_target_has_its_path_and_its_line_on_the_page(cast, plan, programme, sign_in):
    propose(cast.zhang, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    page = sign_in(cast.zhou).get(*looked_at(plan, cast.city)).text
    assert re.search(r"按计划到今天应有 [\d,]+ 人，少 [\d,]+ 人", page)
    assert "比目标少 60.0 个百分点" in page
    assert page.count('class="goal"') == 2
    assert "计划进度</th>" in page
    assert "看不出" in page
    assert "90 人" not in page


def test_a_park_has_its_own_target(cast, plan, sign_in):
    page = sign_in(cast.zheng).get(*looked_at(plan, cast.park)).text
    assert "/ 90 人" in page
    assert "/ 900 人" not in page


def test_home_is_the_running_plan_where_it_has_targets(cast, plan, sign_in):
    assert f"period={plan.period.written}&scope=plan" in sign_in(cast.zhou).get(
        reverse("kpi:home")).url  # fmt: skip
    assert "period" not in sign_in(cast.li).get(reverse("kpi:home")).url


def test_a_trend_adds_up_people_once(cast, programme):
    this = clock.today()
    for days, worker in ((70, cast.zhang), (35, cast.zhang), (0, cast.chen)):
        propose_on(this - timedelta(days=days), worker, programme, f"{days}天前")
    count_all()
    period = Period(later_by(month_of(this), -3), later_by(month_of(this), 1))
    overview = Overview(Place(cast.city), period)
    people = [people for _, people, _ in overview.trend]
    assert people[-2:] == [2, None]  # a month to come has no number
    assert people == sorted(people[:-1]) + [None]
    assert overview.history.kinds == {Participation.Kind.PROPOSAL: 2}
    assert overview.figures["people"].value == people[-2]


def test_every_chart_has_its_table(cast, plan, programme, west, sign_in):
    propose(cast.zhang, programme)
    count_all()
    page = sign_in(cast.zhou).get(*looked_at(plan, cast.city)).text
    charts = re.findall(r'<figure class="jx-chart".*?</figure>', page, re.S)
    assert len(charts) == 2
    for one in charts:
        assert re.search(r'role="img" aria-label="[^"]{8,}"', one)
        assert "<details><summary>看数字表</summary><table" in one
        assert "<caption>" in one
    assert "不能相加" in charts[1]
    assert '<tbody><tr><th scope="row">东湾区' in page  # that of the tiles


def test_the_same_months_of_the_year_before(cast, programme):
    """Whole months alone; nothing is compared with nothing."""
    this = month_of(clock.today())
    period = Period(later_by(this, -2), this)
    propose_on(later_by(this, -14), cast.zhang, programme, "去年")
    propose_on(later_by(this, -2), cast.zhang, programme, "前月")
    propose_on(later_by(this, -2), cast.chen, programme, "也是前月")
    propose(cast.he, programme, "本月还没有过完")
    count_all()
    told = comparison(Reading(Place(cast.city), period))
    assert (told.now.first, told.now.last) == (later_by(this, -2), later_by(this, -1))
    assert told.before.first == later_by(this, -14)
    by_code = {row.now.code: row for row in told.rows}
    assert (by_code["people"].now.value, by_code["people"].before.value) == (2, 1)
    assert by_code["people"].change == "+100.0%"
    assert comparison(Reading(Place(cast.bureau), Period(this, this))) is None
    assert comparison(Reading(Place(cast.city), Period(later_by(this, -20), this))) is None


def parks_of(place, period=None):
    return park_lines(Reading(place, period or Period.this_year()))


@pytest.mark.parametrize("in_plan", [True, False])
def test_a_park_below_has_the_very_rate_of_its_own_page(cast, programme, west, in_plan):
    """Who moved, who did not file, who took part in both: as figures_of has it."""
    public = Enterprise.register("国营厂", credit_code(9), "public", by=cast.zhou)
    public.settle(west, by=cast.zhou, on=date(2020, 1, 1))
    for n, worker in enumerate([cast.zhang, cast.liu, cast.chen, cast.he]):
        propose(worker, programme, f"建议{n}")
    cast.hengli.move_park(west, by=cast.zhou, on=clock.today())
    file(cast.jinggong, cast.zhao, 10)
    file(cast.hengli, cast.sun, 4)
    count_all()
    rows = parks_of(Place(cast.city, in_plan=in_plan))
    assert {one.park for one in rows} == {cast.park, west}
    for one in rows:
        figure = figures_of(Place(one.park, in_plan=in_plan), Period.this_year())["worker_rate"]
        told = one.rate
        assert (told.value, told.numerator, told.denominator) == (
            figure.value, figure.numerator, figure.denominator)  # fmt: skip


def test_below_asks_the_same_however_many_parks(cast, programme, west, django_assert_num_queries):
    propose(cast.zhang, programme)
    propose(cast.he, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    for n in range(3):
        Park.open(f"园{n}", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    with django_assert_num_queries(25):
        assert len(parks_of(Place(cast.city))) == 5


def test_who_is_behind_by_how_many_and_why(cast, plan, programme, west, sign_in):
    propose(cast.zhang, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    overview = Overview(Place(cast.city, in_plan=True), plan.period)
    furthest = {one.park.name: (short, one.why) for one, short in overview.furthest}
    assert furthest["临江智造园"] == (6, ["2 家企业没有报职工数", "2 家企业还没有人参加"])
    assert furthest["星汇园"] == (None, ["还没有登记企业", "没有园区工会"])
    page = sign_in(cast.zhou).get(*looked_at(plan, cast.city)).text
    assert "6 人" in page
    assert "没有园区工会" in page


def test_its_own_target_is_the_line_of_a_park(cast, plan, programme):
    propose(cast.zhang, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    rate = Indicator.objects.get(code="worker_rate")
    Target.set(plan, rate, cast.park, by=cast.zhou, value=20, **SOURCE)
    overview = Overview(Place(cast.city, in_plan=True), plan.period)
    assert [(one.park, short) for one, short in overview.furthest] == [(cast.park, 1)]


def test_too_few_are_marked_and_not_ranked(cast, programme, settings, sign_in):
    propose(cast.zhang, programme)
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    url = at(Place(cast.city))
    assert "人太少，不排名" in sign_in(cast.zhou).get(*url).text
    settings.KPI_LEAST_RANKED = 10
    page = sign_in(cast.zhou).get(*url)
    assert "人太少，不排名" not in page.text
    assert [rank for rank, *_ in page.context["overview"].ranking] == [1]


def test_the_range_of_a_rate():
    """Wilson 1927; 10 of 100: 5.5 % to 17.4 %, as in any textbook."""
    assert [round(end, 1) for end in wilson(10, 100)] == [5.5, 17.4]
    assert wilson(0, 10)[0] == 0
    assert wilson(3, 0) is wilson(11, 10) is None


def test_districts_count_who_took_part_in_two_parks_once(cast, programme, west):
    propose(cast.zhang, programme)
    cast.jinggong.move_park(west, by=cast.zhou, on=clock.today())
    propose(cast.zhang, programme, "搬到新园")
    file(cast.jinggong, cast.zhao, 10)
    count_all()
    Park.objects.update(district="东湾区")
    [one] = districts(parks_of(Place(cast.city)))
    assert (one.rate.numerator, one.rate.denominator) == (1, 10)
    assert sum(count for _, count in one.stages) == 2


def test_a_map_of_the_federations_own(cast, programme, settings, sign_in, tmp_path):
    settings.KPI_MAP = str(tmp_path / "map.json")
    client, url = sign_in(cast.zhou), reverse("kpi:outline")
    assert client.get(url).status_code == 404
    Path(settings.KPI_MAP).write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert b"FeatureCollection" in b"".join(client.get(url).streaming_content)
    count_all()
    page = client.get(*at(Place(cast.city))).text
    assert f'data-chart="map" data-outline="{url}"' in page
    assert sign_in(cast.zhang).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_citys_page_asks_the_same_whatever_is_there(
    cast, plan, programme, west, sign_in, django_assert_num_queries, count
):
    for worker in (cast.zhang, cast.chen):
        propose(worker, programme)
    for n in range(count):
        propose(cast.he, programme, f"建议{n}")
        Park.open(f"园{n}", Park.Kind.STARTUP, f"{n}区", by=cast.zhou)
    file(cast.hengli, cast.sun, 10)
    count_all()
    client = sign_in(cast.zhou)
    with django_assert_num_queries(39):
        client.get(*looked_at(plan, cast.city))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_real_map_and_the_charts_are_drawn(browser, live_server, cast, plan, settings, sign_in):
    """In Chromium, under the policy of every page; in the dark, too."""
    if not MAP.exists():
        pytest.skip("no map to try with: it is not part of the project")
    settings.KPI_MAP = str(MAP)
    Park.objects.update(district="浦东新区")
    count_all()
    path, asked = looked_at(plan, cast.city)
    url = f"{path}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"
    with visit(browser, live_server, url, client=sign_in(cast.zhou), width=DESK) as page:
        all_are_drawn(page)
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        all_are_drawn(page)
        assert page.complaints == []


def all_are_drawn(page):
    expect(page.locator(".jx-chart canvas")).to_have_count(page.locator(".jx-chart").count())
