"""The pages of a roster in a real browser: shape, colours and sizes, by axe, at phone and desk."""

import os
from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.people.models import Person, Roster
from jiangxin.people.tests.rosters import HEADER, again, received, upload, worker
from tests.browser import DESK, PHONE, axe, visit
from tests.cast import build_cast, id_number

pytestmark = pytest.mark.browser
NEW = [worker(f"王{chr(0x4E00 + n)}", 100 + n) for n in range(8)]
ROWS = [
    *NEW,
    worker("陈国华", 13, id="310101198506120000"),
    worker("艾力·吐尔逊", 14, phone="1380000 000012"),
    worker("", 15),
    worker("李秀云", 16),
    worker("李秀英", 16),
    worker("陈师傅", 3),
    worker("张师傅", 1, "三车间", "班组长", phone="18600000001"),
]
WIDTHS = [DESK, pytest.param(PHONE, marks=pytest.mark.slow)]


@pytest.fixture
def cast(transactional_db):
    return build_cast()


def faults(browser, server, path, client, width, shot=None):
    with visit(browser, server, path, client=client, width=width, bypass_csp=True) as page:
        if shot:
            page.screenshot(path=shot, full_page=True)
        return [*axe(page), *page.complaints]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_roster_stands(cast, sign_in, live_server, browser, width):
    client = sign_in(cast.zhao)
    unsure = received(cast.jinggong, upload(NEW, header=["人员", *HEADER[1:]]), by=cast.zhao)
    broken = received(cast.jinggong, upload([[1]], header=["甲"]), by=cast.zhao)
    done = received(cast.jinggong, upload(NEW[:2]), by=cast.zhao)
    done.confirm(by=cast.zhao)
    again(done, "merge")
    seen = received(cast.jinggong, upload(ROWS), by=cast.zhao)
    waits = Roster.receive(cast.jinggong, upload(NEW), by=cast.zhao)
    parts = [f"{seen.get_absolute_url()}?part={part}" for part in ("added", "absent")]
    paths = [roster.get_absolute_url() for roster in (unsure, broken, done, seen, waits)]
    everything = [reverse("people:rosters", args=[cast.jinggong.pk]), *paths, *parts]
    found = {path: faults(browser, live_server, path, client, width) for path in everything}
    assert {path: said for path, said in found.items() if said} == {}


def contradicting(cast):
    """A register that contradicts a roster in every way, and that roster."""
    cast.he.employments.update(until=clock.today() - timedelta(days=10))
    for name, number in (("重名", 50), ("重名", 51)):
        Person.enrol(name, enterprise=cast.hengli, phone="13800000050", id_number=id_number(number))
    Person.enrol("钱留", enterprise=cast.jinggong, id_number=id_number(70), since=date(2020, 1, 1))
    return upload(
        [
            *NEW[:2],
            worker("陈师傅", 3),
            worker("何新名", 4),
            worker("何师傅", 4, id="", phone="13800000004"),
            worker("重名", 50, id="", phone="13800000050"),
            worker("张师傅", 1, "三车间", "班组长"),
            worker("", 15),
            ["合计", "", "", "", "7 人"],
        ]
    )


class Walk:
    """An officer's way through one roster; what is wrong with each page gathers in `found`."""

    def __init__(self, page, server, width):
        self.page, self.server, self.width, self.found = page, server, width, {}

    def see(self, name):
        if shots := os.environ.get("JIANGXIN_SHOTS"):
            self.page.screenshot(path=f"{shots}/{name}-{self.width}.png", full_page=True)
        if wrong := [*axe(self.page), *self.page.complaints, *sideways(self.page)]:
            self.found[name] = wrong

    def come_back(self):
        """The background has done its work."""
        run_waiting()
        self.page.goto(self.server.url + Roster.objects.get().get_absolute_url())

    def send_in(self, file):
        self.page.set_input_files("input[type=file]", file)
        self.page.click("text=上传并核对")
        self.come_back()
        self.see("preview")

    def choose(self):
        self.page.click("text=先定 3 行")
        self.see("choices")
        self.page.get_by_role("button", name="调入本企业").click()
        assert self.page.get_by_text("都已定好").count() == 1
        self.page.locator("[name=row_5][value=rename]").check()
        self.page.locator("[name=row_6][value=leave]").check()
        self.page.click("text=记下这一页")
        self.see("chosen")

    def confirm(self):
        assert "新增 4 人" in self.page.content()
        self.page.click("text=确认导入 5 人")
        self.come_back()
        self.see("merged")

    def look_at_the_absent(self):
        self.page.click("text=为已经走了的办离职")
        self.page.locator("input[name=people]").first.check()
        self.see("absent")
        self.page.click("text=看看会发生什么")
        self.see("leaving")
        self.come_back()

    def undo(self):
        self.page.click("text=导错了，撤销这次导入")
        self.see("undo")
        self.page.click("button:has-text('撤销这次导入')")
        self.come_back()
        self.see("undone")
        assert "这次导入已撤销" in self.page.content()


@pytest.mark.parametrize("width", WIDTHS)
def test_from_contradictions_to_the_undo(cast, sign_in, live_server, browser, width, tmp_path):
    file = tmp_path / "花名册2026年11月.xlsx"
    file.write_bytes(contradicting(cast).read())
    client, start = sign_in(cast.zhao), reverse("people:rosters", args=[cast.jinggong.pk])
    with visit(browser, live_server, start, client=client, width=width, bypass_csp=True) as page:
        walk = Walk(page, live_server, width)
        walk.send_in(file)
        walk.choose()
        walk.confirm()
        walk.look_at_the_absent()
        walk.undo()
    assert walk.found == {}


def sideways(page):
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return ["scrolls sideways"] if page.evaluate(wide) else []
