from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from tests.cast import LONG_AGO, Role, Tier, credit_code


def text(response):
    return response.content.decode()


def more_enterprises(cast, first, last):
    for n in range(first, last):
        new = Enterprise.register(
            f"新企业{n}", credit_code(50 + n), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
        )
        new.settle(cast.park, by=cast.zhou, on=LONG_AGO)
        new.join(cast.park_union, by=cast.zhou, on=LONG_AGO)
        new.file_headcount(by=cast.zhou, as_of=LONG_AGO, workers=10)


def more_unions(cast, first, last):
    for n in range(first, last):
        new = Organisation.found(f"新工会{n}", Tier.ENTERPRISE, under=cast.park_union, by=cast.zhou)
        user = type(cast.zhou).objects.create_user(f"新人{n}")
        Office.grant(user, Role.CHAIR, new, by=cast.zhou)
        Office.grant(user, Role.FINANCE, cast.park_union, by=cast.zhou)


def more_parks(cast, first, last):
    for n in range(first, last):
        new = Park.open(f"新园{n}", Park.Kind.STARTUP, "东湾区", by=cast.zhou)
        cast.zhou_union = Organisation.found(f"园{n}", Tier.PARK, under=cast.bureau, by=cast.zhou)
        new.join(cast.zhou_union, by=cast.zhou)


@pytest.mark.parametrize(
    ("name", "subject", "grow"),
    [
        ("list", None, more_unions),
        ("branches", "park_union", more_unions),
        ("organisation", "park_union", more_unions),
        ("organisation", "park_union", more_enterprises),
        ("parks", None, more_parks),
        ("park", "park", more_enterprises),
        ("enterprises", None, more_enterprises),
    ],
)
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    cast, sign_in, django_assert_num_queries, name, subject, grow
):
    client = sign_in(cast.zheng)
    url = reverse(f"organisations:{name}", args=[getattr(cast, subject).pk] if subject else [])
    grow(cast, 0, 1)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    grow(cast, 1, 3)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_the_tree_begins_at_ones_own_union_and_opens_branch_by_branch(cast, sign_in):
    client = sign_in(cast.li)
    tree = text(client.get(reverse("organisations:list")))
    assert "临江智造园联合工会" in tree
    assert "云川市总工会" not in tree
    assert "精工公司工会" not in tree  # one floor further down: fetched when opened
    box = client.get(
        reverse("organisations:branches", args=[cast.park_union.pk]), headers={"HX-Request": "true"}
    )
    assert "精工公司工会" in text(box)
    assert "<html" not in text(box)


def test_unions_are_found_by_a_piece_of_their_name(cast, sign_in):
    found = text(sign_in(cast.li).get(reverse("organisations:list"), {"q": "精工"}))
    assert "精工公司工会" in found
    assert "恒力公司工会" not in found


def test_a_long_list_goes_on(cast, sign_in):
    more_enterprises(cast, 0, 30)
    client, url = sign_in(cast.zheng), reverse("organisations:enterprises")
    first = client.get(url)
    rest = client.get(url + first.context["rows"].next_url)
    names = [e.name for e in [*first.context["rows"], *rest.context["rows"]]]
    assert len(names) == len(set(names)) == 33


@pytest.mark.parametrize("query", ["%", "_", "'", "\\", "精" * 80, " "])
def test_a_search_takes_anything(cast, sign_in, query):
    for name in ("list", "parks", "enterprises"):
        assert (
            sign_in(cast.li).get(reverse(f"organisations:{name}"), {"q": query}).status_code == 200
        )


def test_enterprises_under_a_union_or_by_code(cast, sign_in):
    client, url = sign_in(cast.li), reverse("organisations:enterprises")
    under = client.get(url, {"under": cast.jinggong_union.pk}).context["rows"]
    assert [e.name for e in under] == ["精工公司"]
    by_code = client.get(url, {"q": cast.hengli.credit_code.lower()}).context["rows"]
    assert [e.name for e in by_code] == ["恒力公司"]
    assert client.get(url, {"under": "x"}).status_code == 200


def test_a_page_says_why_it_is_shown(cast, sign_in):
    shown = text(sign_in(cast.li).get(cast.park_union.get_absolute_url()))
    assert "您是东湾区总工会创新专管员（2020年1月1日起），由 周处长 授予。" in shown
    assert "云川市总工会" in shown  # above it: named, not opened
    assert f'href="{cast.city.get_absolute_url()}"' not in shown


