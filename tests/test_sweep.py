"""Every page that the rooms declare, as its owner sees it in a real browser, and what goes wrong.

On each: nothing that axe finds (WCAG 2.2 AA), nothing on the console (a CSP breach is an error
there), no sideways scroll, one first heading, a title. Then the main way by keyboard alone.
"""

import re
import time
from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.ui import errors
from tests import house
from tests.browser import DESK, LEVELS, OF_LOOKS, PHONE, Stroll, lost_focus
from tests.cast import phone
from tests.states import every_state

WIDTHS = {"phone": PHONE, "desk": DESK}
LOOKS = {"light": ("light", "normal"), "dark": ("dark", "normal"), "large": ("light", "large")}
ALWAYS = [("phone", "light"), ("desk", "light"), ("phone", "dark large")]
SOMETIMES = [("phone", "dark"), ("phone", "large"), ("desk", "dark"), ("desk", "large")]
LOOKS["dark large"] = ("dark", "large")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]


def pages(things, programme, variants):
    """(who, address) of all there is to look at; None is somebody who is not signed in."""
    for who, path in house.pages(things):
        yield who, path
        if not variants:
            continue
        page = house.signed_in(who).get(path).content.decode()
        yield from ((who, other) for other in house.variants(page, path))
    for name in ("account_login", "account_password_sign_in", "account_lost"):
        yield None, house.address(name, things)
    yield from every_state(things, programme)


@pytest.mark.parametrize(
    ("width", "look"),
    [*ALWAYS, *(pytest.param(*pair, marks=pytest.mark.slow) for pair in SOMETIMES)],
)
def test_every_page(browser, live_server, things, programme, width, look, is_full):
    theme, size = LOOKS[look]
    # What is not a matter of looks is asked in the light; the full tier asks all in each.
    thorough = look == "light" or is_full
    variants = is_full or (width, look) == ("phone", "light")
    addresses = list(pages(things, programme, variants))
    User.objects.update(theme=theme, text_size=size)
    rules = LEVELS if thorough else OF_LOOKS
    began, found = time.monotonic(), {}
    with Stroll(browser, live_server, WIDTHS[width], looks=f"{theme}.{size}", rules=rules) as one:
        for who, path in addresses:
            status = one.go(who, path)
            note(found, f"{path} as {who}", status, 200, one)
    say(f"{len(addresses)} pages, {width}, {look}, {time.monotonic() - began:.0f} s")
    assert found == {}


def note(found, what, status, expected, stroll):
    wrong = [] if status == expected else [f"{status} instead of {expected}"]
    if wrong := [*wrong, *stroll.faults()]:
        found[what] = wrong


def say(words):
    print(f"\n{words}")  # noqa: T201


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form_that_was_sent_in_empty(browser, live_server, things, width):
    """Its page says what is missing, and is as sound as before."""
    found = {}
    with Stroll(browser, live_server, WIDTHS[width]) as stroll:
        for name, door in sorted(house.declared().items()):
            if door.post in {200, 422} and name not in house.FOR_SCRIPTS:
                path = house.address(name, things)
                status = stroll.post(getattr(things, door.owner), path)
                note(found, path, status, 200 if status == 200 else 422, stroll)
                if not stroll.page.locator("[aria-invalid=true], .jx-say").count():
                    found[f"{path} says nothing"] = []
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_that_says_no(browser, live_server, things, rf, width):
    moved = reverse("proposals:passage", args=[things.proposal.pk])
    taken_back = reverse("proposals:withdrawal", args=[things.asking.pk])
    things.asking.withdraw(by=things.zhang.user)
    own, found = things.proposal.get_absolute_url(), {}
    with Stroll(browser, live_server, WIDTHS[width]) as stroll:
        for who, path, status in (
            (things.zhao, "/nothing/", 404),
            (None, "/nothing/", 404),
            (things.sun, own, 404),
            (things.zheng, reverse("people:disclosure", args=[things.zhang.pk]), 403),
            (things.zhao, moved, 405),
            (things.zhao, "/proposals/?q=%00", 400),
        ):
            note(found, f"{path} as {who}", stroll.go(who, path), status, stroll)
        for who, path, fields, status in (
            (things.zhao, moved, {"moves": 99}, 409),
            (things.zhang, taken_back, {}, 403),
            (things.zhao, moved, {"remark": "长" * 400_000}, 413),
            (things.zhao, moved, {"token": "x" * 64}, 403),
        ):
            note(found, f"{path} {list(fields)}", stroll.post(who, path, **fields), status, stroll)
        for name, answer in (("broken", errors.broken), ("busy", errors.busy)):
            shown = answer(rf.get("/"))
            stroll.page.route(f"**/{name}/", partial(given, shown))
            status = stroll.go(things.zhao, f"/{name}/")
            note(found, name, status, shown.status_code, stroll)
    assert found == {}


