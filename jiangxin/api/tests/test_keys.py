"""密钥: who may issue one, that its secret is kept nowhere, and all the ways in which it ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from jiangxin.api.models import Key
from jiangxin.api.tests.aids import program
from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Office
from jiangxin.organisations.permits import seats_of
from tests import house

pytestmark = pytest.mark.django_db
ALL, INDICATORS = reverse("api:keys"), reverse("api:v1:indicators")


def asked(who, **more):
    last = clock.today() + timedelta(days=30)
    return {"name": "区政务数据平台", "office": seats_of(who)[0].pk, "until": f"{last}", **more}


def detail(bearer):
    """What a program with this secret is told of why it may not read."""
    answer = house.signed_in(bearer).get(INDICATORS)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    return answer.json()["detail"]


def test_a_secret_is_shown_once_and_opens_the_figures(cast, sign_in, client):
    page = sign_in(cast.zheng).post(ALL, asked(cast.zheng))
    secret = page.context["secret"]
    assert secret in page.text
    assert page["Cache-Control"] == "no-store"
    assert secret not in client.get(ALL).text
    assert house.signed_in(program_of(secret)).get(INDICATORS).status_code == 200
    assert "读过" in client.get(ALL).text


def program_of(secret):
    return type("Program", (), {"secret": secret})


def test_the_database_keeps_no_secret(cast):
    key, bearer = program(cast.zheng)
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key::text FROM api_key")
        row = cursor.fetchone()[0]
    assert key.mark in row
    assert bearer.secret.rpartition("_")[2] not in row
    assert bearer.secret not in str([trace.words for trace in Trace.objects.all()])


def test_pressing_twice_makes_one_key(cast, sign_in, client):
    sign_in(cast.zheng).post(ALL, asked(cast.zheng))
    again = client.post(ALL, asked(cast.zheng))
    assert again.status_code == 409
    assert "已经发过一把" in again.text
    assert Key.objects.count() == 1


def test_it_leaves_a_trace_and_can_be_revoked_once(cast, sign_in):
    key, bearer = program(cast.zheng)
    client = sign_in(cast.zheng)
    url = reverse("api:revocation", args=[key.pk])
    assert "已撤销" in client.post(url, follow=True).text
    assert client.post(url).status_code == 403
    with pytest.raises(OutOfStep):
        key.revoke(by=cast.zheng)
    assert [t.verb for t in Trace.objects.about(key).order_by("id")] == ["发出密钥", "撤销密钥"]
    assert "已撤销" in detail(bearer)
    assert program(cast.zheng)[0].pk != key.pk  # the purpose is free again


def test_it_ends_with_the_office_by_itself(cast):
    _, bearer = program(cast.zheng)
    Office.objects.of(cast.zheng).get().end(by=cast.zhou)
    assert "任职已结束" in detail(bearer)


def test_it_ends_with_the_account(cast):
    _, bearer = program(cast.zheng)
    cast.zheng.is_active = False
    cast.zheng.save(update_fields=["is_active"])
    assert "任职已结束" in detail(bearer)


def test_it_ends_on_its_day(cast):
    _, bearer = program(cast.zheng, days=2)
    with clock.shifted(timedelta(days=1)):
        assert house.signed_in(bearer).get(INDICATORS).status_code == 200
    with clock.shifted(timedelta(days=2)):
        assert "已到期" in detail(bearer)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic eDp5",
        "Bearer x",
        "Bearer jx_00000000_" + "A" * 43,
        "Bearer {secret}x",
        "bearer  {secret}",
        "Bearer {secret}\x00",
        "Bearer \udcff",
        "Bearer " + "长" * 500,
    ],
)
def test_what_is_no_key_opens_nothing(cast, client, header):
    _, bearer = program(cast.zheng)
    sent = {} if header is None else {"HTTP_AUTHORIZATION": header.format(secret=bearer.secret)}
    assert client.get(INDICATORS, **sent).status_code == 401


def test_a_key_in_the_address_or_a_cookie_opens_nothing(cast, sign_in):
    _, bearer = program(cast.zheng)
    client = sign_in(cast.zheng)  # a session alone is none of its business
    assert client.get(INDICATORS, {"key": bearer.secret}).status_code == 401
    client.cookies["Authorization"] = f"Bearer {bearer.secret}"
    assert client.get(INDICATORS).status_code == 401


def test_only_chairs_and_stewards_of_unions_issue_keys(cast, sign_in):
    finance = Office.grant(cast.liu.user, Office.Role.FINANCE, cast.hengli, by=cast.sun)
    assert sign_in(cast.liu).get(ALL).status_code == 404
    assert sign_in(cast.zhang).get(ALL).status_code == 404
    page = sign_in(cast.zheng).post(ALL, asked(cast.zheng, office=finance.pk))
    assert page.status_code == 422
    assert "请选凭哪一项任职" in page.text


def test_a_union_above_sees_and_revokes_the_keys_below(cast, sign_in):
    key, bearer = program(cast.zheng, name="园区大屏")
    assert key.name in sign_in(cast.li).get(ALL).text
    assert key.name not in sign_in(cast.sun).get(ALL).text
    sign_in(cast.li).post(reverse("api:revocation", args=[key.pk]))
    assert "已撤销" in detail(bearer)


@pytest.mark.parametrize("days", [-1, 366, 4000])
def test_a_key_has_a_day_on_which_it_ends(cast, sign_in, days):
    last = clock.today() + timedelta(days=days)
    page = sign_in(cast.zheng).post(ALL, asked(cast.zheng, until=f"{last}"))
    assert page.status_code == 422
    assert "请选今天以后" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many_there_are(
    cast, sign_in, django_assert_num_queries, count
):
    for n in range(count):
        program(cast.zheng, name=f"用途{n}")
    client = sign_in(cast.zheng)
    with django_assert_num_queries(7):
        client.get(ALL)


def test_an_officer_finds_the_page_under_their_name(cast, sign_in):
    assert ALL in sign_in(cast.zheng).get(reverse("portal:me")).text
    assert ALL not in sign_in(cast.zhang).get(reverse("portal:me")).text
