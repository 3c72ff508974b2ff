from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person, rows
from tests.cast import LONG_AGO, id_number, phone


def text(response):
    return response.content.decode()


def names(people):
    return {person.name for person in people}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("zhao", {"张师傅", "刘徒弟"}),
        ("sun", {"陈师傅"}),
        ("zheng", {"张师傅", "刘徒弟", "陈师傅", "何师傅"}),
        ("zhou", {"张师傅", "刘徒弟", "陈师傅", "何师傅"}),
        ("wu", set()),
        ("zhang", set()),
    ],
)
def test_the_list_is_what_an_office_reaches(cast, sign_in, who, seen):
    shown = sign_in(getattr(cast, who)).get(reverse("people:list"))
    assert {job.person.name for job in shown.context["rows"]} == seen


def test_everybody_sees_themselves_and_officers_see_theirs(cast):
    assert names(Person.objects.visible_to(cast.zhang.user)) == {"张师傅"}
    assert names(Person.objects.visible_to(cast.zhao)) == {"张师傅", "刘徒弟"}
    assert names(Person.objects.visible_to(cast.wu)) == set()


def test_who_left_is_no_longer_shown(cast):
    cast.zhang.employments.update(until=clock.today())
    assert names(Person.objects.led_by(cast.zhao)) == {"刘徒弟"}
    assert "张师傅" in names(Person.objects.visible_to(cast.zhou))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("张", {"张师傅"}),
        ("师", set()),
        (phone(2), {"刘徒弟"}),
        (f"+86 {phone(2)}", {"刘徒弟"}),
        (id_number(1).lower(), {"张师傅"}),
        (id_number(3), set()),  # next door
        ("%", set()),
    ],
)
def test_people_are_found_by_name_phone_or_id_number(cast, sign_in, query, found):
    shown = sign_in(cast.zhao).get(reverse("people:list"), {"q": query})
    assert names(shown.context["found"]) == found


def test_the_people_of_one_enterprise(cast, sign_in):
    client, url = sign_in(cast.zheng), reverse("people:list")
    (job,) = client.get(url, {"enterprise": cast.hengli.pk}).context["rows"]
    assert job.person.name == "陈师傅"
    assert client.get(url, {"enterprise": "x"}).status_code == 200


def test_the_list_asks_as_often_for_three_as_for_one(cast, sign_in, django_assert_num_queries):
    client, url = sign_in(cast.sun), reverse("people:list")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for n in (20, 21):
        Person.enrol(f"新{n}", enterprise=cast.hengli, phone=phone(n), since=LONG_AGO)
    with django_assert_num_queries(len(one)):
        assert len(client.get(url).context["rows"]) == 3


def test_a_search_asks_as_often_for_three_as_for_one(cast, sign_in, django_assert_num_queries):
    client, url = sign_in(cast.sun), reverse("people:list")
    client.get(url, {"q": "陈"})
    with CaptureQueriesContext(connection) as one:
        client.get(url, {"q": "陈"})
    for n in (20, 21):
        Person.enrol(f"陈{n}", enterprise=cast.hengli, phone=phone(n), since=LONG_AGO)
    with django_assert_num_queries(len(one)):
        assert len(client.get(url, {"q": "陈"}).context["found"]) == 3


def test_a_long_list_of_people_goes_on(cast, sign_in):
    for n in range(40):
        Person.enrol(f"新{n}", enterprise=[cast.hengli, cast.jinggong][n % 2], since=LONG_AGO)
    client, url = sign_in(cast.zheng), reverse("people:list")
    first = client.get(url).context["rows"]
    rest = client.get(url + first.next_url).context["rows"]
    assert len({job.person_id for job in [*first, *rest]}) == 44


def test_numbers_are_masked_for_everybody(cast, sign_in):
    for who in (cast.zhang, cast.zhao, cast.zhou):
        shown = text(sign_in(who).get(cast.zhang.get_absolute_url()))
        assert "138****0001" in shown
        assert phone(1) not in shown
        assert id_number(1) not in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 200), ("zheng", 403), ("li", 403), ("zhou", 403), ("sun", 404), ("zhang", 403)],
)
def test_only_the_covering_union_sees_a_whole_number(cast, sign_in, who, status):
    url = reverse("people:disclosure", args=[cast.zhang.pk])
    told = {"field": "id_number", "reason": "核对技师证书"}
    shown = sign_in(getattr(cast, who)).post(url, told)
    assert shown.status_code == status
    assert (id_number(1) in text(shown)) == (status == 200)
    assert Trace.objects.about(cast.zhang).count() == (status == 200)


