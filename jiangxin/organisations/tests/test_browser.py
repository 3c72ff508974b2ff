"""No barrier on any page of the register, on a phone and on a desk."""

from datetime import date

import pytest
from django.urls import reverse

from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(cast):
    office = cast.jinggong_union.offices.get(user=cast.zhao)
    yield from (reverse(f"organisations:{name}") for name in ("list", "parks", "enterprises"))
    yield from (p.get_absolute_url() for p in (cast.park_union, cast.park, cast.jinggong))
    yield reverse("organisations:headcount", args=[cast.yuncang.pk])
    yield reverse("organisations:office_end", args=[office.pk])


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_the_register_have_no_barrier(browser, live_server, client, cast, width):
    cast.jinggong.file_headcount(by=cast.zhao, as_of=date(2026, 3, 31), workers=1274)
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
