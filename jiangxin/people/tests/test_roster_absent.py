"""离职 of those who work here and are not on the last roster: one change, which can be undone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.organisations.models import Change
from jiangxin.people.models import Employment, Person
from jiangxin.people.tests.rosters import merged, received, upload, worker
from tests.cast import LONG_AGO, id_number


@pytest.fixture
def roster(cast):
    """张师傅 is on it; 刘徒弟 and two more are not."""
    for name, n in (("钱一", 40), ("钱二", 41)):
        Person.enrol(name, enterprise=cast.jinggong, id_number=id_number(n), since=LONG_AGO)
    return merged(cast.jinggong, [worker("张师傅", 1)], by=cast.zhao)


def url_of(roster):
    return reverse("people:roster_absent", args=[roster.pk])


def here(cast):
    jobs = Employment.objects.today().filter(enterprise=cast.jinggong)
    return set(jobs.values_list("person__name", flat=True))


def told(**answers):
    return {"who": "chosen", "on": str(clock.today())} | answers


def confirmed(client, roster, answers):
    """Shown what would happen, then done as it was shown."""
    shown = client.post(url_of(roster), answers)
    return client.post(url_of(roster), answers | {"seen": shown.context["seen"]}), shown


def test_those_who_are_ticked_leave_as_one_change(cast, roster, sign_in):
    client = sign_in(cast.zhao)
    assert url_of(roster) in client.get(f"{roster.get_absolute_url()}?part=absent").content.decode()
    assert here(cast) == {"张师傅", "刘徒弟", "钱一", "钱二"}
    some = [cast.liu.pk, Person.objects.get(name="钱一").pk]
    done, shown = confirmed(client, roster, told(people=some))
    assert "刘徒弟、钱一 2 名职工" in shown.content.decode()
    change = Change.objects.get()
    assert done.url == change.get_absolute_url()
    assert here(cast) == {"张师傅", "钱二"}
    assert cast.liu.employments.get().until == clock.today()
    change.undo(by=cast.zhao)
    assert here(cast) == {"张师傅", "刘徒弟", "钱一", "钱二"}


def test_looking_changes_nothing(cast, roster, sign_in):
    client = sign_in(cast.zhao)
    assert client.post(url_of(roster), told(who="all")).status_code == 200
    assert not Change.objects.exists() and len(here(cast)) == 4


def test_all_of_them_leave_without_a_tick(cast, roster, sign_in):
    confirmed(sign_in(cast.zhao), roster, told(who="all", on="2026-01-05"))
    assert here(cast) == {"张师傅"}
    assert cast.liu.employments.get().until == date(2026, 1, 5)
    page = sign_in(cast.zhao).get(url_of(roster)).content.decode()
    assert "没有不在本表的人" in page


def test_who_came_back_in_between_is_noticed(cast, roster, sign_in):
    client = sign_in(cast.zhao)
    answers = told(who="all")
    shown = client.post(url_of(roster), answers)
    cast.liu.employments.update(until=clock.today() - timedelta(days=1))
    late = client.post(url_of(roster), answers | {"seen": shown.context["seen"]})
    assert late.status_code == 409 and "没有生效" in late.content.decode()
    assert {"钱一", "钱二"} < here(cast)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "还没有勾选"),
        ({"who": "x"}, "请选是哪些人"),
        ({"who": ""}, "请选是哪些人"),
        ({"people": ["nonsense"]}, "已不在这一页"),
        ({"people": ["9" * 40]}, "已不在这一页"),
        ({"who": "all", "on": "2019-12-31"}, "3 人这一天还没有到岗"),
        ({"who": "all", "on": str(LONG_AGO)}, "3 人这一天还没有到岗"),
        ({"who": "all", "on": "2999-01-01"}, "这一天还没有到"),
        ({"who": "all", "on": "gestern"}, ""),
        ({"who": "all", "on": ""}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_question(cast, roster, sign_in, answers, words):
    page = sign_in(cast.zhao).post(url_of(roster), told(**answers))
    assert page.status_code == 200 and words in page.content.decode()
    assert page.context["form"].errors and "sentences" not in page.context
    assert not Change.objects.exists()


def test_nobody_of_the_roster_and_nobody_of_elsewhere(cast, roster, sign_in):
    for person in (cast.zhang, cast.chen):
        page = sign_in(cast.zhao).post(url_of(roster), told(people=[person.pk]))
        assert "已不在这一页" in page.content.decode()


def test_an_earlier_roster_lets_nobody_go(cast, roster, sign_in):
    received(cast.jinggong, upload([worker("张师傅", 1)]), by=cast.zhao)
    client = sign_in(cast.zhao)
    assert not roster.absentees().exists()
    assert "请到最近的一份去办" in client.get(url_of(roster)).content.decode()
    client.post(url_of(roster), told(who="all"))
    assert len(here(cast)) == 4


def test_a_roster_that_is_not_merged_lets_nobody_go(cast, sign_in):
    seen = received(cast.jinggong, upload([worker("张师傅", 1)]), by=cast.zhao)
    answer = sign_in(cast.zhao).post(url_of(seen), told(who="all"))
    assert answer.url == seen.get_absolute_url() and "刘徒弟" in here(cast)


@pytest.mark.parametrize(
    ("who", "status"), [("zhao", 200), ("zhou", 200), ("sun", 404), ("zhang", 404)]
)
def test_who_may(cast, roster, sign_in, who, status):
    client = sign_in(getattr(cast, who))
    assert client.get(url_of(roster)).status_code == status
    assert client.post(url_of(roster), told(who="all")).status_code == status


def test_as_many_queries_for_three_as_for_one(cast, roster, sign_in, django_assert_num_queries):
    client = sign_in(cast.zhao)
    client.get(url_of(roster))
    counts = []
    for kept in (3, 1):
        left = Employment.objects.filter(enterprise=cast.jinggong).exclude(person=cast.zhang)
        left.filter(pk__in=[job.pk for job in left[kept:]]).update(until=clock.today())
        with django_assert_num_queries(24, exact=False) as queries:
            assert len(client.get(url_of(roster)).context["form"].rows) == kept
        counts.append(len(queries))
    assert counts[0] == counts[1]
