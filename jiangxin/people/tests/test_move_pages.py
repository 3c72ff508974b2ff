"""The pages of 入职、调动、离职、登记一名职工: shown first, then confirmed, and who may."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Change, Office
from jiangxin.people.models import Employment, Person, Workforce
from tests.cast import LONG_AGO, Role, id_number, phone

MOVED, LATER = date(2024, 6, 1), date(2025, 3, 1)
ON = {"on": MOVED.isoformat()}


def text(response):
    return response.content.decode()


def address(name, row):
    return reverse(f"people:{name}", args=[row.pk])


def confirm(client, url, told):
    """Fill in, look at the preview, press 确认."""
    before, people = Change.objects.count(), Person.objects.count()
    shown = text(client.post(url, told))
    assert "确认后会发生" in shown, shown
    assert (Change.objects.count(), Person.objects.count()) == (before, people)
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    return shown, client.post(url, {**told, "seen": seen})


def hired(**changed):
    told = {"name": "王小明", "id_kind": "resident", "id_number": "", "phone": phone(31)}
    return {**told, "department": "一车间", "post": "焊工", "is_frontline": "yes", **ON, **changed}


def test_a_worker_leaves_by_the_page_and_it_is_taken_back(cast, sign_in):
    client, url = sign_in(cast.zhao), address("person_change", cast.zhang)
    assert url in text(client.get(cast.zhang.get_absolute_url()))
    assert url not in text(sign_in(cast.zhang).get(cast.zhang.get_absolute_url()))
    client = sign_in(cast.zhao)
    offered = re.findall(r"\?act=(\w+)", text(client.get(url)))
    assert offered == ["leave", "transfer"]
    shown, answer = confirm(client, url, {"act": "leave", **ON})
    assert "2024年6月1日起，“张师傅”离开“精工公司”" in shown
    assert client.get(cast.zhang.get_absolute_url()).status_code == 404
    page = text(client.get(answer.url))
    assert "撤销" in page
    assert "离职" in text(client.get(cast.jinggong.get_absolute_url()))
    assert client.post(answer.url).status_code == 302
    assert client.get(cast.zhang.get_absolute_url()).status_code == 200
    assert "已撤销" in text(client.get(cast.zhang.get_absolute_url()))


def test_from_the_persons_page_only_to_where_one_may_hire(cast, sign_in):
    told = {"act": "transfer", "enterprise": "恒力公司", **ON}
    Office.grant(cast.zhao, Role.FINANCE, cast.hengli_union, by=cast.zhou, since=LONG_AGO)
    url = address("person_change", cast.zhang)
    assert "不归您管" in text(sign_in(cast.zhao).post(url, told))
    shown, answer = confirm(sign_in(cast.zheng), url, told)
    assert "在“恒力公司”在册" in shown
    assert answer.status_code == 302
    assert cast.zhang.employment().enterprise == cast.hengli
    assert Notification.objects.of(cast.zhao).count() == 1


def test_who_works_nowhere_is_taken_up_by_the_federation(cast, sign_in):
    cast.zhang.leave(by=cast.zhao, on=MOVED)
    url = address("person_change", cast.zhang)
    told = {"act": "take_up", "enterprise": "云仓公司", "on": LATER.isoformat()}
    assert sign_in(cast.zhao).get(url).status_code == 404
    confirm(sign_in(cast.zhou), url, told)
    assert cast.zhang.employment().enterprise == cast.yuncang


def test_somebody_new_is_registered(cast, sign_in):
    client, url = sign_in(cast.zhao), address("hire", cast.jinggong)
    shown, answer = confirm(client, url, hired(id_number=str(id_number(31))))
    assert "“王小明”是新登记的职工" in shown
    person = Person.objects.get(name="王小明")
    job = person.employments.get()
    assert (job.post, job.is_frontline, job.since) == ("焊工", True, MOVED)
    assert person.id_number == id_number(31)
    assert text(client.get(answer.url)).count(str(id_number(31))) == 0
    assert text(client.get(person.get_absolute_url())).count(str(id_number(31))) == 0


@pytest.mark.parametrize("by", ["id_number", "phone"])
def test_who_left_comes_back_as_the_same_person(cast, sign_in, by):
    cast.zhang.leave(by=cast.zhao, on=MOVED)
    numbers = {"id_number": str(id_number(1)), "phone": phone(1)}
    told = hired(name="张师傅", phone="", on=LATER.isoformat()) | {by: numbers[by]}
    shown, _ = confirm(sign_in(cast.zhao), address("hire", cast.jinggong), told)
    assert "新登记" not in shown
    assert Person.objects.filter(name="张师傅").count() == 1
    assert cast.zhang.employments.count() == 2


def test_who_works_elsewhere_is_taken_over_when_one_has_seen_from_where(cast, sign_in):
    client, url = sign_in(cast.sun), address("hire", cast.hengli)
    shown, answer = confirm(client, url, hired(name="张师傅", phone=phone(1)))
    assert "“张师傅”离开“精工公司”" in shown
    for unknown in (str(id_number(1)), cast.zhang.masked_id_number, "二车间"):
        assert unknown not in shown
    assert cast.zhang.employment().enterprise == cast.hengli
    (told,) = Notification.objects.of(cast.zhao)
    assert sign_in(cast.zhao).get(told.path).status_code == 200
    assert sign_in(cast.zhao).post(answer.url).status_code == 403
    assert sign_in(cast.sun).post(answer.url).status_code == 302
    assert cast.zhang.employment().enterprise == cast.jinggong


def test_who_is_here_already_is_linked(cast, sign_in):
    answer = sign_in(cast.zhao).post(
        address("hire", cast.jinggong), hired(name="张师傅", phone=phone(1))
    )
    assert "已经在“精工公司”在册" in text(answer)
    assert cast.zhang.get_absolute_url() in text(answer)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phone": ""}, "至少一项"),
        ({"phone": "123"}, "11 位"),
        ({"id_number": "310101198506120010"}, "校验"),
        ({"name": "  "}, "必填"),
        ({"name": "李四", "id_number": str(id_number(1))}, "登记的姓名不同"),
        ({"on": "2999-01-01"}, "还没有到"),
        ({"on": ""}, "必填"),
        ({"id_kind": "pass"}, ""),
        ({"is_frontline": "x"}, ""),
        ({"name": "张师傅", "phone": phone(1), "on": "2019-01-01"}, "重叠"),
    ],
)
def test_what_is_typed_wrong_gets_a_sentence_and_nothing_is_lost(cast, sign_in, changed, words):
    told = hired(**changed)
    answer = sign_in(cast.sun).post(address("hire", cast.hengli), told)
    assert answer.status_code in {200, 409}
    assert words in text(answer)
    assert not Change.objects.exists()
    if answer.status_code == 200:
        assert 'value="焊工"' in text(answer)


def test_a_stranger_learns_no_name_and_no_number(cast, sign_in):
    told = hired(name="李四", id_number=str(id_number(1)), phone=phone(1))
    shown = text(sign_in(cast.sun).post(address("hire", cast.hengli), told))
    assert "登记的姓名不同" in shown
    for unknown in ("张师傅", "精工公司", "138****0001"):
        assert unknown not in shown


def test_what_was_filled_in_may_be_mended(cast, sign_in):
    client, url = sign_in(cast.zhao), address("hire", cast.jinggong)
    again = text(client.post(url, hired(again="1", seen="x")))
    assert "看看会发生什么" in again
    assert 'value="焊工"' in again
    assert not Change.objects.exists()


def test_what_is_no_longer_as_it_was_shown_is_not_done(cast, sign_in):
    client, url = sign_in(cast.sun), address("hire", cast.hengli)
    told = hired(name="张师傅", phone=phone(1), on=LATER.isoformat())
    seen = re.search(r'name="seen" value="(\w+)"', text(client.post(url, told)))[1]
    cast.zhang.leave(by=cast.zhao, on=MOVED)
    assert client.post(url, {**told, "seen": seen}).status_code == 409
    assert cast.zhang.employment() is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 200), ("zheng", 200), ("li", 200), ("zhou", 200), ("sun", 404), ("wu", 404)],
)
@pytest.mark.parametrize("name", ["hire", "person_change", "correction"])
def test_who_may_open_these_pages(cast, sign_in, name, who, status):
    row = cast.jinggong if name == "hire" else cast.zhang
    assert sign_in(getattr(cast, who)).get(address(name, row)).status_code == status


@pytest.mark.parametrize("name", ["hire", "person_change", "correction"])
def test_who_looks_only_may_not(cast, sign_in, name):
    Office.grant(cast.chen.user, Role.FINANCE, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    row = cast.jinggong if name == "hire" else cast.zhang
    assert sign_in(cast.chen).get(address(name, row)).status_code == 403
    assert sign_in(cast.zhang).get(address(name, row)).status_code == (
        404 if name == "hire" else 403
    )


def test_a_personnel_officer_takes_back_what_they_did(cast, sign_in):
    Office.grant(cast.liu.user, Role.PERSONNEL, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    client, url = sign_in(cast.liu), address("hire", cast.jinggong)
    _, answer = confirm(client, url, hired())
    assert client.post(answer.url).status_code == 302
    assert not Person.objects.filter(name="王小明").exists()
    other = cast.zhang.leave(by=cast.zhao)
    assert client.post(other.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("act", ["close", "merge_into"])
def test_the_preview_of_an_end_says_what_becomes_of_the_workers(cast, sign_in, act):
    client = sign_in(cast.li)
    url = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    shown, answer = confirm(client, url, {"act": act, "other": "恒力公司", **ON})
    words = {"close": "从“精工公司”离职", "merge_into": "随企业转到“恒力公司”"}
    assert f"张师傅、刘徒弟 2 名职工{words[act]}" in shown
    now = cast.zhang.employment()
    assert (now and now.enterprise) == (cast.hengli if act == "merge_into" else None)
    assert client.post(answer.url).status_code == 302
    assert cast.zhang.employment().enterprise == cast.jinggong


def test_the_other_changes_of_an_enterprise_are_as_they_were(cast, sign_in):
    url = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    confirm(sign_in(cast.zheng), url, {"act": "rename", "name": "精工股份", **ON})
    cast.jinggong.refresh_from_db()
    assert cast.jinggong.name == "精工股份"


def corrected(**changed):
    return {"name": "张师傅", "phone": "", "reason": "已核对新身份证", **changed}


def test_a_name_and_a_phone_are_corrected(cast, sign_in):
    client, url = sign_in(cast.zhao), address("correction", cast.zhang)
    assert client.post(url, corrected(name="章师傅", phone="13911112222")).status_code == 302
    cast.zhang.refresh_from_db()
    assert (cast.zhang.name, cast.zhang.phone) == ("章师傅", "13911112222")
    assert cast.zhang.former_names.get().name == "张师傅"


def test_a_phone_that_went_to_somebody_else_is_given_up(cast, sign_in):
    url = address("correction", cast.zhang)
    assert sign_in(cast.zhao).post(url, corrected(is_lost="on")).status_code == 302
    cast.zhang.refresh_from_db()
    assert cast.zhang.phone_fingerprint is None
    assert "现在登记的手机号不是" not in text(sign_in(cast.zhao).get(url))


@pytest.mark.parametrize("choice", ["shared", "theirs_no_more"])
def test_a_phone_that_others_have_is_asked_about(cast, sign_in, choice):
    cast.chen.take_phone(phone(2), by=cast.zhou, reason="一家人")
    client, url = sign_in(cast.zhao), address("correction", cast.zhang)
    told = corrected(phone=phone(2))
    asked = text(client.post(url, told))
    assert "名册上还有 2 人登记着这个新手机号" in asked
    assert "其中 1 人不归您管" in asked
    assert "刘徒弟" in asked
    assert "陈师傅" not in asked
    assert client.post(url, told | {"holders": choice}).status_code == 302
    given_up = choice == "theirs_no_more"
    assert Person.objects.with_phone(phone(2)).count() == (2 if given_up else 3)
    assert (Person.objects.get(pk=cast.liu.pk).phone_fingerprint is None) == given_up


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "还没有改动"),
        ({"name": "章师傅", "reason": "改"}, "至少 4 个字"),
        ({"phone": phone(1)}, "就是这个手机号"),
        ({"phone": "123"}, "11 位"),
        ({"phone": "13911112222", "is_lost": "on"}, "不用再勾"),
        ({"name": " "}, "必填"),
    ],
)
def test_a_wrong_correction_gets_a_sentence(cast, sign_in, changed, words):
    answer = sign_in(cast.zhao).post(address("correction", cast.zhang), corrected(**changed))
    assert answer.status_code == 200
    assert words in text(answer)
    cast.zhang.refresh_from_db()
    assert (cast.zhang.name, cast.zhang.phone) == ("张师傅", phone(1))


def of_day(client, enterprise, on):
    return client.get(reverse("people:list"), {"enterprise": enterprise.pk, "on": on})


def test_who_worked_there_on_a_day(cast, sign_in):
    cast.zhang.transfer(cast.hengli, by=cast.zhou, on=MOVED)
    client = sign_in(cast.zhao)
    past = of_day(client, cast.jinggong, (MOVED - timedelta(days=1)).isoformat())
    assert {job.person.name for job in past.context["rows"]} == {"张师傅", "刘徒弟"}
    assert cast.liu.get_absolute_url() in text(past)
    assert cast.zhang.get_absolute_url() not in text(past)  # out of sight today
    assert "138****0001" not in text(past)
    now = of_day(client, cast.jinggong, MOVED.isoformat())
    assert {job.person.name for job in now.context["rows"]} == {"刘徒弟"}
    assert cast.zhang.get_absolute_url() in text(of_day(sign_in(cast.zheng), cast.hengli, ""))


@pytest.mark.parametrize(
    "on", ["x", "2999-01-01", "0000-00-00", "2024-13-01", "' OR 1=1", "9" * 99]
)
def test_a_day_that_makes_no_sense_is_today(cast, sign_in, on):
    shown = of_day(sign_in(cast.zhao), cast.jinggong, on)
    assert shown.status_code == 200
    assert len(shown.context["rows"]) == 2
    assert "下面是今天的" in text(shown)


def test_a_day_long_ago_has_nobody(cast, sign_in):
    assert "那一天没有人在册" in text(of_day(sign_in(cast.zhao), cast.jinggong, "0001-01-01"))


def test_somebody_with_two_records_is_listed_once(cast):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    twin.leave(by=cast.zhao, on=LATER)
    Person.objects.filter(pk=twin.pk).update(merged_into=cast.zhang)
    there = Employment.objects.of_day(cast.jinggong, MOVED)
    assert {job.person_id for job in there} == {cast.zhang.pk, cast.liu.pk}


def crew(cast, n):
    for one in range(n):
        Person.enrol(f"新{one}", enterprise=cast.hengli, since=LONG_AGO)


def test_the_list_of_a_day_asks_as_often_for_three_as_for_one(
    cast, sign_in, django_assert_num_queries
):
    client = sign_in(cast.sun)
    of_day(client, cast.hengli, MOVED.isoformat())
    with CaptureQueriesContext(connection) as one:
        of_day(client, cast.hengli, MOVED.isoformat())
    crew(cast, 2)
    with django_assert_num_queries(len(one)):
        assert len(of_day(client, cast.hengli, MOVED.isoformat()).context["rows"]) == 3


def test_the_list_of_a_day_goes_on_from_page_to_page(cast, sign_in):
    crew(cast, 40)
    client = sign_in(cast.sun)
    first = of_day(client, cast.hengli, MOVED.isoformat()).context["rows"]
    assert f"on={MOVED}" in first.next_url
    rest = client.get(reverse("people:list") + first.next_url).context["rows"]
    assert len({job.person_id for job in [*first, *rest]}) == 41


def test_the_changes_of_a_person_ask_as_often_for_three_as_for_one(
    cast, sign_in, django_assert_num_queries
):
    client, url = sign_in(cast.zhou), cast.zhang.get_absolute_url()
    cast.zhang.transfer(cast.hengli, by=cast.zhou, on=MOVED)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert "变动记录" in text(client.get(url))
    cast.zhang.transfer(cast.yuncang, by=cast.zhou, on=LATER)
    Workforce(cast.yuncang).merge_into(cast.jinggong, by=cast.zhou, on=clock.today())
    with django_assert_num_queries(len(one)):
        shown = text(client.get(url))
    assert "“云仓公司”并入“精工公司”" in shown