def test_a_whole_number_is_shown_once_and_leaves_a_trace(cast, sign_in):
    client, url = sign_in(cast.zhao), reverse("people:disclosure", args=[cast.zhang.pk])
    shown = client.post(url, {"field": "phone", "reason": "通知参加决赛"})
    assert phone(1) in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert phone(1) not in text(client.get(url))
    trace = Trace.objects.about(cast.zhang).get()
    assert (trace.by, trace.verb, trace.details["reason"]) == (
        cast.zhao,
        "查看手机号",
        "通知参加决赛",
    )
    assert "通知参加决赛" in text(sign_in(cast.zhang).get(cast.zhang.get_absolute_url()))


@pytest.mark.parametrize(
    "told", [{}, {"field": "id_number"}, {"field": "user", "reason": "好奇心"}]
)
def test_without_a_reason_nothing_is_shown(cast, sign_in, told):
    url = reverse("people:disclosure", args=[cast.zhang.pk])
    assert id_number(1) not in text(sign_in(cast.zhao).post(url, told))
    assert not Trace.objects.about(cast.zhang).exists()


def test_a_number_that_is_not_there_is_refused_with_a_sentence(cast, sign_in):
    nobody = Person.enrol("无号师傅", enterprise=cast.jinggong)
    url = reverse("people:disclosure", args=[nobody.pk])
    answer = sign_in(cast.zhao).post(url, {"field": "phone", "reason": "通知参加决赛"})
    assert answer.status_code == 409
    assert "没有这个号码" in text(answer)


def appointment(**changed):
    told = {"name": "张师傅", "tail": "0001", "role": "chair", "since": clock.today().isoformat()}
    return {**told, "last_on": "", "department": "", **changed}


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 302), ("zheng", 302), ("zhou", 302), ("sun", 404), ("wu", 404), ("zhang", 404)],
)
def test_who_may_appoint_in_a_union(cast, sign_in, who, status):
    url = reverse("people:appointment", args=[cast.jinggong_union.pk])
    assert sign_in(getattr(cast, who)).post(url, appointment()).status_code == status
    assert Office.objects.of(cast.zhang.user).exists() == (status == 302)


def test_finance_appoints_nobody_and_nobody_appoints_above(cast, sign_in):
    Office.grant(cast.liu.user, "finance", cast.jinggong_union, by=cast.zhou)
    here = reverse("people:appointment", args=[cast.jinggong_union.pk])
    assert sign_in(cast.liu).post(here, appointment()).status_code == 403
    above = reverse("people:appointment", args=[cast.park_union.pk])
    assert sign_in(cast.zhao).post(above, appointment()).status_code == 404


def test_territory_does_not_appoint(cast, sign_in):
    """A park's union sees the plant of an industry union; who keeps its office is not its say."""
    cast.yuncang.join(cast.hengli_union, by=cast.zhou, on=LONG_AGO)
    cast.hengli_union.placements.update(parent=cast.city)
    type(cast.hengli_union).objects.filter(pk=cast.hengli_union.pk).update(
        path=f"{cast.city.path}{cast.hengli_union.pk}/", depth=1
    )
    url = reverse("people:enterprise_appointment", args=[cast.yuncang.pk])
    assert sign_in(cast.zheng).get(url).status_code == 403
    assert sign_in(cast.sun).get(url).status_code == 200


def test_an_appointment_is_told_and_may_begin_later(cast, sign_in):
    day = clock.today() + timedelta(days=10)
    url = reverse("people:enterprise_appointment", args=[cast.jinggong.pk])
    told = appointment(
        role="finance", since=day.isoformat(), last_on=(day + timedelta(days=9)).isoformat()
    )
    assert sign_in(cast.zhao).post(url, told).status_code == 302
    office = cast.jinggong.offices.get()
    assert (office.since, office.until) == (day, day + timedelta(days=10))
    assert not Office.objects.of(cast.zhang.user).exists()
    assert Notification.objects.of(cast.zhang.user).get().path == cast.jinggong.get_absolute_url()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"tail": "9999"}, "没有姓名和手机尾号都对得上的人"),
        ({"name": "陈师傅", "tail": "0003"}, "没有姓名和手机尾号都对得上的人"),  # next door
        ({"tail": "１２"}, "4 位数字"),
        ({"since": "2020-01-01"}, "今天或以后"),
        ({"last_on": "2020-01-01"}, "不能早于开始的那天"),
        ({"role": "king"}, ""),
    ],
)
def test_a_wrong_appointment_gets_a_sentence(cast, sign_in, changed, words):
    url = reverse("people:appointment", args=[cast.jinggong_union.pk])
    answer = sign_in(cast.zhao).post(url, appointment(**changed))
    assert answer.status_code == 200
    assert words in text(answer)
    assert not Office.objects.of(cast.zhang.user).exists()


