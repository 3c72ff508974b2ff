"""目标: who sets them, what stays of the ones before, and which places they are of."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.kpi.models import Indicator, PlanPeriod, Target
from jiangxin.kpi.place import Place
from jiangxin.lib import clock

pytestmark = pytest.mark.django_db
TOLD = {"source": "市总工会主席办公会纪要"}


@pytest.fixture
def plan(cast):
    told = {"first": date(2026, 1, 1), "until": date(2031, 1, 1), "source": "文件"}
    return PlanPeriod.draw_up(by=cast.zhou, name="十五五", **told)


@pytest.fixture
def people(db):
    return Indicator.objects.get(code="people")


def asked(plan, value="100", indicator="people", **more):
    return {"plan": plan.pk, "indicator": indicator, "value": value, **TOLD, **more}


def address(thing):
    return reverse("kpi:target", args=Place(thing).address)


def test_what_ships_is_the_citys_and_says_where_it_stands(cast):
    shipped = Target.objects.of_city().standing()
    assert {one.indicator.code: one.digits for one in shipped.for_list()} == {
        "parks_covered": "50", "worker_rate": "70", "people": "1,000,000"}  # fmt: skip
    assert {one.source for one in shipped} == {"沪工技协〔2017〕5号, 二(一)"}


def test_a_changed_target_ends_the_one_before_and_leaves_a_trace(cast, plan, people):
    old = Target.set(plan, people, cast.park, by=cast.zhou, value=100, **TOLD)
    new = Target.set(plan, people, cast.park, by=cast.zhou, value=120, **TOLD)
    held = Target.objects.filter(plan=plan)
    assert list(held.standing().of(cast.park)) == [new]
    assert list(held.exclude(ended_at=None)) == [old]
    assert Trace.objects.filter(verb="定目标").latest("pk").details["was"] == "100"


@pytest.mark.parametrize("thing", ["city", "bureau", "park"])
def test_one_target_of_an_indicator_of_a_place_in_a_plan(cast, plan, people, thing):
    one = Target.set(plan, people, getattr(cast, thing), by=cast.zhou, value=1, **TOLD)
    again = {"organisation": one.organisation, "park": one.park, "value": 2}
    with pytest.raises(IntegrityError, match="one_target_of_an_indicator"):
        Target.objects.create(plan=plan, indicator=people, set_at=clock.now(), **again)


def test_a_target_can_be_taken_back_and_stays_in_the_list(cast, plan, people, sign_in):
    one = Target.set(plan, people, cast.park, by=cast.zhou, value=100, **TOLD)
    url = reverse("kpi:target_withdrawal", args=[one.pk])
    assert sign_in(cast.zheng).post(url).status_code == 403
    page = sign_in(cast.zhou).post(url, follow=True).text
    assert not Target.objects.standing().of(cast.park)
    assert "以前的目标" in page
    assert sign_in(cast.zhou).post(url).status_code == 409


def test_only_the_federation_sets_them(cast, plan, sign_in):
    for who in (cast.li, cast.zheng):
        assert sign_in(who).post(address(cast.park), asked(plan)).status_code in {403, 404}
    page = sign_in(cast.zhou).post(address(cast.park), asked(plan), follow=True).text
    assert "目标已定：临江智造园 参与人数 100" in page
    assert sign_in(cast.zhou).get(address(cast.jinggong)).status_code == 404
    page = sign_in(cast.zhou).post(address(cast.city), asked(plan, "900"), follow=True).text
    assert "目标已定：全市 参与人数 900" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"value": "0"}, "目标要大于 0"),
        ({"value": "120", "indicator": "worker_rate"}, "最多是 100"),
        ({"value": "1.5"}, "目标是整数"),
        ({"value": "许多"}, "请只写一个数"),
        ({"value": "5", "indicator": "parks_covered"}, "id_indicator"),  # a park has no parks
    ],
)
def test_a_target_that_makes_no_sense_is_refused(cast, plan, sign_in, told, words):
    page = sign_in(cast.zhou).post(address(cast.park), asked(plan, **told))
    assert page.status_code == 422
    assert words in page.text


def test_officers_see_the_citys_and_their_own(cast, plan, people, sign_in):
    Target.set(plan, people, cast.city, by=cast.zhou, value=900, **TOLD)
    Target.set(plan, people, cast.park, by=cast.zhou, value=123, **TOLD)
    Target.set(plan, people, cast.bureau, by=cast.zhou, value=456, **TOLD)
    url = reverse("kpi:targets")
    page = sign_in(cast.zheng).get(url, {"plan": plan.pk}).text
    assert "900" in page
    assert "123" in page
    assert "456" not in page
    assert "456" in sign_in(cast.li).get(url, {"plan": plan.pk}).text
    assert sign_in(cast.zhang).get(url).status_code == 404


def test_a_plan_period_is_drawn_up_and_revised(cast, sign_in):
    told = {"name": "十六五", "first": "2031-01", "last": "2035-12", **TOLD}
    page = sign_in(cast.zhou).post(reverse("kpi:new_plan"), told, follow=True).text
    assert "2035年12月31日" in page
    plan = PlanPeriod.objects.get(name="十六五")
    url = reverse("kpi:plan_change", args=[plan.pk])
    assert sign_in(cast.li).get(url).status_code == 403
    page = sign_in(cast.zhou).post(url, told | {"last": "2030-12"})
    assert "结束要晚于开始" in page.text
    page = sign_in(cast.zhou).post(url, told | {"last": "2036-12"}, follow=True).text
    assert "2036年12月31日" in page
    assert (
        Trace.objects.filter(verb="改计划期")
        .latest("pk")
        .details["was"]
        .endswith("2031-01..2035-12")
    )
    assert sign_in(cast.zhou).post(reverse("kpi:new_plan"), told).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_there_are(
    cast, plan, sign_in, django_assert_num_queries, count
):
    for code in ("people", "acts", "entries")[:count]:
        indicator = Indicator.objects.get(code=code)
        for value in (5, 6):
            Target.set(plan, indicator, cast.park, by=cast.zhou, value=value, **TOLD)
            Target.set(plan, indicator, cast.city, by=cast.zhou, value=value, **TOLD)
    client = sign_in(cast.zheng)
    with django_assert_num_queries(12):
        client.get(reverse("kpi:targets"), {"plan": plan.pk})
