"""The wall in a real browser: the same picture at 4K, and what it says when it gets no news."""

import pytest
from django.urls import reverse

from jiangxin.kpi.place import Place
from tests.browser import axe, visit

pytestmark = pytest.mark.browser

WHOLE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
SHARE = """name => { const box = document.querySelector(name).getBoundingClientRect();
    return [box.x, box.y, box.width, box.height].map(n => Math.round(1000 * n / innerWidth)); }"""
SIZE = """() => Math.min(...[...document.querySelectorAll("#wall *")]
    .filter(one => !one.closest("svg, .visually-hidden"))
    .filter(one => one.textContent.trim() && one.checkVisibility())
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
ASK = """htmx.ajax("GET", location.pathname, {source: "#wall", target: "#wall", swap: "outerHTML"})
    .catch(() => 0)"""


@pytest.fixture
def url(cast):
    return reverse("kpi:wall", args=[*Place(cast.city).address])


def opened(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    return page


def test_4k_is_the_same_picture_and_all_of_it_is_in_sight(cast, url, sign_in, live_server, browser):
    client, boxes = sign_in(cast.zhou), []
    for width, height in ((1920, 1080), (3840, 2160)):
        with visit(browser, live_server, url, client=client, bypass_csp=True) as page:
            opened(page, width, height)
            assert page.evaluate(WHOLE) == [width, height]
            assert page.evaluate(SIZE) >= 22 * width / 1920
            boxes.append([page.evaluate(SHARE, name) for name in (".jx-number", "h1", "footer")])
            assert axe(page) == [] and page.complaints == []
    assert boxes[0] == boxes[1]


def test_it_keeps_the_last_figures_and_says_why(cast, url, sign_in, live_server, browser):
    with visit(browser, live_server, url, client=sign_in(cast.zhou)) as page:
        opened(page, 1920, 1080)
        shown, note = page.locator("#wall").get_attribute("data-shown"), page.locator("#wall-away")
        page.context.set_offline(True)
        page.evaluate(ASK)
        note.wait_for(state="visible")
        assert note.inner_text() == f"连不上平台。现在显示的还是 {shown} 的数字。"
        page.context.set_offline(False)
        page.evaluate(ASK)
        note.wait_for(state="hidden")
        page.context.clear_cookies()
        page.evaluate(ASK)
        note.wait_for(state="visible")
        assert "登录已到期" in note.inner_text() and page.locator(".jx-number").count() == 3


def test_escape_leads_back_to_the_figures(cast, url, sign_in, live_server, browser):
    with visit(browser, live_server, url, client=sign_in(cast.zhou), width=1920) as page:
        page.keyboard.press("Escape")
        page.wait_for_url(f"**{Place(cast.city).get_absolute_url()}")
