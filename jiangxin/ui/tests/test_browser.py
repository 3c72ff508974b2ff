import pytest
from django.urls import reverse

from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(("theme", "size"), [("light", "normal"), ("dark", "normal"),
                                             ("light", "large"), ("dark", "large")])  # fmt: skip
def test_the_style_page_has_no_barrier(browser, live_server, client, someone, width, theme, size):
    someone.appear(theme=theme, text_size=size)
    client.force_login(someone)
    style = reverse("ui:style")
    with visit(browser, live_server, style, client=client, width=width, bypass_csp=True) as page:
        assert page.get_attribute("html", "data-bs-theme") == theme
        assert axe(page) == []
        assert not scrolls_sideways(page)


def test_nothing_breaks_the_policy(browser, live_server, client, someone):
    client.force_login(someone)
    with visit(browser, live_server, reverse("ui:style"), client=client) as page:
        page.wait_for_function("window.htmx")
        assert page.complaints == []


def test_large_text_is_taken_at_once_and_remembered(browser, live_server, client, someone):
    client.force_login(someone)
    with visit(browser, live_server, reverse("ui:style"), client=client, width=DESK) as page:
        page.click("details.jx-menu > summary")
        with page.expect_response("**/ui/appearance/") as answer:
            page.click("details.jx-menu button[name=text_size]")
        assert answer.value.status == 204
        assert page.get_attribute("html", "data-size") == "large"
        page.reload()
        assert page.get_attribute("html", "data-size") == "large"


def test_a_draft_survives_a_closed_page(browser, live_server, client, someone):
    client.force_login(someone)
    with visit(browser, live_server, reverse("ui:style"), client=client) as page:
        page.evaluate("document.querySelectorAll('[aria-invalid]').forEach("
                      "e => e.removeAttribute('aria-invalid'))")  # fmt: skip
        page.fill("#id_title", "夹具快换")
        page.wait_for_selector("text=已存在本机")
        assert page.inner_text("[data-count-of=id_title]") == "4 / 40 字"
        kept = page.evaluate("Object.entries(localStorage)")
        assert [key for key, _ in kept] == [f"jx-draft:{someone.pk}:style"]
        assert "夹具快换" in kept[0][1]
        assert "csrf" not in kept[0][1]


def test_slash_and_escape_reach_menu_and_search(browser, live_server, client, someone):
    client.force_login(someone)
    with visit(browser, live_server, reverse("ui:style"), client=client, width=DESK) as page:
        page.click("details.jx-menu > summary")
        page.keyboard.press("Escape")
        assert page.get_attribute("details.jx-menu", "open") is None
