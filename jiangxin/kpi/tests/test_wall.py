"""大屏: what it says, from which figures, and what stays when it gets no news."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from jiangxin.kpi.course import planned
from jiangxin.kpi.drawing import Drawn, round_up
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import PlanPeriod, Target
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.stages import Stage
from jiangxin.kpi.tests.aids import count_all
from jiangxin.kpi.tests.test_pages import file, propose
from jiangxin.kpi.tiles import Tiles
from jiangxin.kpi.wall import Wall, shown_first
from jiangxin.lib import clock


def address(thing):
    return reverse("kpi:wall", args=[*Place(thing).address])


@pytest.fixture
def plan(cast):
    """One under way: this year is its first of two."""
    this = clock.today().year
    plan = PlanPeriod.objects.create(
        name="示例计划", first=date(this, 1, 1), until=date(this + 2, 1, 1), source="测试"
    )
    for old in Target.objects.select_related("indicator"):
        Target.objects.create(
            plan=plan, indicator=old.indicator, value=old.value, source="测试", set_at=clock.now()
        )
    return plan


def test_it_shows_the_same_digits_as_the_page(cast, programme, sign_in):
    propose(cast.zhang, programme)
    propose(cast.chen, programme, "打表")
    file(cast.jinggong, cast.zhao, 3)
    count_all()
    known = figures_of(Place(cast.city), Period.this_year())
    page = sign_in(cast.zhou).get(address(cast.city)).text
    for code in ("parks_covered", "worker_rate", "people"):
        assert f"{known[code].digits}<small>" in page
    assert "已覆盖 1" in page and "自报不计入" in page
    assert "张师傅" not in page and "精工" not in page


def test_a_demonstration_is_said_to_be_one(cast, sign_in, settings):
    settings.DEMONSTRATION = True
    page = sign_in(cast.zheng).get(address(cast.park)).text
    box = page.partition('id="wall"')[2]
    assert "演示数据" in box and "均为虚构" in box


def test_it_begins_with_the_plan_that_is_under_way(cast, plan, sign_in):
    place, period = shown_first(Place(cast.city), clock.today())
    assert place.in_plan and period.written == plan.period.written
    page = sign_in(cast.zhou).get(address(cast.city)).text
    assert "/ 1,000,000 人" in page
    assert "按计划到今天应有" in page and "计划口径" in page
    assert shown_first(Place(cast.park), clock.today()) == (Place(cast.park), Period.this_year())


def test_a_plan_that_is_over_is_not_shown_as_if_it_ran(cast, sign_in):
    page = sign_in(cast.zhou).get(address(cast.city)).text
    assert "红线" not in page and "1,000,000" not in page


def test_where_the_straight_path_stands(cast, plan):
    period = plan.period
    place = Place(cast.city, in_plan=True)
    found = planned(place, period, figures_of(place, period))
    days = (clock.today() - plan.first).days + 1
    share = Decimal(days) / (plan.until - plan.first).days
    assert abs(found["people"].due - 1_000_000 * share) <= Decimal("0.5")
    assert found["people"].short == found["people"].due
    assert found["people"].meter == 0
    assert found["worker_rate"].due == 70


def test_the_partial_is_what_htmx_gets(cast, sign_in):
    url = address(cast.park)
    box = sign_in(cast.zheng).get(url, headers={"HX-Request": "true", "HX-Target": "wall"}).text
    assert box.lstrip().startswith('<div id="wall"') and "<html" not in box
    assert "every 60s" in box and "data-shown" in box


@pytest.mark.parametrize("thing", ["city", "bureau", "park", "jinggong", "jinggong_union"])
def test_every_kind_of_place_has_one_and_a_stranger_does_not_find_it(
    cast, programme, sign_in, thing
):
    propose(cast.zhang, programme)
    count_all()
    url = address(getattr(cast, thing))
    assert sign_in(cast.zhou).get(url).status_code == 200
    for who in (cast.wu, cast.chen):
        assert sign_in(who).get(url).status_code == 404


def test_a_wall_that_is_signed_out_is_led_to_the_door(cast, client):
    answer = client.get(address(cast.park), headers={"HX-Request": "true", "HX-Target": "wall"})
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_took_part(
    cast, programme, sign_in, django_assert_num_queries, count
):
    """Of three months."""
    for n, worker in enumerate([cast.zhang, cast.chen, cast.he][:count]):
        propose(worker, programme, f"建议{n}")
    count_all()
    client = sign_in(cast.zhou)
    with django_assert_num_queries(39):
        client.get(address(cast.city), {"period": "2026-01..2026-03"})


def test_months_add_up_people_once(cast, programme):
    propose(cast.zhang, programme)
    propose(cast.zhang, programme, "打表")
    count_all()
    this = month_of(clock.today())
    trend = Wall(Place(cast.city), Period(later_by(this, -1), this)).trend
    assert [one.whole.digits for one in trend.months] == ["0", "1"]
    assert trend.label.endswith("1 人")


def test_a_line_keeps_within_its_axes():
    drawn = Drawn.of(["1月", "2月"], [40, 380], [100, 400])
    assert [word for _, word in drawn.ticks] == ["0", "100", "200", "300", "400"]
    assert drawn.line == "92,311 574,32" and drawn.path.endswith("574,16")
    assert abs(drawn.end[1] - drawn.goal_end[1]) >= 36
    assert Drawn.of([], []).line == "" and Drawn.of(["1月"], [0]).last == (574, 344)
    assert Drawn.of(["1月"], [612_000]).unit == "万人"
    assert [round_up(n) for n in (1, 5, 13, 21, 401, 1_000_000)] == [4, 8, 20, 40, 800, 1_200_000]


def test_each_park_is_a_dot_of_its_district():
    tiles = Tiles.of([("东湾区", Stage.COVERED), ("东湾区", Stage.PILOT), ("", Stage.DORMANT)])
    assert [(tile.name, len(tile.dots)) for tile in tiles.tiles] == [("东湾", 2), ("区未登记", 1)]
    assert tiles.words == "1 个已覆盖，0 个推广，1 个试点，1 个未启动"
    crowded = Tiles.of([("东湾区", Stage.COVERED)] * 11)
    assert crowded.tall > tiles.tall
    assert max(y for _, y, _ in crowded.tiles[0].dots) < crowded.tall
