"""A call is set up at a desk; a worker writes to it on a phone, for a while without network."""

import os
import re

import pytest

from jiangxin.programmes.models import Programme
from jiangxin.proposals.models import Jotting, Proposal
from tests.browser import DESK, PHONE, Stroll, visit
from tests.house import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")  # a folder, when somebody wants to look at the pages


def look(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def set_up(page):
    """From 职工创新成果 of the list of ready-made ones to a published call."""
    page.get_by_text("职工创新成果征集").click()
    page.get_by_role("button", name="拟成草稿").click()
    page.wait_for_url(re.compile(r"/edit/"))
    page.locator("#audience").get_by_text("一个园区里的企业").click()
    page.get_by_label("名称").nth(1).fill("临江智造园")
    page.locator("#audience").get_by_role("button", name="加上").click()
    page.locator("#audience li", has_text="临江智造园").wait_for()
    page.get_by_label("题干").fill("试用记录")
    page.locator("#questions select").select_option("table")
    page.get_by_role("button", name="加一道题").click()
    page.get_by_label("列名").wait_for()
    assert "还没有写列" in page.locator("#faults").inner_text()
    page.get_by_label("列名").fill("日期\n结果")
    page.get_by_role("button", name="存下这道题").click()
    page.get_by_label("列名").wait_for(state="detached")
    assert page.locator("#faults").inner_text() == ""
    page.get_by_role("button", name="去掉“上级工会复审”").click()
    page.locator("#stages").get_by_text("上级工会复审").wait_for(state="detached")
    look(page, "edit-desk")
    page.get_by_role("button", name="发布这个活动").click()
    page.get_by_text("已发布：").first.wait_for()


def test_from_setting_up_to_an_entry(cast, browser, live_server):
    with visit(
        browser, live_server, "/programmes/new/", client=signed_in(cast.zhou), width=DESK
    ) as page:
        set_up(page)
        assert page.complaints == []
    call = Programme.objects.get()
    assert [stage.name for stage in call.road.gates] == ["企业初审", "市总工会审定"]
    path = f"/proposals/new/{call.pk}/"
    with visit(browser, live_server, path, client=signed_in(cast.zhang), width=PHONE) as page:
        write(page)
        assert [c for c in page.complaints if "ERR_INTERNET_DISCONNECTED" not in c] == []
    proposal = Proposal.objects.get()
    assert proposal.answers["q1"] == [["11月2日", "合格"]]
    assert proposal.answers["patent_number"] == "ZL2026"
    assert proposal.journey.keeper == cast.jinggong_union
    assert not Jotting.objects.exists()


def write(page):
    """Online, offline, online again; the number of the patent is asked once there is one."""
    number = page.get_by_label("专利号或申请号")
    assert not number.is_visible()
    page.get_by_text("技术革新", exact=True).click()
    page.get_by_label("题目").fill("快换夹具")
    page.context.set_offline(True)
    page.get_by_label("成果简介").fill("铣床换型由 25 分钟减到 7 分钟")
    page.evaluate("window.dispatchEvent(new Event('online'))")  # it tries, and fails
    page.get_by_text("网络断了，先存在这台手机里").wait_for()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("已存到平台").wait_for()
    assert Jotting.objects.get().fields["title"] == ["快换夹具"]
    page.reload()
    assert page.get_by_label("成果简介").input_value().startswith("铣床换型")
    page.get_by_text("有", exact=True).click()
    number.fill("ZL2026")
    page.get_by_label("从哪天起用上的").fill("2026-01-05")
    page.get_by_label("第 1 行第 1 列").fill("11月2日")
    page.get_by_label("第 1 行第 2 列").fill("合格")
    look(page, "form-phone")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile(r"/proposals/\d+/$"))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_setting_up_are_for_everybody(things, browser, live_server, width):
    draft, question, stage = things.own_draft, things.question_row, things.stage_row
    edit = f"/programmes/{draft.pk}/edit/"
    paths = [
        "/programmes/new/",
        edit,
        f"{edit}?question={question.pk}",
        f"{edit}?stage={stage.pk}",
        f"/programmes/{draft.pk}/trial/?enterprise=精工公司",
        f"/programmes/{draft.pk}/preview/",
        f"/programmes/{things.revised_call.pk}/edit/",
        f"/programmes/{things.own_call.pk}/edit/",
        f"/programmes/{things.own_call.pk}/",
        f"/proposals/{things.proposal.pk}/sheet/",
    ]
    with Stroll(browser, live_server, width) as stroll:
        faults = {}
        for number, path in enumerate(paths):
            assert stroll.go(things.zhao, path) == 200, path
            look(stroll.page, f"{width}-{number}")
            if said := stroll.faults():
                faults[path] = said
        assert faults == {}
