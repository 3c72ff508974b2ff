"""Figures are counted from what acts wrote down; no later move may change them."""

from datetime import date, timedelta

import pytest

from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Park
from jiangxin.people.models import Person
from jiangxin.portal import figures
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO, credit_code, id_number

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


def propose(author, programme, *, colleagues=(), title="夹具快换"):
    proposal = Proposal.draft(
        programme=programme, author=author, title=title, answers=ANSWERS, colleagues=colleagues
    )
    proposal.submit(by=author.account())
    return proposal


@pytest.fixture
def year(db):
    return figures.Period.this_year()


def test_a_person_counts_once_and_each_act_counts(cast, programme, year):
    second = five_smalls(cast.city, 2026, by=cast.zhou)
    propose(cast.zhang, programme)
    propose(cast.zhang, second)
    propose(cast.liu, programme)

    found = figures.of_organisation(cast.jinggong_union, year)

    assert (found.people, found.acts) == (2, 3)


def test_a_resubmission_adds_nothing_and_a_withdrawal_takes_back(cast, programme, year):
    proposal = propose(cast.zhang, programme)
    proposal.hand_back(by=cast.zhao, remark="请补照片")
    proposal.submit(by=cast.zhang.user)
    assert figures.of_park(cast.park, year).acts == 1

    proposal.withdraw(by=cast.zhang.user)

    assert (figures.of_park(cast.park, year).people, figures.of_park(cast.park, year).acts) == (
        0,
        0,
    )


def test_a_colleague_counts_from_consent(cast, programme, year):
    proposal = propose(cast.zhang, programme, colleagues=[cast.liu])
    assert figures.of_enterprise(cast.jinggong, year).people == 1

    proposal.consent(by=cast.liu.user)

    assert figures.of_enterprise(cast.jinggong, year).people == 2


def test_no_headcount_no_rate(cast, programme, year):
    propose(cast.zhang, programme)

    found = figures.of_enterprise(cast.jinggong, year)

    assert found.rate is None and found.workers is None and found.unfiled == 1


def test_the_rate_counts_only_enterprises_that_filed(cast, programme, year):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=date(2026, 9, 30), workers=40)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=date(2026, 10, 31), workers=50)
    propose(cast.zhang, programme)
    propose(cast.chen, programme)  # 恒力 has filed nothing

    found = figures.of_park(cast.park, year)

    assert (found.people, found.reached, found.workers, found.unfiled) == (2, 1, 50, 2)
    assert found.rate == pytest.approx(2.0)


def test_the_plan_counts_workers_of_private_firms_in_parks_on_the_roll(cast, programme, year):
    public = Enterprise.register(
        "国营公司", credit_code(70), Enterprise.Ownership.PUBLIC, by=cast.zhou
    )
    public.settle(cast.park, by=cast.zhou, on=LONG_AGO)
    elsewhere = Enterprise.register(
        "场外公司", credit_code(71), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
    )
    other = Park.open("场外园", Park.Kind.STARTUP, "西湾区", by=cast.zhou)
    elsewhere.settle(other, by=cast.zhou, on=LONG_AGO)
    elsewhere.join(cast.bureau, by=cast.zhou, on=LONG_AGO)
    for n, (name, firm) in enumerate([("国师傅", public), ("外师傅", elsewhere)]):
        worker = Person.enrol(name, enterprise=firm, id_number=id_number(800 + n), since=LONG_AGO)
        propose(worker, programme)
    propose(cast.zhang, programme)

    assert figures.of_plan(year).people == 1
    assert figures.of_organisation(cast.city, year).people == 3
    assert figures.parks_covered(year) == 1


def test_a_worker_without_a_union_counts_through_the_parks(cast, programme, year):
    propose(cast.he, programme)

    assert figures.of_organisation(cast.park_union, year).people == 1
    assert figures.of_organisation(cast.jinggong_union, year).people == 0
    assert cast.yuncang in Enterprise.objects.covered_by(cast.park_union)


def test_what_happened_before_the_period_does_not_count(cast, programme, year):
    with clock.shifted(timedelta(days=400)):
        next_year = figures.Period.this_year()
    propose(cast.zhang, programme)

    assert figures.of_organisation(cast.city, next_year).people == 0


def test_a_move_of_the_tree_changes_no_figure_of_the_past(cast, programme, year):
    """精工's union goes to another district: the old district keeps what it had."""
    propose(cast.zhang, programme)
    west = cast.jinggong_union.found(
        "西湾区总工会", cast.bureau.tier, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.jinggong_union.placements.update(until=clock.today())
    cast.jinggong_union.place(west, by=cast.zhou)

    assert figures.of_organisation(cast.bureau, year).people == 1
    assert figures.of_organisation(west, year).people == 0


def test_lines_say_who_was_never_reached(cast, programme, year):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=date(2026, 9, 30), workers=4)
    propose(cast.zhang, programme)
    propose(cast.liu, programme)

    lines = figures.lines("enterprise", [cast.jinggong, cast.hengli], year)

    assert [(line.people, line.workers, line.rate) for line in lines] == [
        (2, 4, 0.5),
        (0, None, None),
    ]
    assert [line.state[1] for line in lines] == ["已开展", "今年未参与"]


def test_a_unions_parks_are_its_own_whoever_asks(cast):
    west = cast.jinggong_union.found(
        "西湾区总工会", cast.bureau.tier, under=cast.city, by=cast.zhou, on=LONG_AGO
    )

    assert list(figures.parks_of(cast.bureau)) == [cast.park]
    assert list(figures.parks_of(cast.jinggong_union)) == [cast.park]  # its plant stands there
    assert not figures.parks_of(west)
    assert cast.park in figures.parks_of(cast.city)
