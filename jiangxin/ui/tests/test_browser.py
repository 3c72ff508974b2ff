import pytest
from django.urls import reverse

from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit

FORM = """<!doctype html><html lang="zh-Hans"><title>试</title><body data-user="7"><main>
<form method="post" data-draft="new"><input type="hidden" name="csrfmiddlewaretoken" value="s">
<label for="t">题目</label><input id="t" name="title"><input type="radio" name="kind" value="小改">
<input type="radio" name="kind" value="小革"><p class="jx-note" data-draft-note hidden><span></span>
</p><button type="submit">提交</button></form></main>
<script src="/static/ui/drafts.js"></script><script src="/static/ui/jx.js"></script></html>"""
TAKEN = """<!doctype html><html lang="zh-Hans"><title>试</title><body data-user="7"><p>已提交</p>
<script src="/static/ui/drafts.js"></script></html>"""
DESK_PAGE = """<!doctype html><html lang="zh-Hans"><title>试</title><body><p id="alerts"></p>
<div data-desk>
<nav class="jx-queue"><a href="/desk/1/">一</a><a href="/desk/2/" aria-current="page">二</a>
<a href="/desk/3/">三</a></nav><form class="jx-decide" method="post" action="/decided/">
<textarea id="said"></textarea>
<button type="submit" name="act" value="pass">通过<kbd>1</kbd></button>
<button type="submit" name="act" value="return" data-needs="said">退回<kbd>2</kbd></button>
</form></div><script src="/static/ui/desk.js"></script></html>"""

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


@pytest.fixture
def sampled(browser, live_server):
    """A page at /sample/ of words given here, so that a script is tried alone."""
    with visit(browser, live_server, "/static/ui/seal.png") as page:

        def show(words, path="/sample/", after=TAKEN):
            def answer(route):
                body = after if route.request.method == "POST" else words
                route.fulfill(body=body, content_type="text/html; charset=utf-8")

            page.route("**/sample/", answer)
            page.goto(live_server.url + path)
            return page

        yield show


def test_a_draft_comes_back_and_is_forgotten_once_taken(sampled):
    page = sampled(FORM)
    page.fill("#t", "夹具快换")
    page.check("input[value=小革]")
    page.wait_for_selector("text=已存在本机")

    page.reload()
    assert page.input_value("#t") == "夹具快换"
    assert page.is_checked("input[value=小革]")
    assert "已放回您" in page.inner_text("[data-draft-note]")

    page.click("button")
    page.wait_for_selector("text=已提交")
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_stays_when_the_answer_is_an_error(sampled):
    page = sampled(FORM, after=TAKEN.replace("<p>", '<p class="jx-alone">'))
    page.fill("#t", "夹具快换")

    page.click("button")
    page.wait_for_selector("text=已提交")
    assert page.evaluate("localStorage.length") == 1


def test_a_pressed_button_rests_and_keeps_its_words(sampled):
    page = sampled(FORM)
    page.evaluate("document.forms[0].target = 'elsewhere'")
    page.click("button")

    page.wait_for_selector("button:disabled")
    assert page.inner_text("button") == "提交"


def test_the_keys_of_the_desk(sampled):
    page = sampled(DESK_PAGE)
    page.route("**/de*/**", lambda route: route.fulfill(body="", content_type="text/html"))

    page.keyboard.press("1")
    assert page.evaluate("document.activeElement.value") == "pass"
    page.keyboard.press("?")
    assert "上下件" in page.inner_text(".jx-help")
    page.keyboard.press("2")  # asks for a word first, and is done without going back to its button
    assert page.evaluate("document.activeElement.id") == "said"
    page.keyboard.type("请写明每天几次")
    with page.expect_request("**/decided/") as request:
        page.keyboard.press("Control+Enter")
    assert request.value.post_data == "act=return"


def test_nothing_is_decided_before_it_is_chosen(sampled):
    page = sampled(DESK_PAGE)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.focus("textarea")
    page.keyboard.type("请写明每天几次")
    page.keyboard.press("Control+Enter")

    page.wait_for_selector("text=还没有选意见")
    assert sent == []


@pytest.mark.parametrize(("key", "address"), [("j", "/desk/3/"), ("k", "/desk/1/")])
def test_j_and_k_walk_the_queue(sampled, key, address):
    page = sampled(DESK_PAGE)
    page.route("**/desk/**", lambda route: route.fulfill(body="", content_type="text/html"))

    page.keyboard.press(key)
    page.wait_for_url("**" + address)


def test_keys_are_letters_while_one_writes(sampled):
    page = sampled(DESK_PAGE)
    page.focus("textarea")
    page.keyboard.type("j2?")

    assert page.input_value("textarea") == "j2?"
    assert page.url.endswith("/sample/")
