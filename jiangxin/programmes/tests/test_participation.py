import pytest
from django.db import IntegrityError, transaction

from jiangxin.organisations.models import Enterprise, Park
from jiangxin.programmes.models import Journey, Participation

KIND = Participation.Kind.PROPOSAL


@pytest.fixture
def journey(cast, programme):
    return Journey.start(
        programme, title="快换夹具", origin=cast.jinggong_union, by=cast.zhang.user
    )


def record(cast, journey, person=None):
    return Participation.record(
        person or cast.zhang, KIND, journey, enterprise=cast.jinggong, park=cast.park
    )


def test_an_act_counts_once(cast, journey):
    assert record(cast, journey) == record(cast, journey)
    assert Participation.objects.count() == 1


def test_a_second_row_for_one_act_cannot_be(cast, journey):
    """The control of the line above: the database itself refuses the twin."""
    row = record(cast, journey)
    row.pk = None
    with pytest.raises(IntegrityError, match="one_participation_per_act"), transaction.atomic():
        row.save(force_insert=True)


def test_people_and_acts_are_two_numbers(cast, programme, journey):
    other = Journey.start(programme, title="打表", origin=cast.jinggong_union, by=cast.zhang.user)
    record(cast, journey)
    record(cast, other)
    record(cast, other, cast.liu)
    rows = Participation.objects.standing()
    assert (rows.people(), rows.acts()) == (2, 3)


def test_a_counter_row_cancels_and_nothing_is_deleted(cast, journey):
    row = record(cast, journey)
    Participation.cancel_for(journey)
    Participation.cancel_for(journey)  # nothing is left to cancel
    assert Participation.objects.standing().acts() == 0
    counter = Participation.objects.get(cancels=row)
    assert (counter.person, counter.lineage, counter.is_in_plan) == (
        row.person,
        row.lineage,
        row.is_in_plan,
    )


def test_only_non_public_enterprises_in_enrolled_parks_count_for_the_plan(cast, programme):
    """沪工技协〔2017〕5号, 二(一)."""
    counted = {}
    for enrolled in (True, False):
        for ownership in Enterprise.Ownership:
            if not enrolled:
                Park.objects.update(enrolled_on=None)
            Enterprise.objects.filter(pk=cast.jinggong.pk).update(ownership=ownership)
            cast.park.refresh_from_db()
            cast.jinggong.refresh_from_db()
            journey = Journey.start(
                programme, title="快换", origin=cast.jinggong_union, by=cast.zhang.user
            )
            counted[enrolled, ownership] = record(cast, journey).is_in_plan
    assert [key for key, yes in counted.items() if yes] == [(True, "non_public")]


def test_a_later_tree_changes_no_past_figure(cast, journey):
    record(cast, journey)
    assert Participation.objects.within(cast.bureau).acts() == 1
    type(cast.bureau).objects.filter(pk=cast.jinggong_union.pk).update(
        path=f"{cast.city.path}{cast.jinggong_union.pk}/"
    )
    assert Participation.objects.within(cast.bureau).acts() == 1
    assert Participation.objects.within(cast.hengli_union).acts() == 0
