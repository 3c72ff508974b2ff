"""The pages of a move: who may, what it would do, confirmed as seen, taken back."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.organisations.models import Change, Office, Organisation, Park
from tests.cast import LONG_AGO, Role, Tier

MOVED = date(2024, 6, 1)
ON = {"on": MOVED.isoformat()}


@pytest.fixture
def far(cast):
    return Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)


def text(response):
    return response.content.decode()


def confirm(client, url, told):
    """Fill in, look at the preview, press 确认."""
    shown = text(client.post(url, told))
    assert "确认后会发生" in shown, shown
    assert not Change.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    return shown, client.post(url, {**told, "seen": seen})


def test_a_move_is_previewed_confirmed_listed_and_undone(cast, far, sign_in):
    client = sign_in(cast.zheng)
    url = reverse("organisations:enterprise_change", args=[cast.yuncang.pk])
    assert "变动" in text(client.get(cast.yuncang.get_absolute_url()))
    shown, answer = confirm(client, url, {"act": "move_park", "park": "远方园", **ON})
    assert "2024年6月1日起，“云仓公司”离开“临江智造园”" in shown
    change = Change.objects.get()
    assert answer.url == change.get_absolute_url()
    assert cast.yuncang.park() == far
    assert "迁园" in text(client.get(cast.park.get_absolute_url()))
    assert "撤销" in text(client.get(change.get_absolute_url()))
    assert client.post(change.get_absolute_url()).status_code == 302
    assert cast.yuncang.park() == cast.park
    assert "已撤销" in text(client.get(change.get_absolute_url()))
    assert client.post(change.get_absolute_url()).status_code == 409


def test_what_is_no_longer_as_it_was_shown_is_not_done(cast, sign_in):
    client = sign_in(cast.zhou)
    url = reverse("organisations:enterprise_change", args=[cast.yuncang.pk])
    told = {"act": "close", **ON}
    seen = re.search(r'name="seen" value="(\w+)"', text(client.post(url, told)))[1]
    cast.yuncang.leave_park(by=cast.zhou, on=date(2022, 1, 1))
    cast.yuncang.change_union(cast.bureau, by=cast.zhou, on=date(2022, 1, 1))
    answer = client.post(url, {**told, "seen": seen})
    assert answer.status_code == 409
    assert "和您刚才看到的不一样" in text(answer)
    assert Change.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("zhao", {"move_park", "leave_park", "rename"}),  # the union that covers it
        ("zheng", {"move_park", "leave_park", "rename", "change_union", "close"}),  # above it
        ("li", {"move_park", "leave_park", "rename", "change_union", "close"}),
        ("zhou", {"move_park", "leave_park", "rename", "change_union", "close"}),
    ],
)
def test_who_may_do_what_to_an_enterprise(cast, sign_in, who, acts):
    url = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    offered = set(re.findall(r"\?act=(\w+)", text(sign_in(getattr(cast, who)).get(url))))
    rest = {"leave_union", "split", "merge_into"} if "close" in acts else set()
    assert offered == acts | rest


@pytest.mark.parametrize(
    ("thing", "who", "status"),
    [
        ("jinggong_union", "zhao", 403),  # no union closes or moves itself
        ("jinggong_union", "zheng", 200),
        ("park_union", "zheng", 403),
        ("park_union", "li", 200),
        ("jinggong_union", "sun", 404),
        ("park", "zhao", 403),
        ("park", "zheng", 403),
        ("park", "li", 200),
    ],
)
def test_who_may_move_a_union_or_a_park(cast, sign_in, thing, who, status):
    name = "park_change" if thing == "park" else "organisation_change"
    url = reverse(f"organisations:{name}", args=[getattr(cast, thing).pk])
    assert sign_in(getattr(cast, who)).get(url).status_code == status


def test_a_verb_that_is_not_offered_does_nothing(cast, sign_in):
    client = sign_in(cast.zhao)
    url = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    for act in ("close", "delete", "refresh_from_db", "_close", ""):
        assert client.post(url, {"act": act, **ON, "seen": "x"}).status_code == 200
    assert not Change.objects.exists()


def test_a_union_moves_by_its_page(cast, sign_in):
    west = Organisation.found("西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    client = sign_in(cast.zhou)
    url = reverse("organisations:organisation_change", args=[cast.park_union.pk])
    shown, _ = confirm(client, url, {"act": "move", "parent": "西岭区总工会", **ON})
    assert "2 家工会跟着它" in shown
    assert cast.park_union.parent() == west


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"act": "move_park", "park": "没有的园", **ON}, "没有这个名称"),
        ({"act": "move_park", "park": "远方园", "on": "2999-01-01"}, "还没有到"),
        ({"act": "move_park", "park": "\u202e%_'", **ON}, "没有这个名称"),
        ({"act": "move_park", "park": "9" * 30, **ON}, "没有这个名称"),
        ({"act": "split", "name": "甲", "credit_code": "123", **ON}, "18"),
        ({"act": "merge_into", "other": "精工公司", **ON}, "不能并入自己"),
        ({"act": "merge_into", "other": "公司", **ON}, "编号"),
    ],
)
def test_what_is_typed_wrong_gets_a_sentence(cast, far, sign_in, told, words):
    url = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    answer = sign_in(cast.li).post(url, told)
    assert answer.status_code in {200, 409}
    assert words in text(answer)
    assert not Change.objects.exists()


def test_who_may_take_it_back(cast, far, sign_in):
    change = cast.yuncang.move_park(far, by=cast.zheng, on=MOVED)
    assert sign_in(cast.sun).post(change.get_absolute_url()).status_code == 404
    assert sign_in(cast.zhao).post(change.get_absolute_url()).status_code in {403, 404}
    assert sign_in(cast.wu).get(change.get_absolute_url()).status_code == 404
    assert not Change.objects.get().is_undone()
    assert sign_in(cast.zhou).post(change.get_absolute_url()).status_code == 302


def test_a_closed_enterprise_is_found_by_who_closed_it(cast, sign_in):
    client = sign_in(cast.li)
    url = reverse("organisations:enterprise_change", args=[cast.yuncang.pk])
    _, answer = confirm(client, url, {"act": "close", **ON})
    assert client.get(cast.yuncang.get_absolute_url()).status_code == 404
    assert "撤销" in text(client.get(answer.url))
    assert client.post(answer.url).status_code == 302
    assert client.get(cast.yuncang.get_absolute_url()).status_code == 200


def test_a_union_goes_only_where_one_decides(cast, sign_in):
    """An office as finance elsewhere lets 李慧 look there, not hang unions there."""
    west = Organisation.found("西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    Office.grant(cast.li, Role.FINANCE, west, by=cast.zhou, since=LONG_AGO)
    assert west in Organisation.objects.visible_to(cast.li)
    client = sign_in(cast.li)
    move = reverse("organisations:organisation_change", args=[cast.park_union.pk])
    assert "没有这个名称" in text(client.post(move, {"act": "move", "parent": west.name, **ON}))
    join = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    told = {"act": "change_union", "organisation": str(west.pk), **ON}
    assert "没有这个名称" in text(client.post(join, told))


def test_nothing_is_merged_into_what_others_decide_about(cast, far, sign_in):
    west = Organisation.found("西岭区总工会", Tier.BUREAU, under=cast.city, by=cast.zhou)
    far.join(west, by=cast.zhou, on=LONG_AGO)
    cast.hengli.change_union(west, by=cast.zhou, on=date(2023, 1, 1))
    client = sign_in(cast.li)  # sees 恒力 by the park, but its union is another district's
    firm = reverse("organisations:enterprise_change", args=[cast.jinggong.pk])
    park = reverse("organisations:park_change", args=[cast.park.pk])
    for url, name in ((firm, "恒力公司"), (park, "远方园")):
        assert "不归您的工会决定" in text(
            client.post(url, {"act": "merge_into", "other": name, **ON})
        )
    assert Change.objects.count() == 1


@pytest.mark.parametrize("thing", ["yuncang", "park", "park_union"])
def test_a_list_of_changes_asks_as_often_for_three_as_for_one(
    cast, far, sign_in, django_assert_num_queries, thing
):
    client, url = sign_in(cast.li), getattr(cast, thing).get_absolute_url()

    def there_and_back(day):
        cast.yuncang.move_park(far, by=cast.zheng, on=date(2024, 1, day))
        cast.yuncang.move_park(cast.park, by=cast.zheng, on=date(2024, 1, day + 1))
        cast.park_union.rename(f"联合工会{day}", by=cast.zhou, on=date(2024, 1, day))

    there_and_back(1)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert "变动记录" in text(client.get(url))
    there_and_back(5)
    with django_assert_num_queries(len(one)):
        client.get(url)
