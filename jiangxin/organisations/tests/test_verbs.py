from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Enterprise, Headcount, Office, Organisation, Park
from jiangxin.ui.middleware import sentence
from tests.cast import LONG_AGO, Role, Tier, credit_code


def broken(act):
    """The sentence of the constraint that this act breaks."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return sentence(caught.value)


def test_one_parent_at_a_time(cast):
    other = Organisation.found("西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    assert "已有上级工会" in broken(lambda: cast.jinggong_union.place(other, by=cast.zhou))
    cast.jinggong_union.refresh_from_db()
    assert cast.jinggong_union.parent() == cast.park_union
    assert cast.park_union.contains(cast.jinggong_union)


@pytest.mark.parametrize("act", ["circle", "itself", "upside_down", "tomorrow", "nowhere"])
def test_a_place_that_cannot_be(cast, act):
    found = Organisation.found
    acts = {
        "circle": lambda: cast.bureau.place(cast.jinggong_union, by=cast.zhou),
        "itself": lambda: cast.bureau.place(cast.bureau, by=cast.zhou),
        "upside_down": lambda: found("某区", Tier.BUREAU, under=cast.park_union, by=cast.zhou),
        "tomorrow": lambda: found(
            "某街道", Tier.TOWN, under=cast.bureau, by=cast.zhou, on=clock.today() + timedelta(1)
        ),
        "nowhere": lambda: found("某街道", Tier.TOWN, by=cast.zhou),
    }
    before = Organisation.objects.count()
    with pytest.raises(Refusal):
        acts[act]()
    assert Organisation.objects.count() == before


def test_tiers_are_optional_and_sisters_may_bear_one_name(cast):
    for _ in range(2):
        union = Organisation.found("直属工会", Tier.ENTERPRISE, under=cast.city, by=cast.zhou)
        assert union.depth == 1
    below = Organisation.found("分厂工会", Tier.ENTERPRISE, under=union, by=cast.zhou)
    assert union.contains(below)


def test_one_federation(cast):
    assert "只有一家" in broken(lambda: Organisation.found("二", Tier.FEDERATION, by=cast.zhou))


def test_a_credit_code_must_check(cast):
    code = credit_code(9)
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    with pytest.raises(Refusal, match="校验码"):
        Enterprise.register("某公司", wrong, Enterprise.Ownership.NON_PUBLIC, by=cast.zhou)


def test_a_credit_code_is_registered_once(cast):
    def again():
        Enterprise.register(
            "同号公司", credit_code(1), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
        )

    assert "已在册" in broken(again)


def test_one_union_and_one_park_at_a_time(cast):
    far = Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    assert "已入驻" in broken(lambda: cast.jinggong.settle(far, by=cast.zhou))
    assert "已有工会" in broken(lambda: cast.jinggong.join(cast.hengli_union, by=cast.zhou))
    assert "已有园区工会" in broken(lambda: cast.park.join(cast.bureau, by=cast.zhou))
    assert "已在册" in broken(
        lambda: Park.open("远方园", Park.Kind.STARTUP, "东湾区", by=cast.zhou)
    )


def test_the_past_is_free_where_nothing_stands(cast):
    """Dates meet without a gap: the last day of one is the day before the next."""
    far = Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    cast.jinggong.tenancies.update(until=date(2024, 1, 1))
    cast.jinggong.settle(far, by=cast.zhou, on=date(2024, 1, 1))
    assert cast.jinggong.park(date(2023, 12, 31)) == cast.park
    assert cast.jinggong.park(date(2024, 1, 1)) == far


def test_an_office_is_held_once_and_ends(cast):
    def again():
        Office.grant(cast.zhao, Role.STEWARD, cast.jinggong_union, by=cast.zhou)

    assert "已经担任" in broken(again)
    office = Office.objects.of(cast.zhao).get()
    office.end(by=cast.zhou)
    assert not Office.objects.of(cast.zhao).exists()
    with pytest.raises(OutOfStep):
        office.end(by=cast.zhou)
    again()
    assert Trace.objects.about(office).filter(verb="免去").count() == 1


def test_an_office_granted_by_mistake_ends_on_its_first_day(cast):
    office = Office.grant(cast.sun, Role.CHAIR, cast.bureau, by=cast.zhou)
    office.end(by=cast.zhou)
    assert cast.bureau not in Organisation.objects.visible_to(cast.sun)


def test_an_office_with_a_last_day_may_end_sooner(cast):
    until = clock.today() + timedelta(days=300)
    office = Office.grant(cast.sun, Role.CHAIR, cast.bureau, by=cast.zhou, until=until)
    office.end(by=cast.zhou, on=clock.today() + timedelta(days=2))
    assert office.until == clock.today() + timedelta(days=2)


def test_a_headcount_of_a_day_is_replaced_by_a_later_filing(cast):
    for workers in (120, 125):
        cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=workers)
    assert Headcount.objects.get(enterprise=cast.jinggong).workers == 125
    assert Trace.objects.about(cast.jinggong).filter(verb="填报职工数").count() == 2
    (last,) = Headcount.objects.latest_of([cast.jinggong])
    assert last.as_of == LONG_AGO


@pytest.mark.parametrize("part", ["frontline", "members"])
def test_a_part_is_not_larger_than_the_whole(cast, part):
    def file():
        cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=10, **{part: 11})

    assert "不能多于在册职工" in broken(file)


def test_nobody_counts_tomorrow(cast):
    with pytest.raises(Refusal):
        cast.jinggong.file_headcount(
            by=cast.zhao, as_of=clock.today() + timedelta(days=1), workers=1
        )
