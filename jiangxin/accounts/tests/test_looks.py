"""The way in, in a real browser: what axe says of each page, and the same without a script."""

import pytest
from django.core.cache import cache

from jiangxin.accounts.tests.visitor import ANSWER
from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KNOWN, NEW_PASSWORD = "138 0000 0001", "/sign-in/password/new/"


@pytest.fixture(autouse=True)
def no_limits_of_earlier_tests(transactional_db):
    cache.clear()  # its table is no model's, so it is not emptied after a test with transactions


def press(page):
    page.click(".jx-primary button")
    page.wait_for_load_state()


def code_of(capsys):
    return ANSWER.findall(capsys.readouterr().err)[-1]


def check(page):
    assert axe(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_the_way_in_is_sound(live_server, browser, cast, capsys, width):
    onward = f"/sign-in/?next={NEW_PASSWORD}"
    with visit(browser, live_server, onward, width=width, bypass_csp=True) as page:
        check(page)
        press(page)  # nothing filled in: the browser itself asks for it
        page.fill("[name=phone]", "138")
        press(page)
        page.wait_for_selector(".is-invalid")
        check(page)
        page.fill("[name=phone]", KNOWN)
        press(page)
        page.wait_for_url("**/code/")
        code = code_of(capsys)
        check(page)
        page.fill("[name=code]", "000000" if code != "000000" else "000001")
        press(page)
        page.wait_for_selector(".is-invalid")
        check(page)
        page.fill("[name=code]", f"{code[:3]} {code[3:]}")
        press(page)
        page.wait_for_url(f"**{NEW_PASSWORD}")
        check(page)
        assert not [said for said in page.complaints if "422" not in said]


@pytest.mark.parametrize("path", ["/sign-in/password/", "/sign-in/lost/"])
def test_the_other_doors_are_sound(live_server, browser, path):
    with visit(browser, live_server, path, width=PHONE, bypass_csp=True) as page:
        check(page)
        assert page.complaints == []


def test_it_works_without_a_script(live_server, browser, cast, capsys):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in/?next={NEW_PASSWORD}")
    page.fill("[name=phone]", KNOWN)
    page.click(".jx-primary button")
    page.fill("[name=code]", code_of(capsys))
    page.click(".jx-primary button")
    page.wait_for_url(f"**{NEW_PASSWORD}")
    context.close()


def test_where_several_share_a_phone_the_pages_are_sound(live_server, browser, cast, capsys):
    type(cast.liu).objects.filter(pk=cast.liu.pk).update(
        phone=cast.zhang.phone, phone_fingerprint=cast.zhang.phone_fingerprint
    )
    with visit(browser, live_server, "/sign-in/", bypass_csp=True) as page:
        page.fill("[name=phone]", KNOWN)
        press(page)
        page.wait_for_url("**/code/")
        page.fill("[name=code]", code_of(capsys))
        press(page)
        page.wait_for_url("**/last-four/")
        check(page)
        for _ in range(6):
            page.fill("[name=last_four]", "0000")
            press(page)
        page.wait_for_selector("text=请找本单位工会核对名册")
        check(page)
