"""What was proposed already, on a phone while one writes, and at a desk beside the text."""

import os

import pytest

from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit
from tests.house import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")  # a folder, when somebody wants to look at the pages


def look(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    assert axe(page) == []
    assert not scrolls_sideways(page)
    assert page.complaints == []


def said_by_somebody(propose, cast):
    one = propose(cast.zhang)
    other = propose(cast.liu, title="铣床夹具改快换，换型不用打表")
    for each in (one, other):
        each.submit(by=each.author.user)
    return one, other


def test_while_a_title_is_typed(cast, programme, propose, browser, live_server):
    said_by_somebody(propose, cast)
    path = f"/proposals/new/{programme.pk}/"
    with visit(browser, live_server, path, client=signed_in(cast.liu), width=PHONE) as page:
        page.get_by_label("题目").press_sequentially("快换夹具缩短换型")
        page.locator("#hint mark").first.wait_for()
        assert "有人提过差不多的" in page.locator("#hint").inner_text()
        look(page, "hint-phone")
    with visit(browser, live_server, path, client=signed_in(cast.liu), width=DESK) as page:
        page.get_by_label("题目").press_sequentially("快换夹具缩短换型")
        page.locator("#hint mark").first.wait_for()
        look(page, "hint-desk")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_officer_compares(cast, programme, propose, browser, live_server, width):
    one, _ = said_by_somebody(propose, cast)
    path, client = one.get_absolute_url(), signed_in(cast.zhao)
    with visit(browser, live_server, path, client=client, width=width) as page:
        page.locator("#similar").scroll_into_view_if_needed()
        page.locator("#similar ul").wait_for()
        look(page, f"proposal-{width}")
        page.locator("#similar a").first.click()
        page.get_by_role("heading", name="两条建议对照").wait_for()
        look(page, f"beside-{width}")