def given(answer, route):
    headers = {"Content-Type": answer["Content-Type"]}
    route.fulfill(status=answer.status_code, body=answer.text, headers=headers)


@pytest.fixture
def window(browser, live_server, things):
    with Stroll(browser, live_server, DESK) as stroll:
        yield stroll


@pytest.mark.parametrize(
    ("who", "name", "words"),
    [
        ("zhao", "proposals:list", "夹具"),
        ("zhao", "people:list", "张"),
        ("zhou", "organisations:enterprises", "精工"),
        ("zhou", "organisations:parks", "临江"),
        ("zhou", "organisations:list", "精工"),
    ],
)
def test_a_search_keeps_the_focus(window, things, who, name, words):
    """The list is exchanged while one writes on; nobody is thrown out of the field."""
    window.go(getattr(things, who), reverse(name))
    field = window.page.locator("main input[type=search]")
    field.focus()
    with window.page.expect_response(lambda answer: "q=" in answer.url):
        window.page.keyboard.type(words)
    window.page.wait_for_load_state("networkidle")
    assert window.page.evaluate("document.activeElement.name") == "q"
    assert field.input_value() == words
    assert window.faults() == []


class Keys:
    """Somebody who has a keyboard and nothing else; each step of the focus is looked at."""

    MOST = 60

    def __init__(self, page):
        self.page, self.lost = page, []

    def on_to(self, what):
        """Tab until the thing has the focus."""
        thing = self.page.locator(what).first
        for _ in range(self.MOST):
            if thing.evaluate("one => one === document.activeElement"):
                return self
            self.press("Tab")
        raise AssertionError(f"no way by Tab to {what} on {self.page.url}")

    def press(self, key):
        self.page.keyboard.press(key)
        self.lost += lost_focus(self.page)
        return self

    def write(self, words):
        self.page.keyboard.type(words)

    def enter(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_door_to_a_proposal_by_keyboard(
    browser, live_server, things, settings, width, programme
):
    """Sign in, propose, submit; the focus is always seen, and nothing lies over it."""
    settings.DEMONSTRATION = True  # the page shows the code
    cache.clear()
    with Stroll(browser, live_server, WIDTHS[width]) as stroll:
        stroll.go(None, "/")
        keys = Keys(stroll.page)
        keys.on_to("input[type=tel]").write(phone(2))
        keys.enter()
        code = re.search(r"演示验证码：(\d{3}) ?(\d{3})", stroll.page.inner_text("main"))
        keys.on_to("input[autocomplete=one-time-code]").write("".join(code.groups()))
        keys.enter()
        keys.on_to("main a[href='/proposals/start/']").enter()
        if stroll.page.url.endswith("/start/"):
            keys.on_to(f"a[href$='/proposals/new/{programme.pk}/']").enter()
        keys.on_to("input[type=radio]").press("Space")
        keys.press("ArrowDown")
        for field, words in {
            "title": "快换夹具",
            "answer_problem": "慢",
            "answer_measure": "改",
        }.items():
            keys.on_to(f"[name={field}]").write(words)
        keys.on_to("button[value=submit]").enter()
        assert "快换夹具" in stroll.page.inner_text("h1")
        assert "已提交" in stroll.page.inner_text("#alerts")
        assert keys.lost == []
