"""Two officers at once about one person, on real connections; and the controls that must lose."""

from datetime import date

import pytest
from django.db import IntegrityError

from jiangxin.organisations.models import Change
from jiangxin.organisations.tests.test_move_races import at_once, refusals
from jiangxin.people.models import Employment, Person, Workforce
from tests.cast import build_cast, id_number, phone

pytestmark = pytest.mark.django_db(transaction=True)
MOVED, LATER = date(2024, 6, 1), date(2024, 8, 1)


@pytest.fixture
def cast(transactional_db):
    return build_cast()


class Seen(Person):
    """Somebody as an officer read them a moment ago."""

    class Meta:
        proxy = True
        app_label = "people"

    def employment(self, on=None):
        return self.held


def seen(person, many=2):
    """As many officers have the person and the employment before them, as they are now."""
    held = person.employment()
    for _ in range(many):
        one = Seen.objects.get(pk=person.pk)
        one.held = Employment.objects.for_list().get(pk=held.pk)
        yield one


def leave_against_transfer(cast):
    one, other = seen(cast.zhang)
    return (
        lambda: one.leave(by=cast.zhao, on=MOVED),
        lambda: other.transfer(cast.hengli, by=cast.sun, on=LATER),
    )


def blindly(self, row, seen, new):
    type(row)._base_manager.filter(pk=row.pk).update(**new)


def test_of_two_who_transfer_one_person_one_is_told(cast):
    one, other = seen(cast.zhang)
    given = at_once(
        lambda: one.transfer(cast.hengli, by=cast.sun, on=MOVED),
        lambda: other.transfer(cast.yuncang, by=cast.zheng, on=LATER),
    )
    assert len(refusals(given)) == 1
    assert cast.zhang.employments.count() == 2
    assert Change.objects.count() == 1


def test_of_leave_and_transfer_one_is_told(cast):
    assert len(refusals(at_once(*leave_against_transfer(cast)))) == 1
    assert Change.objects.count() == 1


def test_without_the_guard_both_would_go_through(cast, monkeypatch):
    """The control: an update that does not ask whether it is still what we saw."""
    monkeypatch.setattr(Change, "_conditionally", blindly)
    assert refusals(at_once(*leave_against_transfer(cast))) == []
    assert Change.objects.count() == 2


def test_without_the_guard_nobody_would_still_be_in_two_places(cast, monkeypatch):
    monkeypatch.setattr(Change, "_conditionally", blindly)
    one, other = seen(cast.zhang)
    other.transfer(cast.hengli, by=cast.sun, on=MOVED)
    with pytest.raises(IntegrityError, match="one_employer_a_day"):
        one.leave(by=cast.zhao, on=LATER)


def test_of_two_who_hire_a_stranger_one_is_told(cast):
    told = {"name": "王小明", "id_number": str(id_number(31)), "phone": phone(31), "on": MOVED}
    given = at_once(
        lambda: Person.hire(cast.jinggong, by=cast.zhao, **told),
        lambda: Person.hire(cast.hengli, by=cast.sun, **told),
    )
    people = Person.objects.filter(name="王小明")
    assert people.count() == people.get().employments.filter(until=None).count() == 1
    # Whoever comes a moment later sees the first one's record, and takes over from there.
    assert len(refusals(given)) + people.get().employments.count() == 2


def test_of_two_who_take_up_somebody_one_is_told(cast):
    cast.zhang.leave(by=cast.zhao, on=MOVED)
    one, other = (Person.objects.get(pk=cast.zhang.pk) for _ in "12")
    given = at_once(
        lambda: one.take_up(cast.jinggong, by=cast.zhao, on=LATER),
        lambda: other.take_up(cast.hengli, by=cast.sun, on=LATER),
    )
    assert len(refusals(given)) == 1
    assert cast.zhang.employments.count() == 2


def test_nobody_is_hired_into_what_closes_meanwhile(cast):
    given = at_once(
        lambda: Workforce(cast.jinggong).close(by=cast.zhou, on=LATER),
        lambda: cast.chen.transfer(cast.jinggong, by=cast.zhou, on=MOVED),
    )
    lasting = Employment.objects.filter(enterprise=cast.jinggong, until=None)
    assert not lasting.exists()
    assert len(refusals(given)) <= 1


def test_a_workforce_that_goes_and_a_worker_who_leaves_do_not_deadlock(cast):
    one, _ = seen(cast.zhang)
    given = at_once(
        lambda: Workforce(cast.jinggong).merge_into(cast.hengli, by=cast.zhou, on=MOVED),
        lambda: one.leave(by=cast.zhao, on=LATER),
        lambda: cast.liu.leave(by=cast.zhao, on=LATER),
    )
    assert Change.objects.count() + len(refusals(given)) == 3
    assert not Employment.objects.filter(enterprise=cast.jinggong, until=None).exists()