def test_namesakes_with_one_tail_are_not_guessed(cast, sign_in):
    Person.enrol("张师傅", enterprise=cast.jinggong, phone="13900000001")
    url = reverse("people:appointment", args=[cast.jinggong_union.pk])
    assert "分不清" in text(sign_in(cast.zhao).post(url, appointment()))


def test_nobody_appoints_themselves_or_twice(cast, sign_in):
    Office.grant(cast.zhang.user, "steward", cast.jinggong_union, by=cast.zhou)
    url = reverse("people:appointment", args=[cast.jinggong_union.pk])
    own = sign_in(cast.zhang).post(url, appointment())
    assert own.status_code == 409
    assert "不能任命自己" in text(own)
    twice = sign_in(cast.zhao).post(url, appointment(role="steward"))
    assert twice.status_code == 409
    assert "已经担任" in text(twice)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zsf", {"张师傅"}),
        ("Z", {"张师傅"}),
        ("sf", set()),
        ("0002", {"刘徒弟"}),
        ("9999", set()),
        ("0003", set()),  # next door
        (id_number(1)[-4:].lower(), {"张师傅"}),
    ],
)
def test_people_are_found_by_initials_and_by_the_last_four(cast, sign_in, query, found):
    shown = sign_in(cast.zhao).get(reverse("people:list"), {"q": query})
    assert names(shown.context["found"]) == found


def test_initials_go_on_from_page_to_page(cast, sign_in):
    for n in range(30):
        Person.enrol(f"陈{'甲乙丙'[n % 3]}", enterprise=cast.hengli, since=LONG_AGO)
    client, url = sign_in(cast.sun), reverse("people:list")
    first = client.get(url, {"q": "c"}).context["found"]
    rest = client.get(url + first.next_url).context["found"]
    assert len({person.pk for person in [*first, *rest]}) == 31


def test_who_changed_their_name_is_found_by_the_old_one(cast, sign_in):
    cast.zhang.rename("章师傅", by=cast.zhao, reason="身份证已更名")
    shown = sign_in(cast.zhao).get(reverse("people:list"), {"q": "张"})
    assert [name.person for name in shown.context["formerly"]] == [cast.zhang]
    assert "曾用名 张师傅" in text(shown)
    assert "曾用名" in text(sign_in(cast.zhao).get(cast.zhang.get_absolute_url()))
    assert not sign_in(cast.sun).get(reverse("people:list"), {"q": "张"}).context["formerly"]


@pytest.mark.parametrize("query", ["张", "z", "陈", "0001", "zzz"])
@pytest.mark.parametrize("who", ["zhao", "sun", "zheng", "wu", "zhou"])
def test_along_the_names_the_same_are_found_as_by_the_enterprise(cast, monkeypatch, who, query):
    user = getattr(cast, who)
    people = Person.objects.searched_by(user, query).matching(query)
    by_enterprise = names(people)
    monkeypatch.setattr(rows, "MANY", 0)
    along = Person.objects.searched_by(user, query).matching(query)
    assert names(along) == by_enterprise == names(Person.objects.led_by(user).matching(query))


@pytest.mark.parametrize("query", ["张", "z", "0001"])
@pytest.mark.parametrize("who", ["zhang", "zhao", "sun", "zheng", "zhou"])
def test_found_of_everything_is_who_one_may_see(cast, monkeypatch, who, query):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    seen = set(Person.objects.visible_to(user).matching(query))
    assert set(Person.objects.found_by(user, query, 100)) == seen
    monkeypatch.setattr(rows, "MANY", 0)
    assert set(Person.objects.found_by(user, query, 100)) == seen
    assert len(Person.objects.found_by(user, query, 1)) == min(1, len(seen))