def test_in_the_park_an_enterprise_union_sees_only_its_own(cast, sign_in):
    shown = text(sign_in(cast.zhao).get(cast.park.get_absolute_url()))
    assert "精工公司" in shown
    assert "恒力公司" not in shown
    assert "您能看到的只有这些企业" in shown


def test_an_enterprise_page_shows_its_relations_with_their_dates(cast, sign_in):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=1274, members=1100)
    shown = text(sign_in(cast.zheng).get(cast.jinggong.get_absolute_url()))
    for words in (cast.jinggong.credit_code, "非公企业", "1,274", "1,100", "精工公司工会"):
        assert words in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 302), ("zheng", 403), ("li", 403), ("sun", 404), ("wu", 404), ("zhang", 404)],
)
def test_who_may_file_a_headcount(cast, sign_in, who, status):
    url = reverse("organisations:headcount", args=[cast.jinggong.pk])
    filed = {"as_of": "2026-01-01", "workers": "12", "frontline": "10", "members": ""}
    assert sign_in(getattr(cast, who)).post(url, filed).status_code == status
    assert cast.jinggong.headcounts.count() == (status == 302)


def test_the_parks_union_files_for_those_without_their_own(cast, sign_in):
    url = reverse("organisations:headcount", args=[cast.yuncang.pk])
    assert sign_in(cast.zheng).post(url, {"as_of": "2026-01-01", "workers": "5"}).status_code == 302


def test_an_office_elsewhere_does_not_file_where_no_union_covers(cast, sign_in):
    """No union is not “any office without a union”."""
    alone = Enterprise.register(
        "无会公司", credit_code(8), Enterprise.Ownership.NON_PUBLIC, by=cast.zhou
    )
    user = type(cast.zhou).objects.create_user("钱会计")
    Office.grant(user, Role.FINANCE, cast.hengli, by=cast.zhou, since=LONG_AGO)
    Office.grant(user, Role.FINANCE, cast.city, by=cast.zhou, since=LONG_AGO)
    url = reverse("organisations:headcount", args=[alone.pk])
    assert sign_in(user).get(url).status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"as_of": "2999-01-01", "workers": "5"}, "还没有到"),
        ({"as_of": "2026-01-01", "workers": "5", "members": "6"}, "不能多于在册职工 5 人"),
        ({"as_of": "2026-01-01", "workers": "-1"}, "0"),
        ({"as_of": "昨天", "workers": "五"}, "日子看不懂"),
    ],
)
def test_a_wrong_headcount_gets_a_sentence(cast, sign_in, typed, words):
    url = reverse("organisations:headcount", args=[cast.jinggong.pk])
    assert words in text(sign_in(cast.zhao).post(url, typed))
    assert not cast.jinggong.headcounts.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("zhao", 403), ("zheng", 302), ("li", 302), ("zhou", 302), ("sun", 404), ("wu", 404)],
)
def test_who_may_end_an_office(cast, sign_in, who, status):
    office = cast.jinggong_union.offices.get(user=cast.zhao)
    url = reverse("organisations:office_end", args=[office.pk])
    typed = {"on": clock.today().isoformat()}
    assert sign_in(getattr(cast, who)).post(url, typed).status_code == status
    assert Office.objects.of(cast.zhao).exists() == (status != 302)


def test_of_two_who_end_an_office_one_gets_a_sentence(cast, sign_in):
    office = cast.jinggong_union.offices.get(user=cast.zhao)
    url = reverse("organisations:office_end", args=[office.pk])
    typed = {"on": clock.today().isoformat()}
    assert sign_in(cast.zheng).post(url, typed).status_code == 302
    again = sign_in(cast.li).post(url, typed)
    assert again.status_code == 409
    assert "已经结束" in text(again)


def test_nobody_ends_an_office_in_the_past(cast, sign_in):
    office = cast.jinggong_union.offices.get(user=cast.zhao)
    url = reverse("organisations:office_end", args=[office.pk])
    yesterday = clock.today() - timedelta(days=1)
    assert "今天或以后" in text(sign_in(cast.zheng).post(url, {"on": yesterday.isoformat()}))
