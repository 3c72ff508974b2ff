"""Who counts, from the acts that people do on pages: once, from consent on, until withdrawn."""

from datetime import timedelta

import pytest

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Organisation, Park
from jiangxin.people.models import Merger, Person
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO, credit_code, id_number

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


def propose(author, programme, *, colleagues=()):
    proposal = Proposal.draft(
        programme=programme, author=author, title="甲", answers=ANSWERS, colleagues=colleagues
    )
    proposal.submit(by=author.account())
    return proposal


def told(thing, period=None, **how):
    """(参与人数, 参与人次) of a place, this year."""
    count_all()
    known = figures_of(Place(thing, **how), period or Period.this_year(), {"people", "acts"})
    return known["people"].value, known["acts"].value


def test_a_person_counts_once_and_each_act_counts(cast, programme):
    propose(cast.zhang, programme)
    propose(cast.zhang, five_smalls(cast.city, 2026, by=cast.zhou))
    propose(cast.liu, programme)
    for place in (cast.jinggong_union, cast.jinggong, cast.park, cast.city):
        assert told(place) == (2, 3)


def test_a_resubmission_adds_nothing_and_a_withdrawal_takes_back(cast, programme):
    proposal = propose(cast.zhang, programme)
    proposal.hand_back(by=cast.zhao, remark="请补照片")
    proposal.submit(by=cast.zhang.user)
    assert told(cast.park) == (1, 1)
    proposal.withdraw(by=cast.zhang.user)
    assert told(cast.park) == (0, 0)


def test_a_colleague_counts_from_consent(cast, programme):
    proposal = propose(cast.zhang, programme, colleagues=[cast.liu])
    assert told(cast.jinggong) == (1, 1)
    proposal.consent(by=cast.liu.user)
    assert told(cast.jinggong) == (2, 2)


def test_the_plan_counts_workers_of_private_firms_in_parks_on_the_roll(cast, programme):
    public, elsewhere = (
        Enterprise.register(name, credit_code(70 + n), ownership, by=cast.zhou)
        for n, (name, ownership) in enumerate(
            [("国营公司", Enterprise.Ownership.PUBLIC), ("场外公司", cast.jinggong.ownership)]
        )
    )
    public.settle(cast.park, by=cast.zhou, on=LONG_AGO)
    other = Park.open("场外园", Park.Kind.STARTUP, "西湾区", by=cast.zhou)
    elsewhere.settle(other, by=cast.zhou, on=LONG_AGO)
    elsewhere.join(cast.bureau, by=cast.zhou, on=LONG_AGO)
    for n, firm in enumerate([public, elsewhere]):
        worker = Person.enrol("外人", enterprise=firm, id_number=id_number(800 + n), since=LONG_AGO)
        propose(worker, programme)
    propose(cast.zhang, programme)
    assert told(cast.city, in_plan=True) == (1, 1)
    assert told(cast.city) == (3, 3)


def test_a_worker_without_a_union_counts_through_the_park(cast, programme):
    propose(cast.he, programme)
    assert told(cast.park_union) == (1, 1)
    assert told(cast.jinggong_union) == (0, 0)


def test_what_happened_before_the_period_does_not_count(cast, programme):
    with clock.shifted(timedelta(days=400)):
        next_year = Period.this_year()
    propose(cast.zhang, programme)
    assert told(cast.city, next_year) == (0, 0)


def test_a_union_that_moves_leaves_what_it_did_where_it_was(cast, programme):
    propose(cast.zhang, programme)
    west = Organisation.found(
        "西湾区总工会", cast.bureau.tier, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    cast.jinggong_union.move(west, by=cast.zhou)
    assert (told(cast.bureau), told(west)) == ((1, 1), (0, 0))


def test_a_unions_parks_are_its_own_and_those_in_which_its_enterprises_stand(cast):
    west = Organisation.found(
        "西湾区总工会", cast.bureau.tier, under=cast.city, by=cast.zhou, on=LONG_AGO
    )
    parks = {union: list(Place(union).parks(clock.today()))
             for union in (cast.city, cast.bureau, cast.jinggong_union, west)}  # fmt: skip
    assert list(parks.values()) == [[cast.park], [cast.park], [cast.park], []]


@pytest.mark.parametrize("place", ["jinggong", "park", "city"])
def test_two_records_of_one_person_are_one_participant(cast, programme, place):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    for author in (cast.zhang, twin):
        propose(author, programme)
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=10)
    merger = Merger.make(cast.zhang, twin, by=cast.zhao, reason="同一人")
    thing = getattr(cast, place)
    for people in (1, 2):
        assert told(thing) == (people, 2)
        rate = figures_of(Place(thing), Period.this_year())["worker_rate"]
        assert rate.numerator == people
        if people == 1:
            merger.undo(by=cast.zhao)
