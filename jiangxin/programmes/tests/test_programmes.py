from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.organisations.models import Organisation
from jiangxin.programmes.models import Programme
from jiangxin.programmes.ready_made import FIVE_SMALLS, five_smalls, suggestion_box
from tests.cast import LONG_AGO

LIST = "/programmes/"


def shift(interval):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiangxin.clock_shift', %s, true)", [interval])


def test_it_closes_to_the_second_by_the_databases_clock(cast):
    end = clock.now() + timedelta(hours=1)
    call = five_smalls(cast.city, 2026, by=cast.zhou, closes_at=end)
    assert call.is_open()
    assert Programme.objects.open().filter(pk=call.pk).exists()
    shift("1 hour")
    assert not call.is_open()
    assert not Programme.objects.open().filter(pk=call.pk).exists()


def test_before_it_opens_it_takes_nothing(cast):
    call = suggestion_box(cast.city, by=cast.zhou, opens_at=clock.now() + timedelta(days=1))
    assert not call.is_open()
    shift("2 days")
    assert call.is_open()


def test_it_cannot_close_before_it_opens(cast):
    with pytest.raises(IntegrityError, match="a_programme_closes_after"), transaction.atomic():
        suggestion_box(cast.city, by=cast.zhou, closes_at=clock.now() - timedelta(days=1))


def test_the_plans_own_list_of_five(cast):
    call = five_smalls(cast.city, 2026, by=cast.zhou)
    names = list(call.categories.order_by("position").values_list("name", flat=True))
    assert names == FIVE_SMALLS == ["小改", "小革", "小设计", "小发明", "小创造"]
    assert [stage.position for stage in call.road.gates] == [1, 2, 3]


@pytest.mark.parametrize(
    ("organiser", "see"),
    [
        ("city", {"zhang", "chen", "he", "zhao", "sun", "zheng", "li", "zhou"}),
        ("park_union", {"zhang", "chen", "he", "zhao", "sun", "zheng", "li", "zhou"}),
        ("jinggong_union", {"zhang", "zhao", "zheng", "li", "zhou"}),
    ],
)
def test_who_knows_of_a_call(cast, organiser, see):
    call = suggestion_box(getattr(cast, organiser), by=cast.zhou)
    people = ["zhang", "chen", "he", "zhao", "sun", "zheng", "li", "zhou", "wu"]
    users = {who: getattr(cast, who) for who in people}
    seen = {
        who
        for who, one in users.items()
        if Programme.objects.visible_to(getattr(one, "user", one)).filter(pk=call.pk).exists()
    }
    assert seen == see


def test_a_park_calls_everybody_on_its_territory(cast):
    """机电行业's enterprise stands in the park: two maps, and both may call its workers."""
    industry = Organisation.found(
        "云川市机电工会", Organisation.Tier.BUREAU, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.jinggong.affiliations.update(organisation=industry)
    of_park = suggestion_box(cast.park_union, by=cast.zheng)
    of_district = suggestion_box(cast.bureau, by=cast.li)
    of_industry = suggestion_box(industry, by=cast.zhou)
    offered = set(Programme.objects.offered_to(cast.jinggong))
    assert offered == {of_park, of_district, of_industry}


@pytest.mark.parametrize("how_many", [1, 3])
def test_as_many_queries_for_three_as_for_one(sign_in, cast, how_many, django_assert_num_queries):
    for _ in range(how_many):
        suggestion_box(cast.city, by=cast.zhou)
    client = sign_in(cast.zhang)
    client.get(LIST)
    with django_assert_num_queries(14):
        assert client.get(LIST).status_code == 200


def test_a_worker_sees_what_is_open_an_officer_also_what_is_over(sign_in, cast, programme):
    with clock.shifted(timedelta(days=-9)):
        end = clock.now() + timedelta(days=8)
        past = five_smalls(cast.city, 2024, by=cast.zhou, closes_at=end)
    assert past.name not in sign_in(cast.zhang).get(LIST).content.decode()
    shown = sign_in(cast.zhao).get(LIST).content.decode()
    assert past.name in shown
    assert "已截止" in shown


def test_the_page_of_a_call_says_the_road_and_its_days(sign_in, cast, programme):
    url = reverse("programmes:programme", args=[programme.pk])
    words = sign_in(cast.zhang).get(url).content.decode()
    for said in ("企业初审", "收到后 7 个工作日内答复", "没有这一级的，由上级办", "打算怎么改"):
        assert said in words


def test_whoever_works_nowhere_is_told_what_will_come(sign_in, cast, programme):
    cast.zhang.employments.all().delete()
    assert "现在没有您能参加的活动" in sign_in(cast.zhang).get(LIST).content.decode()
