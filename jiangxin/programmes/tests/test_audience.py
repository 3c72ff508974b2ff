from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangxin.lib import clock
from jiangxin.organisations.models import Organisation, Park
from jiangxin.programmes.models import Programme
from jiangxin.programmes.ready_made import draft_suggestion_box, suggestion_box
from tests.cast import LONG_AGO

Tier = Organisation.Tier
EVERYBODY = ["zhang", "chen", "he", "zhao", "sun", "zheng", "li", "zhou"]


def who_sees(call, cast):
    return {
        who
        for who in EVERYBODY
        if Programme.objects.visible_to(getattr(getattr(cast, who), "user", getattr(cast, who)))
        .filter(pk=call.pk)
        .exists()
    }


def industry_of_jinggong(cast):
    """机电行业's enterprise stands in the park: two maps."""
    industry = Organisation.found(
        "云川市机电工会", Tier.BUREAU, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.jinggong.affiliations.update(organisation=industry)
    return industry


def test_a_part_of_the_tree(cast):
    call = suggestion_box(cast.city, by=cast.zhou)
    call.audiences.create(organisation=cast.jinggong_union)
    assert who_sees(call, cast) == {"zhang", "zhao", "zheng", "li", "zhou"}
    assert call.reaches(cast.jinggong_union) and not call.reaches(cast.hengli_union)


def test_a_park_by_its_territory(cast):
    """Its tenants of whatever union; and nobody of the union who stands elsewhere."""
    industry = industry_of_jinggong(cast)
    call = suggestion_box(cast.city, by=cast.zhou)
    call.audiences.create(park=cast.park)
    assert who_sees(call, cast) == set(EVERYBODY) - {"zhao"}  # his union covers nobody any more
    assert call in Programme.objects.offered_to(cast.jinggong)
    assert call.reaches(industry, park=cast.park) and not call.reaches(industry)


def test_a_union_or_a_park(cast):
    elsewhere = Park.open("星汇创业园", Park.Kind.STARTUP, "西湾区", by=cast.zhou)
    call = suggestion_box(cast.city, by=cast.zhou)
    call.audiences.create(park=elsewhere)
    call.audiences.create(organisation=cast.hengli_union)
    assert who_sees(call, cast) == {"chen", "sun", "zheng", "li", "zhou"}


def test_an_audience_is_of_a_day(cast):
    """恒力公司 leaves the park: from that day on the park's call is none of its."""
    call = suggestion_box(cast.city, by=cast.zhou)
    call.audiences.create(park=cast.park)
    today, before = clock.today(), clock.today() - timedelta(days=10)
    cast.hengli.leave_park(by=cast.zhou, on=today)
    assert call in Programme.objects.offered_to(cast.hengli, on=before)
    assert call not in Programme.objects.offered_to(cast.hengli)
    assert call in Programme.objects.offered_to(cast.jinggong)


def test_the_tree_is_of_a_day(cast):
    other = Organisation.found("西湾区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou,
                               on=LONG_AGO)  # fmt: skip
    call = suggestion_box(cast.bureau, by=cast.li)
    today, before = clock.today(), clock.today() - timedelta(days=10)
    cast.park_union.move(other, by=cast.zhou, on=today)
    assert call in Programme.objects.offered_to(cast.jinggong, on=before)
    assert call not in Programme.objects.offered_to(cast.jinggong)


def test_an_audience_is_one_place(cast, programme):
    with pytest.raises(IntegrityError, match="an_audience_is_one_place"), transaction.atomic():
        programme.audiences.create()
    with pytest.raises(IntegrityError, match="an_audience_is_one_place"), transaction.atomic():
        programme.audiences.create(organisation=cast.bureau, park=cast.park)


def test_a_draft_is_its_organisers_alone(cast):
    call = draft_suggestion_box(cast.bureau, by=cast.li)
    assert who_sees(call, cast) == {"li"}
    assert not call.is_open()
    assert call not in Programme.objects.open()
    call.publish(by=cast.li)
    assert who_sees(call, cast) == set(EVERYBODY)
    assert call.is_open()
