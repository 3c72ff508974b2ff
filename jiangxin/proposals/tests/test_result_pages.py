"""The pages of what comes after 通过: from the plan to the signature of finance."""

from datetime import date

import pytest
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.proposals.models import Benefit, Photo
from jiangxin.proposals.tests.test_pages import picture
from jiangxin.proposals.tests.test_results import HOURS


def url(name, proposal):
    return reverse(f"proposals:{name}", args=[proposal.pk])


def lines(**fields):
    told = {"saved": "hours", "unit": "小时", "before": "0.4167", "after": "0.05"}
    told |= {"quantity": "3000", "price": "52.5", "cost": "1,800"} | fields
    return {f"line0-{name}": value for name, value in told.items()}


def test_from_plan_to_signed_through_the_pages(
    accepted, cast, finance, sign_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(cast.zhao)
    ask = {"plan": "做底板", "owner": "刘徒弟", "due_on": clock.today().isoformat()}
    assert client.post(url("implementation", accepted), ask).status_code == 302
    report = {"text": "底板已加工", "photos": picture()}
    assert client.post(url("progress", accepted), report).status_code == 302
    assert (
        client.post(url("finish", accepted), {"on": clock.today().isoformat()}).status_code == 302
    )
    page = client.get(url("implementation", accepted)).content.decode()
    assert "底板已加工" in page and "已做成" in page
    assert Photo.objects.get().note is not None
    assert "照片" not in client.get(accepted.get_absolute_url()).content.decode().split("提出人")[0]
    client = sign_in(finance)
    signed = {"since": "2026-11-01", "basis": "定额 12 号", **lines()}
    assert client.post(url("confirmation", accepted), signed).status_code == 302
    page = client.get(url("benefit", accepted)).content.decode()
    assert "55,955.25" in page and "已核定" in page
    again = client.post(url("confirmation", accepted), {**signed, "why": "件数算错"})
    assert again.status_code == 302
    assert Benefit.objects.confirmed().count() == 2
    client = sign_in(cast.zhao)
    assert client.post(url("grading", accepted), {"amount": "400"}).status_code == 302
    assert "四等" in client.get(url("benefit", accepted)).content.decode()
    assert "四等" in client.get(accepted.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"before": "很多"}, "只填数字"),
        ({"before": "-1"}, "不能小于 0"),
        ({"before": "1e309"}, "数字太"),
        ({"before": ""}, "请填数字"),
        ({"unit": ""}, "请写单位"),
        ({"saved": ""}, "请选这一项节约的是什么"),
        ({"saved": "gold"}, "请在列出的几种里选"),
        ({"cost": "1.005"}, "最多两位小数"),
        ({"quantity": "9" * 20}, "数字太"),
    ],
)
def test_a_wrong_line_is_said_at_its_field_and_nothing_is_lost(
    accepted, cast, sign_in, wrong, said
):
    client = sign_in(cast.zhang)
    answer = client.post(
        url("expectation", accepted), {"since": "2026-11-01", "basis": "估的", **lines(**wrong)}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page and "估的" in page
    assert not Benefit.objects.exists()


def test_no_line_at_all(accepted, cast, sign_in):
    answer = sign_in(cast.zhang).post(url("expectation", accepted), {"since": "2026-11-01"})
    assert "请至少写一项" in answer.content.decode()


def test_the_page_of_benefits_asks_as_often_for_three_as_for_one(
    accepted, cast, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.zhang)
    for _ in range(3):
        Benefit.expect(accepted, by=cast.zhang.user, since=date(2026, 11, 1), lines=[HOURS] * 3)
    with django_assert_max_num_queries(22):
        client.get(url("benefit", accepted))
