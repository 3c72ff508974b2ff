"""The main job, end to end, in a real browser: a dirty roster, a phone, three desks.

赵专管员 imports a roster; 钱小满, who is on it, signs in with nothing but a phone and proposes an
improvement; the enterprise, the district and the city pass it; the city's page counts one more.
"""

import os
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from jiangxin.documents.tests.hostile import xlsx
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.people.models import Person
from jiangxin.proposals.models import Proposal
from tests.browser import DESK, PHONE, axe, scrolls_sideways, visit
from tests.cast import id_number, phone

PICTURES = Path(os.environ.get("JIANGXIN_VAR", "var")) / "pictures"
ROSTER = [
    ["精工公司2026年11月职工花名册", "", "", "", "", ""],
    ["", "", "", "", "", ""],
    ["序号", "姓 名", "身份证号码", "手机号码", "部门/车间", "工种"],
    [1, "钱小满", str(id_number(701)), "138 0000 7001", "三车间", "焊工"],
    [2, "艾力•吐尔逊", str(id_number(702)).lower(), "+86-13800007002", "三车间", "钳工"],
    [3, "张师傅", str(id_number(1)), "13800000001", "一车间", "铣工"],
    [4, "孙不对", "310101198506120000", "13800007003", "三车间", "焊工"],
    [5, "", str(id_number(704)), "13800007004", "三车间", "焊工"],
]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_as(browser, live_server):
    """A page as somebody of the cast sees it; every page that is opened is looked at."""

    def open_(who, path, width=DESK):
        client = Client()
        client.force_login(getattr(who, "user", who))
        return visit(browser, live_server, path, client=client, width=width, bypass_csp=True)

    return open_


def looked_at(page, name=None):
    """Nothing that axe, the console or a sideways scroll could complain about."""
    assert axe(page) == []
    assert page.complaints == []
    assert not scrolls_sideways(page)
    if name:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=PICTURES / f"{name}.png")


def press(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def test_the_main_job(cast, programme, open_as, browser, live_server, settings, tmp_path):
    settings.DEMONSTRATION = True
    cache.clear()  # the limits of sign-in are no model's rows, so no flush takes them
    acts_before = counted(cast, open_as)

    import_the_roster(cast, open_as, tmp_path)
    propose(browser, live_server)
    proposal = Proposal.objects.get()
    for officer, then in ((cast.zhao, "东湾区总工会"), (cast.li, "云川市总工会"), (cast.zhou, "")):
        decide(officer, open_as, proposal, then)

    with open_as(Person.objects.get(name="钱小满"), proposal.get_absolute_url(), PHONE) as page:
        words = page.inner_text("main")
        assert "已通过" in words
        for who in ("精工公司工会 赵专管员", "东湾区总工会 李慧", "云川市总工会 周处长"):
            assert who in words
        looked_at(page, "proposal")
    assert counted(cast, open_as) == acts_before + 1


def import_the_roster(cast, open_as, tmp_path):
    file = tmp_path / "花名册2026年11月.xlsx"
    file.write_bytes(xlsx(ROSTER))
    with open_as(cast.zhao, reverse("people:rosters", args=[cast.jinggong.pk])) as page:
        looked_at(page)
        page.set_input_files("input[type=file]", str(file))
        press(page, "上传并核对")
        run_waiting()
        page.reload()
        words = page.inner_text("main")
        assert re.search(r"2\s*新增", words)
        assert re.search(r"1\s*有变化", words)
        assert re.search(r"2\s*不能导入", words)
        assert "没有姓名" in words
        looked_at(page, "roster")
        press(page, "确认导入 3 人")
        run_waiting()
        page.reload()
        assert "已导入" in page.inner_text("main")
        looked_at(page)
    assert Person.objects.get(name="艾力·吐尔逊").employment().enterprise == cast.jinggong
    assert Person.objects.get(name="张师傅").employment().department == "一车间"


def propose(browser, live_server):
    """From a phone: sign in by a code, write two sentences, submit, see where it lies."""
    with visit(browser, live_server, "/", width=PHONE, bypass_csp=True) as page:
        looked_at(page)
        page.fill("input[type=tel]", phone(7001))
        press(page, "获取验证码")
        code = re.search(r"演示验证码：(\d{3}) ?(\d{3})", page.inner_text("main"))
        page.fill("input[autocomplete=one-time-code]", "".join(code.groups()))
        looked_at(page)
        press(page, "登录")
        assert "钱小满，您好" in page.inner_text("main")
        looked_at(page)
        with page.expect_navigation():
            page.get_by_role("link", name="提一条建议").click()
        page.get_by_label("工艺与安全").check()
        page.get_by_label("题目").fill("焊接工位加一盏跟随灯")
        page.get_by_label("现在哪里不好").fill("夜班焊缝看不清，一班要返工两三处。")
        page.get_by_label("打算怎么改").fill("焊枪支架上装一盏随动小灯。")
        looked_at(page, "form")
        press(page, "提交")
        assert "精工公司工会" in page.inner_text("main")
        assert "赵专管员" in page.inner_text("main")
        page.goto(live_server.url + "/")
        looked_at(page, "home")


def decide(officer, open_as, proposal, then):
    with open_as(officer, reverse("portal:desk")) as page:
        assert str(proposal) in page.inner_text("main")
        looked_at(page, "desk" if then else None)
        press(page, f"通过，报{then}" if then else "通过，予以采纳")
        assert "没有等您办的事" in page.inner_text("main")
        looked_at(page)


def counted(cast, open_as):
    """参与人数 on the city's page."""
    count_all()
    with open_as(cast.zhou, reverse("kpi:place", args=["unions", cast.city.pk])) as page:
        looked_at(page, "figures")
        figure = page.locator(".jx-figure", has=page.locator("dt", has_text="参与人数")).first
        return int(figure.locator(".jx-number").inner_text().split("人")[0].replace(",", ""))
