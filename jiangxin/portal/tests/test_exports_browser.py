"""Ask on a list, watch, fetch: in a real browser, by keyboard, at phone and desk."""

import csv
import io
import os
from pathlib import Path

import pytest
from django.urls import reverse

from jiangxin.lib.tests.aids import run_waiting
from jiangxin.portal.models import Export
from tests.browser import DESK, PHONE, axe, lost_focus, scrolls_sideways, visit
from tests.cast import build_cast

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("JIANGXIN_SHOTS")


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_cast()


def look(page, name, width):
    """Faults of the page as it stands; a picture of it where one is wanted."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    sideways = ["sideways"] if scrolls_sideways(page) else []
    return [f"{name}: {fault}" for fault in [*axe(page), *sideways, *page.complaints]]


def choose_csv(page, width):
    """From the open list, by the keyboard alone."""
    page.focus(".jx-export > summary")
    page.keyboard.press("Enter")
    menu = page.locator(".jx-export .jx-menu__list").bounding_box()
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= width
    found = look(page, "list", width)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "CSV"
    assert lost_focus(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/exports/*/")
    return found


def fetched(page):
    with page.expect_download() as download:
        page.click("text=下载 CSV 文件")
    text = Path(download.value.path()).read_text("utf-8-sig")
    return download.value.suggested_filename, list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_ask_watch_and_fetch(cast, sign_in, live_server, browser, width):
    client, path = sign_in(cast.zhao), reverse("people:list")
    with visit(browser, live_server, path, client=client, width=width, bypass_csp=True) as page:
        page.fill("input[name=q]", "张")  # the rows change, not the page above them
        page.wait_for_url("**/people/?q=*")
        page.wait_for_selector("text=刘徒弟", state="detached")
        found = choose_csv(page, width) + look(page, "waiting", width)
        assert run_waiting() == 1
        page.wait_for_selector("text=下载 CSV 文件")
        found += look(page, "ready", width)
        name, rows = fetched(page)
        page.goto(live_server.url + reverse("portal:exports"))
        found += look(page, "all", width)
    assert found == []
    assert name.startswith("职工 ") and [row[0] for row in rows] == ["姓名", "张师傅"]
    assert Export.objects.get().downloads == 1


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_menu_is_in_sight_where_it_stands_alone(cast, sign_in, live_server, browser, width):
    client, path = sign_in(cast.zhao), reverse("organisations:parks")
    with visit(browser, live_server, path, client=client, width=width, bypass_csp=True) as page:
        assert choose_csv(page, width) == []
