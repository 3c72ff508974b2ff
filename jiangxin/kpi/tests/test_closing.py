"""A closed period never changes: not by acts, counter-rows, mergers or moves that come after."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangxin.errands.models import Errand
from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import ClosedFigure, Closing, Declaration, Tally
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.rounds import recount
from jiangxin.kpi.tests.aids import close, count_all, count_new, declare, newest
from jiangxin.kpi.tests.fate import USUAL, Fate
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Headcount, Office, Park
from jiangxin.people.models import Employment, Merger, Person
from jiangxin.programmes.models import Participation
from tests.cast import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)


def this_month():
    month = month_of(clock.today())
    return Period(month, month)


@pytest.fixture
def closed(cast, act, twin):
    """张师傅, his twin and 陈师傅 took part; the month was closed 40 days later."""
    act(cast.zhang)
    act(twin)
    row = act(cast.chen, enterprise=cast.hengli)
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=clock.today(), workers=10)
    period = this_month()
    with clock.shifted(timedelta(days=40)):
        count_new()
        closing = close(period, cast.zhou, newest())
        yield closing, row


def told(place, period):
    return {code: (one.digits, one.numerator, one.denominator, one.declared)
            for code, one in figures_of(place, period).items()}  # fmt: skip


def test_closed_figures_stay_whatever_comes_after(cast, act, twin, closed):
    closing, row = closed
    places = [Place(cast.city), Place(cast.park), Place(cast.jinggong), Place(cast.jinggong_union)]
    before = {place: told(place, closing.period) for place in places}
    assert before[Place(cast.city)]["people"][0] == "3"
    Participation.cancel_for(row.journey)
    Merger.make(cast.zhang, twin, by=cast.zhou, reason="同一人")
    with clock.shifted(timedelta()):
        act(cast.he, enterprise=cast.yuncang)
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=closing.period.last_day, workers=2)
    count_new()
    assert {place: told(place, closing.period) for place in places} == before
    count_all()  # nor by counting all anew
    assert {place: told(place, closing.period) for place in places} == before
    assert recount() == []


def test_the_control_an_open_period_does_change(cast, act):
    act(cast.zhang)
    row = act(cast.chen, enterprise=cast.hengli)
    count_new()
    before = told(Place(cast.city), this_month())
    Participation.cancel_for(row.journey)
    count_new()
    assert told(Place(cast.city), this_month()) != before


def test_what_came_late_is_a_line_of_its_own(cast, act, closed):
    closing, row = closed
    Participation.cancel_for(row.journey)
    with clock.shifted(timedelta()):
        act(cast.he, enterprise=cast.yuncang)
    count_new()
    notes = figures_of(Place(cast.city), closing.period)["people"].notes
    assert "封账后补记 1 人次（1 人）、撤销 1 人次" in notes[-1]
    assert not figures_of(Place(cast.jinggong), closing.period)["people"].notes


@pytest.mark.parametrize("seed", [20170301, 11])
def test_random_fate_with_closings_equals_a_recount_by_hand(cast, act, twin, seed):
    fate = Fate(cast, act, twin, seed, [*USUAL, "wait", "close"])
    for _ in range(40):
        fate.strike()
        if fate.dice.random() < 0.4:
            count_new()
            fate.agree()
    count_new()
    fate.agree()
    assert len(fate.kept) > 1


def test_a_period_is_closed_once_and_only_when_it_is_over(cast, closed):
    closing, _ = closed
    with pytest.raises(OutOfStep, match="已经封账"):
        close(closing.period, cast.zhou, newest())
    with pytest.raises(Refusal, match="还没有过完"):
        close(this_month(), cast.zhou, newest())


def test_a_closing_whose_worker_died_goes_on(cast, act):
    """Half of the figures are there already, and are not made again."""
    act(cast.zhang)
    period = this_month()
    with clock.shifted(timedelta(days=40)):
        count_new()
        office = Office.objects.of(cast.zhou).get()
        closing = Closing.start(period, by=cast.zhou, office=office, signer="周处长")
        closing.errand.begin()
        closing.freeze()
        whole = close_again(closing)
        kept = ClosedFigure.objects.order_by("id").first()
        assert whole == ClosedFigure.objects.count() > 3
        Errand.objects.filter(pk=closing.errand_id).update(ended_at=None)
        Closing.objects.filter(pk=closing.pk).update(closed_at=None, digest="")
        ClosedFigure.objects.exclude(pk=kept.pk).delete()
        assert close_again(closing) == whole
        assert ClosedFigure.objects.filter(pk=kept.pk).exists()


def close_again(closing):
    again = Closing.objects.get(pk=closing.pk)
    again.close(newest())
    assert again.is_as_sealed()
    return again.figures.count()


@pytest.mark.parametrize("what", ["figure", "bitmap"])
def test_tampering_with_what_was_closed_is_found(cast, closed, what):
    closing, _ = closed
    assert recount() == []
    if what == "figure":
        figures = ClosedFigure.objects.get(organisation=cast.city, is_in_plan=False)
        figures.figures["people"]["value"] = 4
        ClosedFigure.objects.filter(pk=figures.pk).update(figures=figures.figures)
    else:
        Tally.objects.filter(organisation=cast.city).update(acts=4)
    assert recount() == [f"{closing}：和封存的摘要不一致"]


def test_the_federation_closes_and_officers_look(cast, act, sign_in):
    act(cast.zhang)
    url = reverse("kpi:closings")
    assert "签字封账" not in sign_in(cast.zhao).get(url).text
    assert sign_in(cast.zhao).post(url, {}).status_code == 403
    client = sign_in(cast.zhou)
    assert "请先核对数字" in client.post(url, {"signer": "周处长"}).text
    year = Period.year(clock.today().year - 1)
    told = {"period": year.written, "signer": "周处长", "sure": "on"}
    page = client.post(url, told, follow=True).text
    assert "已签字，正在封存" in page
    Closing.objects.get().close(newest())
    page = client.get(Closing.objects.get().get_absolute_url()).text
    assert Closing.objects.get().digest in page
    assert (
        "已封账" in client.get(Place(cast.city).get_absolute_url(), {"period": year.written}).text
    )


def test_declared_figures_stand_apart_and_close_too(cast, act, closed):
    closing, _ = closed
    month = closing.first
    late = declare(Place(cast.park), cast.zheng, month=month, people=30, acts=40)
    city = figures_of(Place(cast.city), closing.period)["people"]
    assert (city.value, city.declared) == (3, 0)
    assert "补报或撤回自报 1 份" in city.notes[-1]
    open_ = declare(Place(cast.park), cast.zheng, month=later_by(month, 1), people=5, acts=5)
    both = Period(month, later_by(month, 1))
    assert figures_of(Place(cast.park), both)["acts"].declared == 5
    open_.withdraw(by=cast.zheng)
    assert figures_of(Place(cast.park), both)["acts"].declared == 0
    assert Declaration.objects.get(pk=late.pk).withdrawn_at is None
    with pytest.raises(OutOfStep):
        open_.withdraw(by=cast.zheng)


@pytest.mark.parametrize("whole", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_people_move_and_last_years_report_keeps_every_digit(cast, programme, whole):
    """Their employer goes to another park under another union, and half of them leave it."""
    last_year = Period.year(clock.today().year - 1)
    crowd = Person.objects.bulk_create(Person(name=f"职工{n}") for n in range(whole))
    jobs = Employment.objects.bulk_create(
        Employment(person=one, enterprise=cast.jinggong, since=LONG_AGO) for one in crowd
    )
    line, day = cast.jinggong_union.lineage(), last_year.last
    Participation.objects.bulk_create(
        Participation(person=one, programme=programme, kind="proposal", act=f"act:{n}",
                      enterprise=cast.jinggong, park=cast.park, organisation=cast.jinggong_union,
                      lineage=line, on=day, is_in_plan=True)
        for n, one in enumerate(crowd)
    )  # fmt: skip
    Headcount.file(cast.jinggong, by=cast.zhao, as_of=day, workers=whole)
    count_new()
    closing = close(last_year, cast.zhou, newest())
    here = [Place(cast.city), Place(cast.city, True), Place(cast.park), Place(cast.park, True),
            Place(cast.bureau), Place(cast.jinggong), Place(cast.jinggong_union)]  # fmt: skip
    before = {place: told(place, last_year) for place in here}
    assert before[Place(cast.park)]["people"][0] == f"{whole:,}"
    assert before[Place(cast.park)]["worker_rate"][0] == "100.0"
    other = Park.open("西岭创业园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    cast.jinggong.move_park(other, by=cast.zhou)
    cast.park_union.move(cast.city, by=cast.zhou, on=clock.today())
    Employment.objects.filter(pk__in=[job.pk for job in jobs[::2]]).update(until=clock.today())
    count_all()
    assert {place: told(place, last_year) for place in here} == before
    assert closing.is_as_sealed()
