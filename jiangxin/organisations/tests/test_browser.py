"""No barrier on any page of the register, on a phone and on a desk."""

from datetime import date

import pytest
from django.urls import reverse

from jiangxin.organisations.models import Park
from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(cast):
    office = cast.jinggong_union.offices.get(user=cast.zhao)
    yield from (reverse(f"organisations:{name}") for name in ("list", "parks", "enterprises"))
    yield from (p.get_absolute_url() for p in (cast.park_union, cast.park, cast.jinggong))
    yield reverse("organisations:headcount", args=[cast.yuncang.pk])
    yield reverse("organisations:office_end", args=[office.pk])
    moves = reverse("organisations:enterprise_change", args=[cast.yuncang.pk])
    yield from (moves, f"{moves}?act=move_park", f"{moves}?act=rename")
    yield cast.renamed.get_absolute_url()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_the_register_have_no_barrier(browser, live_server, client, cast, width):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=date(2026, 3, 31), workers=1274)
    cast.renamed = cast.yuncang.rename("云仓物流", by=cast.zheng)
    client.force_login(cast.zheng)
    for path in addresses(cast):
        with visit(browser, live_server, path, client=client, width=width, bypass_csp=True) as page:
            assert axe(page) == [], path
            assert not scrolls_sideways(page), path


def test_the_tree_opens_a_branch_in_its_place(browser, live_server, client, cast):
    client.force_login(cast.li)
    with visit(browser, live_server, reverse("organisations:list"), client=client) as page:
        page.click("summary:has-text('临江智造园联合工会')")
        page.wait_for_selector("a:has-text('精工公司工会')")
        assert page.complaints == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_move_is_looked_at_before_it_is_made(browser, live_server, client, cast, width):
    """迁园 by hand: the verb, the park, the day; what will happen; 确认; and 撤销."""
    Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)
    client.force_login(cast.zheng)
    path = cast.yuncang.get_absolute_url()
    with visit(browser, live_server, path, client=client, width=width, bypass_csp=True) as page:
        page.click("a:has-text('变动'):not(:has-text('记录'))")
        page.click("a:has-text('迁园或入驻')")
        page.fill("[name=park]", "远方园")
        page.fill("[name=on]", "2024-06-01")
        page.click("button:has-text('看看会发生什么')")
        page.wait_for_selector("text=离开“临江智造园”")
        assert axe(page) == []
        assert not scrolls_sideways(page)
        page.click("button:has-text('确认')")
        page.wait_for_selector("text=带来的变化")
        assert axe(page) == []
        page.click("button:has-text('撤销')")
        page.wait_for_selector("text=这件变动已撤销")
        assert page.complaints == []
    assert cast.yuncang.park() == cast.park
