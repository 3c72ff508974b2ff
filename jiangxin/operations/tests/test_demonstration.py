"""The fictional city, small: built by the verbs, the same from the same seed."""

import pytest

from jiangxin.kpi.models import PlanPeriod
from jiangxin.kpi.ready_made import ship
from jiangxin.operations.demonstration import words
from jiangxin.operations.demonstration.city import City
from jiangxin.organisations.models import Enterprise, Headcount, Office, Organisation, Park
from jiangxin.people.models import Employment, Person
from jiangxin.programmes.models import Journey, Participation, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_ins():
    ship()  # a test that commits leaves an empty database behind
    return City(enterprises=24, people=240, proposals=20).build()


def test_a_small_city(sign_ins):
    assert Park.objects.count() == 50
    assert set(words.ZONES) <= set(Park.objects.values_list("name", flat=True))
    assert Enterprise.objects.count() == 24
    districts = [f"{name}总工会" for name in words.DISTRICTS]
    assert Organisation.objects.filter(name__in=districts).count() == 16
    assert 120 <= Employment.objects.today().count() <= 360
    assert Headcount.objects.filter(confirmed_at=None).exists()
    assert Headcount.objects.exclude(confirmed_at=None).filter(parts__facet="age").exists()
    statuses = set(Journey.objects.values_list("status", flat=True))
    assert {Status.ACCEPTED, Status.REJECTED, Status.HANDED_BACK, Status.UNDER_WAY} <= statuses
    assert Participation.objects.standing().people() > 5


def test_each_sign_in_is_one_person_who_can_do_their_part(sign_ins):
    assert [who["role"] for who in sign_ins] == [
        "职工",
        "企业工会专管员",
        "园区工会专管员",
        "区总工会专管员",
        "市总工会专管员",
        "市总工会经审",
    ]
    for who in sign_ins:
        person = Person.objects.with_phone(who["phone"]).get()
        assert person.name == who["name"]
    worker, steward = (Person.objects.with_phone(who["phone"]).get() for who in sign_ins[:2])
    union = worker.employment().enterprise.union()
    assert Office.objects.of(steward.user).get().organisation == union


def test_nobody_in_it_could_be_real(sign_ins):
    """The numbers begin with a district that does not exist."""
    numbers = [person.id_number for person in Person.objects.all()]
    assert all(number.startswith("319900") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(
        name.endswith("（演示）") for name in Enterprise.objects.values_list("name", flat=True)
    )


def test_a_sign_in_names_the_union(sign_ins):
    assert sign_ins[3]["place"].endswith("区总工会")


def test_its_plan_says_that_it_is_made_up(sign_ins):
    plan = PlanPeriod.objects.current()
    assert "演示" in plan.name
    assert {target.source for target in plan.targets.all()} == {"演示：不是任何文件里的目标"}
