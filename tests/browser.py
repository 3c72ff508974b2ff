"""A real browser, Debian's Chromium, and axe. Tests that use it are skipped where it is missing."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

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


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once. Its tests need `live_server` too, and carry `mark.browser`."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium: apt-get install chromium fonts-noto-cjk")
    # Playwright keeps an event loop in this thread; without this Django would refuse its database.
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
