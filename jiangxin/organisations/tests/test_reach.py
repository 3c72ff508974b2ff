"""Who sees what: by the union tree, by the territory of a park, by an office in an enterprise."""

from datetime import date, timedelta

import pytest
from django.db import connection

from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from tests.cast import LONG_AGO, Role, Tier, credit_code

EVERYBODY = ["zhao", "sun", "zheng", "li", "wu", "zhou", "zhang", "qian"]


@pytest.fixture
def city(cast):
    """The cast, and a plant of an industry union that stands in the park: 两张图."""
    cast.industry = Organisation.found("机电工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    cast.plant = Enterprise.register(
        "机电三厂", credit_code(7), Enterprise.Ownership.PUBLIC, by=cast.zhou
    )
    cast.plant.join(cast.industry, by=cast.zhou, on=LONG_AGO)
    cast.plant.settle(cast.park, by=cast.zhou, on=LONG_AGO)
    cast.loose = Enterprise.register(
        "无会公司", credit_code(8), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
    )
    cast.qian = type(cast.zhou).objects.create_user("钱会计")
    Office.grant(cast.qian, Role.FINANCE, cast.plant, by=cast.zhou, since=LONG_AGO)
    return cast


def shift(interval):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiangxin.clock_shift', %s, true)", [interval])


def seen(rows, who):
    return {str(row) for row in rows.visible_to(getattr(who, "user", who))}


@pytest.mark.parametrize(
    ("who", "enterprises"),
    [
        ("zhao", {"精工公司"}),
        ("sun", {"恒力公司"}),
        ("zheng", {"精工公司", "恒力公司", "云仓公司", "机电三厂"}),  # the last by territory only
        ("li", {"精工公司", "恒力公司", "云仓公司", "机电三厂"}),
        ("zhou", {"精工公司", "恒力公司", "云仓公司", "机电三厂", "无会公司"}),
        ("qian", {"机电三厂"}),
        ("wu", set()),
        ("zhang", set()),
    ],
)
def test_enterprises(city, who, enterprises):
    assert seen(Enterprise.objects, getattr(city, who)) == enterprises


def test_unions_are_seen_by_the_tree_only(city):
    assert seen(Organisation.objects, city.zhao) == {"精工公司工会"}
    assert "机电工会" not in seen(Organisation.objects, city.li)
    assert seen(Organisation.objects, city.qian) == set()
    assert seen(Organisation.objects, city.wu) == set()


def test_a_park_is_seen_by_its_union_and_by_those_inside(city):
    Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=city.zhou)
    for who in ("zhao", "sun", "zheng", "li", "qian"):
        assert seen(Park.objects, getattr(city, who)) == {"临江智造园"}, who
    assert seen(Park.objects, city.zhou) == {"临江智造园", "远方园"}
    assert seen(Park.objects, city.wu) == set()


@pytest.mark.parametrize("who", EVERYBODY)
def test_whoever_sees_a_place_is_told_by_which_office(city, who):
    """`reaching` and `visible_to` are two ways to one answer."""
    user = getattr(getattr(city, who), "user", getattr(city, who))
    for model in (Organisation, Enterprise, Park):
        visible = set(model.objects.visible_to(user))
        for place in model.objects.all():
            ways = Office.objects.reaching(user, place)
            assert bool(ways) == (place in visible), place
            assert all(office.way.endswith("。") for office in ways)


def test_territory_is_named_as_the_reason(city):
    (office,) = Office.objects.reaching(city.zheng, city.plant)
    assert "临江智造园联合工会" in office.way
    assert office.granted_by == city.zhou


def test_an_office_of_tomorrow_sees_nothing_today(city):
    new = type(city.zhou).objects.create_user("冯新任")
    Office.grant(
        new, Role.STEWARD, city.bureau, by=city.zhou, since=clock.today() + timedelta(days=1)
    )
    assert seen(Enterprise.objects, new) == set()
    shift("1 day")
    assert "精工公司" in seen(Enterprise.objects, new)


def test_an_enterprise_is_lost_from_sight_when_it_leaves(city):
    city.plant.tenancies.update(until=clock.today() + timedelta(days=3))
    assert "机电三厂" in seen(Enterprise.objects, city.zheng)
    shift("3 days")
    assert "机电三厂" not in seen(Enterprise.objects, city.zheng)


def test_the_union_of_an_enterprise_is_its_own_else_the_parks(city):
    assert city.jinggong.union() == city.jinggong_union
    assert city.yuncang.union() == city.park_union
    assert city.plant.union() == city.industry
    assert city.loose.union() is None
    assert city.jinggong.union(date(2019, 1, 1)) is None


def test_covered_enterprises_follow_the_union_not_the_territory(city):
    covered = {str(e) for e in Enterprise.objects.covered_by(city.park_union)}
    assert covered == {"精工公司", "恒力公司", "云仓公司"}
    assert {str(e) for e in Enterprise.objects.covered_by(city.industry)} == {"机电三厂"}
    assert {str(e) for e in Enterprise.objects.of_union(city.park_union)} == set()
