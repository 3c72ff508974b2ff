"""The pages of 疑点: the list, one flag, the rules with their precision, those of a place."""

import pytest
from django.urls import reverse

from jiangxin.kpi.models import Doubt, Finding, Flag
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import auditor, count_all, flagged
from jiangxin.kpi.tests.test_pages import propose


@pytest.fixture
def qian(cast):
    return auditor(cast.bureau, by=cast.zhou)


@pytest.fixture
def flag(cast):
    return flagged(cast.jinggong, Doubt.GHOST, people=[cast.zhang.pk])


def test_the_audit_office_judges_and_the_second_is_told(cast, qian, flag, sign_in):
    page = sign_in(qian).get(flag.get_absolute_url()).text
    assert "4 人没有证件号" in page
    assert "没有来源，平台采用" in page
    assert "张师傅" in page
    url = reverse("kpi:flag_verdict", args=[flag.pk])
    told = {"finding": "true", "remark": "厂里查无此人", "seen": ""}
    assert "已认定：属实" in sign_in(qian).post(url, told, follow=True).text
    answer = sign_in(qian).post(url, told)
    assert answer.status_code == 409
    assert "刚才别人已经认定过" in answer.text


def test_a_verdict_needs_a_reason(qian, flag, sign_in):
    answer = sign_in(qian).post(reverse("kpi:flag_verdict", args=[flag.pk]), {"finding": "true"})
    assert answer.status_code == 422
    assert Flag.objects.get().finding == ""


@pytest.mark.parametrize(("who", "status"), [
    ("zhao", 403),  # its own officer may look and explain
    ("zhou", 403),  # a steward above is no auditor
    ("sun", 404),  # next door: there is no such flag
    ("zhang", 404),
])  # fmt: skip
def test_who_may_not_judge(cast, flag, sign_in, who, status):
    told = {"finding": "false", "remark": "没有问题"}
    url = reverse("kpi:flag_verdict", args=[flag.pk])
    assert sign_in(getattr(cast, who)).post(url, told).status_code == status


def test_the_unit_sees_why_and_explains(cast, qian, flag, sign_in):
    client = sign_in(cast.zhao)
    assert "说明情况" in client.get(flag.get_absolute_url()).text
    client.post(reverse("kpi:flag_answer", args=[flag.pk]), {"answer": "新来的，还没补全"})
    assert "新来的，还没补全" in sign_in(qian).get(flag.get_absolute_url()).text
    assert sign_in(cast.li).post(reverse("kpi:flag_answer", args=[flag.pk])).status_code == 403


def test_the_list_is_chosen_by_doubt_and_by_finding(cast, qian, flag, sign_in):
    flagged(cast.hengli, Doubt.PHONE)
    flag.judge(Finding.TRUE, by=qian, remark="厂里查无此人")
    client, url = sign_in(qian), reverse("kpi:flags")
    assert "恒力公司" in client.get(url).text
    assert "精工公司" not in client.get(url).text
    assert "精工公司" in client.get(url, {"shown": "true"}).text
    assert "恒力公司" not in client.get(url, {"shown": "all", "doubt": "ghost"}).text
    assert client.get(url, {"shown": "x", "doubt": "y"}).status_code == 200


def test_precision_is_counted_from_verdicts(cast, qian, flag, sign_in):
    flag.judge(Finding.TRUE, by=qian, remark="厂里查无此人")
    other = flagged(cast.hengli, Doubt.GHOST)
    other.judge(Finding.FALSE, by=qian, remark="核对了工资单")
    assert "50%" in sign_in(qian).get(reverse("kpi:flag_rules")).text


def test_a_place_shows_beside_its_figure_how_many_are_in_doubt(
    cast, programme, qian, flag, sign_in
):
    propose(cast.zhang, programme)
    propose(cast.liu, programme)
    count_all()
    url = reverse("kpi:place_flags", args=Place(cast.park).address)
    page = sign_in(cast.zheng).get(url)
    assert (page.context["people"].value, page.context["doubted"]) == (2, 1)
    assert "占参与人数的 50%" in page.text
    flag.judge(Finding.FALSE, by=qian, remark="核对了工资单")
    assert sign_in(cast.zheng).get(url).context["doubted"] == 0


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_however_long(cast, qian, sign_in, django_assert_num_queries, count):
    for doubt in (Doubt.GHOST, Doubt.PHONE, Doubt.OWN)[:count]:
        flagged(cast.jinggong, doubt, people=[cast.zhang.pk, cast.liu.pk])
    client = sign_in(qian)
    with django_assert_num_queries(10):
        client.get(reverse("kpi:flags"))
    with django_assert_num_queries(9):
        client.get(reverse("kpi:flag_rules"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_flags_of_a_place_ask_the_same_however_many(
    cast, sign_in, django_assert_num_queries, count
):
    for doubt in (Doubt.GHOST, Doubt.PHONE, Doubt.OWN)[:count]:
        flagged(cast.jinggong, doubt, people=[cast.zhang.pk, cast.liu.pk])
    client = sign_in(cast.zheng)
    with django_assert_num_queries(19):
        client.get(reverse("kpi:place_flags", args=Place(cast.park).address))


@pytest.mark.parametrize("count", [1, 3])
def test_a_flag_asks_the_same_however_much_evidence(
    cast, programme, qian, sign_in, django_assert_num_queries, count
):
    people = [cast.zhang, cast.liu, cast.zhang][:count]
    entries = [propose(person, programme, f"建议{n}") for n, person in enumerate(people)]
    flag = flagged(cast.jinggong, Doubt.COPIED, people=[p.pk for p in people],
                   proposals=[e.pk for e in entries])  # fmt: skip
    client = sign_in(qian)
    with django_assert_num_queries(11):
        client.get(flag.get_absolute_url())
