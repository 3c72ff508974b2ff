"""What lies below a place: the same digits as on each place's own page, and who has not begun."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.kpi.below import State, below
from jiangxin.kpi.counting import CACHE
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Headcount, Office, Organisation, Park
from jiangxin.people.models import Person
from jiangxin.programmes.models import Journey, Participation
from tests.cast import LONG_AGO, credit_code, id_number

Tier, Kind = Organisation.Tier, Participation.Kind


@pytest.fixture
def act(cast, programme):
    """Let somebody take part: where they work, or elsewhere, through a union."""

    def take_part(person, enterprise, union=None, kind=Kind.PROPOSAL):
        union = union or cast.park_union
        journey = Journey.start(programme, title="快换夹具", origin=union, by=cast.zhou)
        return Participation.record(person, kind, journey, enterprise=enterprise,
                                    park=enterprise.park())  # fmt: skip

    return take_part


def file(enterprise, by, workers, **more):
    Headcount.file(enterprise, by=by, as_of=clock.today(), workers=workers, **more)


def grow(cast, n):
    """Another district with a park, and an enterprise in it that has one worker."""
    bureau = Organisation.found(
        f"西湾{n}区", Tier.BUREAU, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    union = Organisation.found(f"新园{n}工会", Tier.PARK, under=bureau, by=cast.zhou, on=LONG_AGO)
    day = {"by": cast.zhou, "enrolled_on": LONG_AGO}
    park = Park.open(f"新园{n}", Park.Kind.STARTUP, "西湾区", **day)
    park.join(union, by=cast.zhou, on=LONG_AGO)
    firm = Enterprise.register(
        f"新企{n}", credit_code(100 + n), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
    )
    firm.settle(park, by=cast.zhou, on=LONG_AGO)
    person = Person.enrol(f"新人{n}", enterprise=firm, id_number=id_number(400 + n), since=LONG_AGO)
    return bureau, union, firm, person


def lines(place, of, period=None, state=""):
    _, listed = below(place, period or Period.this_year(), of)
    return {str(line.place): line for line in listed.lines(list(listed.things(state)))}


@pytest.fixture
def city(cast, act):
    """People of several firms, of which some filed; one who took part in two, and one next door."""
    _, union, firm, person = grow(cast, 1)
    act(cast.zhang, cast.jinggong)
    act(cast.zhang, cast.hengli)  # with and without a headcount
    act(cast.chen, cast.hengli)  # without one only
    act(cast.he, cast.yuncang, kind=Kind.OPINION)
    act(cast.liu, cast.jinggong)
    act(person, firm, union)
    act(person, cast.jinggong)
    file(cast.jinggong, cast.zhao, 30)
    file(cast.yuncang, cast.zheng, 0)
    Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    count_all()
    return cast


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize("in_plan", [False, True])
@pytest.mark.parametrize("of", ["parks", "unions", "enterprises"])
def test_a_row_says_what_the_place_itself_says(city, of, in_plan, warm):
    today = clock.today()
    periods = [Period.this_year(), Period.union_year(today.year), Period.year(today.year - 1)]
    for period in [*periods, Period(LONG_AGO, periods[0].last)]:
        CACHE.kept.clear()
        if warm:
            lines(Place(city.city, in_plan=in_plan), of, period)
        found = lines(Place(city.city, in_plan=in_plan), of, period)
        assert len(found) == {"parks": 2, "unions": 2, "enterprises": 4}[of]
        for line in found.values():
            assert line.figures == figures_of(line.place, period, line.figures.keys())


def test_who_filed_no_headcount_is_in_no_rate(city):
    park = lines(Place(city.city), "parks")["临江智造园"]
    rate = park.figures["worker_rate"]
    assert (rate.numerator, rate.denominator, park.workers) == (4, 30, 30)
    told = lines(Place(city.park), "enterprises")
    assert [told[name].workers for name in ("精工公司", "恒力公司", "云仓公司")] == [30, None, 0]
    assert told["恒力公司"].figures["worker_rate"].digits == "无法计算"


def test_an_act_that_does_not_count_reaches_nobody(city):
    """A definition that leaves opinions out leaves them out of the rate of a park, too."""
    Definition.objects.filter(indicator__code="worker_rate").update(kinds=[Kind.PROPOSAL])
    Headcount.objects.filter(enterprise=city.yuncang).update(workers=10)
    told = lines(Place(city.city), "parks")["临江智造园"].figures["worker_rate"]
    assert (told.numerator, told.denominator) == (3, 40)
    assert told == figures_of(Place(city.park), Period.this_year())["worker_rate"]


def test_how_far_each_enterprise_has_come(cast, act):
    file(cast.jinggong, cast.zhao, 10)
    act(cast.zhang, cast.jinggong)
    act(cast.he, cast.yuncang)
    last_year = Period.year(Period.this_year().first.year + 1)
    place = Place(cast.park)

    def steps(**how):
        return {name: line.step for name, line in lines(place, "enterprises", **how).items()}

    found = {"精工公司": State.BEGUN, "恒力公司": State.NEVER, "云仓公司": State.UNFILED}
    assert steps() == found
    assert steps(state="never") == {"恒力公司": State.NEVER}
    assert steps(state="active").keys() == {"精工公司", "云仓公司"}
    assert steps(state="idle") == {}
    assert steps(state="nonsense") == found
    act(cast.liu, cast.jinggong)
    assert steps()["精工公司"] == State.UNDER_WAY
    with clock.shifted(timedelta(days=400)):
        assert steps(period=last_year, state="idle").keys() == {"精工公司", "云仓公司"}
        assert steps(period=last_year, state="never") == {"恒力公司": State.NEVER}


def test_the_line_between_begun_and_under_way_is_of_the_definition(cast, act):
    file(cast.jinggong, cast.zhao, 10)
    act(cast.zhang, cast.jinggong)
    Definition.objects.filter(indicator__code="worker_rate").update(rule={"under_way": 10})
    found = lines(Place(cast.park), "enterprises")
    assert found["精工公司"].step == State.UNDER_WAY


def test_a_park_says_its_stage_and_its_last_day(city):
    found = lines(Place(city.city), "parks")
    assert {name: line.step.label for name, line in found.items()} == {
        "临江智造园": "已覆盖", "新园1": "已覆盖"}  # fmt: skip
    assert found["新园1"].last_on == clock.today()
    unions = lines(Place(city.city), "unions")
    assert unions["东湾区总工会"].last_on == clock.today().replace(day=1)
    assert unions["东湾区总工会"].state is None


def test_the_page_says_whom_to_invite_and_what_the_numbers_mean(city, sign_in):
    url = reverse("kpi:below", args=Place(city.park).address)
    page = sign_in(city.zheng).get(url).text
    for words in ("精工公司", "期内参与过", "刚起步", "这条线计划没有规定", "一人只算一次"):
        assert words in page
    own = sign_in(city.zheng).get(Place(city.park).get_absolute_url()).text
    assert "还没参与的企业" in own and f"{url}?of=enterprises&amp;state=never" in own
    none = sign_in(city.zheng).get(url, {"state": "never"}).text
    assert "没有这样的企业" in none
    assert "无法计算" in page and "企业还没报在册职工数" in page


def test_a_row_opens_only_where_the_readers_office_reaches(city, sign_in):
    """A union of whose enterprises one stands in a park of others: its row, not its page."""
    west = Organisation.objects.get(name="西湾1区")
    city.yuncang.join(west, by=city.zhou, on=LONG_AGO)
    chief = User.objects.create_user("西主席")
    Office.grant(chief, Office.Role.CHAIR, west, by=city.zhou, since=LONG_AGO)
    page = sign_in(chief).get(reverse("kpi:below", args=Place(west).address))
    other = reverse("kpi:place", args=Place(city.park).address)
    assert "临江智造园" in page.text and f'href="{other}' not in page.text
    assert sign_in(chief).get(other).status_code == 404
    own = reverse("kpi:place", args=Place(Park.objects.get(name="新园1")).address)
    assert f'href="{own}?period' in page.text


@pytest.mark.parametrize("asked", [{"of": "x"}, {"state": "x"}, {"period": "x"}, {"page": "x"}])
def test_nonsense_is_the_first_list(city, sign_in, asked):
    found = sign_in(city.zhou).get(reverse("kpi:below", args=Place(city.city).address), asked)
    assert (found.status_code, found.context["of"]) == (200, "parks")


def test_nothing_lies_below_an_enterprise(cast, sign_in):
    url = reverse("kpi:below", args=Place(cast.jinggong).address)
    assert sign_in(cast.zhao).get(url).status_code == 404
    own = sign_in(cast.zhao).get(reverse("kpi:below", args=Place(cast.jinggong_union).address))
    assert own.context["of"] == "enterprises"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("of", ["parks", "unions", "enterprises"])
def test_a_longer_list_asks_no_more(cast, act, sign_in, django_assert_num_queries, of, count):
    for n in range(count):
        _, union, firm, person = grow(cast, n)
        act(person, firm, union)
    count_all()
    CACHE.kept.clear()
    client = sign_in(cast.zhou)
    with django_assert_num_queries({"parks": 24, "unions": 21, "enterprises": 20}[of]):
        client.get(reverse("kpi:below", args=Place(cast.city).address), {"of": of})
