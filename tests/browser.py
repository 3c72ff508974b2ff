"""A real browser, Debian's Chromium, and axe. Tests that use it are skipped where it is missing."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from tests.house import signed_in

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = 390, 1280
OF_LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
SHORT = "one => one.id + ': ' + one.nodes.map(n => n.html.slice(0, 200)).join(' | ')"
TOKEN = "document.querySelector('meta[name=csrf-token]').content"
SEND = """(path, fields) => {
    const form = document.createElement("form");
    Object.assign(form, {method: "post", action: path});
    for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement("textarea");
        Object.assign(field, {name, value});
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""
FOCUS = """() => {
    const holder = document.activeElement;
    if (holder === document.body) return [];             // the browser's own bar has it
    const bare = getComputedStyle(holder);
    const hidden = bare.opacity === "0" || holder.getBoundingClientRect().width < 2;
    const one = hidden ? holder.closest("label") || holder : holder;
    const style = getComputedStyle(one);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    const box = one.getClientRects()[0];
    const said = ring || style.boxShadow !== "none" ? [] : ["no ring"];
    for (const part of [0.15, 0.5]) {
        const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
        if (!on) said.push("out of sight");
        else if (!one.contains(on) && !on.contains(one)) said.push("under " + on.className);
    }
    return said.map(word => word + ": " + one.outerHTML.slice(0, 120));
}"""
SHAPE = """[
    document.querySelectorAll("h1").length === 1 || "not one first heading",
    /[^ ·].* · 匠新/.test(document.title) || "no title: " + document.title,
    document.documentElement.lang === "zh-Hans" || "not said to be Chinese",
    ...[...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        const bar = one.closest(".table-responsive, .jx-skip, pre");
        return box.width > 1 && box.right > innerWidth + 1 && !bar && one.checkVisibility();
    }).map(one => "cut off: " + one.outerHTML.slice(0, 120)),
].filter(said => said !== true)"""


@pytest.fixture(scope="module")
def browser():
    """Chromium, started once a module. Its tests need `live_server` and carry `mark.browser`."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium: apt-get install chromium fonts-noto-cjk")
    # Playwright keeps an event loop in this thread; without this Django would refuse its database.
    # Once a module and not once for all: what follows in this process must not find that loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def visit(browser, server, path="/", *, client=None, width=PHONE, bypass_csp=False):
    """A page opened at an address of the live server, as whoever `client` is signed in as.

    What the browser complains about on its console (a CSP breach, a missing file, a script's
    error) is collected in `page.complaints`.
    """
    height = 844 if width < 768 else 900
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=bypass_csp
    )
    for name, cookie in client.cookies.items() if client else ():
        context.add_cookies([{"name": name, "value": cookie.value, "url": server.url}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    try:
        page.goto(server.url + path)
        yield page
    finally:
        context.close()


def axe(page):
    """What axe finds against WCAG 2.2 AA, as "rule: element", after scrolling to the end.

    The page must have been opened with `bypass_csp=True`: axe is put in as a script.
    """
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.evaluate(AXE)
    found = page.evaluate("levels => axe.run(document, {runOnly: levels})", LEVELS)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


class Stroll:
    """Many pages in one browser window, as one person after another; CSP stays in force.

    `looks` is the cookie "appearance" of somebody who is not signed in.
    """

    def __init__(self, browser, server, width=PHONE, *, looks="light.normal", rules=LEVELS):
        self.browser, self.server, self.width, self.looks = browser, server, width, looks
        self.asked = json.dumps({"runOnly": rules, "resultTypes": ["violations"], "preload": False})
        self.sessions = {}

    def __enter__(self):
        height = 844 if self.width < 768 else 900
        # Without motion a page is where it will be: Tabler scrolls smoothly.
        self.context = self.browser.new_context(
            viewport={"width": self.width, "height": height},
            locale="zh-CN",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.protocol = self.context.new_cdp_session(self.page)
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self

    def __exit__(self, *_):
        self.context.close()

    def be(self, who):
        """From now on this is whoever sits at the browser: a Person, a User or nobody."""
        if who not in self.sessions:
            self.sessions[who] = signed_in(who).cookies
        self.context.clear_cookies()
        kept = {name: cookie.value for name, cookie in self.sessions[who].items()}
        for name, value in {"appearance": self.looks, **kept}.items():
            self.context.add_cookies([{"name": name, "value": value, "url": self.server.url}])

    def go(self, who, path):
        """Open a page as somebody; the status of the answer."""
        self.be(who)
        self.complaints.clear()
        try:
            return self.page.goto(self.server.url + path).status
        except Error as error:  # the page before was itself still on its way somewhere
            if "ERR_ABORTED" not in str(error):
                raise
            return self.page.goto(self.server.url + path).status

    def post(self, who, path, token=None, **fields):
        """Send a form as a page of ours would; the status of the answer.

        `token` stands for the page's own CSRF token, of a page that was left open for too long.
        """
        self.go(who, "/me/")
        fields = {"csrfmiddlewaretoken": token or self._run(TOKEN), **fields}
        self.complaints.clear()
        with self.page.expect_navigation() as answer:
            self._run(f"({SEND})({json.dumps(self.server.url + path)}, {json.dumps(fields)})")
        return answer.value.status

    def faults(self):
        """What is wrong with the page as it stands, in words."""
        self._run("window.scrollTo(0, document.body.scrollHeight)")
        self._run(AXE)
        found = self._run(
            f"axe.run(document, {self.asked}).then(said => said.violations.map({SHORT}))"
        )
        sideways = ["scrolls sideways"] if scrolls_sideways(self.page) else []
        return [*found, *self._run(SHAPE), *sideways, *self.complaints]

    def _run(self, script):
        # By the debugger's own door, which no CSP shuts.
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
        answer = self.protocol.send("Runtime.evaluate", asked)
        if fault := answer.get("exceptionDetails"):
            raise RuntimeError(fault)
        return answer["result"].get("value")

    def _hear(self, said):
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            self.complaints.append(said.text)
        elif said.type == "error" and said.location["url"] != self.page.url:
            self.complaints.append(f"{said.text} {said.location['url']}")


def lost_focus(page):
    """Why one cannot see where the focus is (WCAG 2.4.7, 2.4.11), in words; nothing if one can."""
    return page.evaluate(FOCUS)
