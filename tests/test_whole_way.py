"""From a phone to a confirmed benefit, in a real browser: on the standing call, and on one that the

test itself sets up through the pages, whose road is another one (企业, then 市, without 区).
"""

import re

import pytest
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Programme
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.test_programme_browser import set_up
from tests.browser import DESK, PHONE, visit
from tests.cast import LONG_AGO, Role
from tests.house import signed_in
from tests.test_walk import looked_at, open_as, press

__all__ = ["open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def finance(cast):
    user = User.objects.create_user("金会计")
    Office.grant(user, Role.FINANCE, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    return user


def fill(page, words):
    for label, said in words.items():
        page.get_by_label(label).first.fill(said)


def propose(open_as, worker, call, words):
    with open_as(worker, reverse("proposals:new", args=[call.pk]), PHONE) as page:
        page.locator("input[name=category]").first.check()
        fill(page, words)
        press(page, "提交")
        looked_at(page)
    return Proposal.objects.get()


def hand_back_and_correct(cast, open_as, proposal, words):
    with open_as(cast.zhao, reverse("portal:desk")) as page:
        page.get_by_label("给建议人的话").fill("请写明一天换几次型")
        press(page, "退回修改")
        looked_at(page)
    with open_as(cast.zhang, proposal.get_absolute_url(), PHONE) as page:
        assert "请写明一天换几次型" in page.inner_text("main")
        page.get_by_role("link", name="按意见修改").click()
        page.wait_for_url(re.compile("revision"))
        fill(page, words)
        looked_at(page)
        press(page, "提交")
        assert "现在在" in page.inner_text("main")


def pass_through(open_as, keepers):
    for keeper in keepers:
        with open_as(keeper, reverse("portal:desk")) as page:
            press(page, re.compile("^通过，"))
            assert "没有等您办的事" in page.inner_text("main")


def carry_out(cast, open_as, proposal):
    with open_as(cast.zhao, reverse("proposals:implementation", args=[proposal.pk])) as page:
        fill(page, {"怎么做": "做一块底板，先在一台上试", "负责人": "刘徒弟"})
        page.get_by_label("计划完成").fill(f"{clock.today():%Y-%m-%d}")
        looked_at(page)
        press(page, "安排实施")
        page.get_by_label("哪天做成并投入使用").fill(f"{clock.today():%Y-%m-%d}")
        press(page, "记为做成")
        assert "已做成" in page.inner_text("main")
        looked_at(page)


def sign_the_benefit(finance, open_as, proposal):
    with open_as(finance, reverse("proposals:confirmation", args=[proposal.pk])) as page:
        page.get_by_label("开始见效").fill(f"{clock.today():%Y-%m-%d}")
        page.get_by_text("工时", exact=True).first.click()
        numbers = {"改前每件用多少": "0.4", "改后每件用多少": "0.1", "一年多少件": "3000"}
        fill(page, {"单位": "小时", **numbers, "单价（元）": "52.5", "依据": "2025 年工时台账"})
        looked_at(page)
        press(page, "签字确认")
        assert "47,250.00 元" in page.inner_text("main")
        looked_at(page)


def see_it_finished(cast, open_as, proposal, passed):
    with open_as(cast.zhang, proposal.get_absolute_url(), PHONE) as page:
        words = page.inner_text("main")
        assert "核定 47,250.00 元" in words
        assert "请写明一天换几次型" in words
        for who in passed:
            assert who in words
        looked_at(page)
    path = reverse("portal:dossier", args=[cast.zhang.pk])
    for who, width in ((cast.zhang, PHONE), (cast.zhao, DESK)):
        with open_as(who, path, width) as page:
            words = page.inner_text("main")
            assert str(proposal) in words
            assert "47,250.00" in words
            looked_at(page)


def test_the_standing_call(cast, programme, finance, open_as):
    words = {"题目": "立式铣床快换夹具", "现在哪里不好": "每次换型 25 分钟。"}
    words |= {"打算怎么改": "底板做定位销孔，不再打表。"}
    proposal = propose(open_as, cast.zhang, programme, words)
    hand_back_and_correct(cast, open_as, proposal, {"现在哪里不好": "一天换六次，每次 25 分钟。"})
    pass_through(open_as, [cast.zhao, cast.li, cast.zhou])
    carry_out(cast, open_as, proposal)
    sign_the_benefit(finance, open_as, proposal)
    passed = ["精工公司工会 赵专管员", "东湾区总工会 李慧", "云川市总工会 周处长"]
    see_it_finished(cast, open_as, proposal, passed)


def test_a_call_with_a_road_of_its_own(cast, finance, open_as, browser, live_server):
    with visit(
        browser, live_server, "/programmes/new/", client=signed_in(cast.zhou), width=DESK
    ) as page:
        set_up(page)
    call = Programme.objects.get()
    words = {"题目": "快换夹具", "成果简介": "铣床换型由 25 分钟减到 7 分钟"}
    with open_as(cast.zhang, reverse("proposals:new", args=[call.pk]), PHONE) as page:
        page.get_by_text("技术革新", exact=True).click()
        fill(page, {**words, "从哪天起用上的": "2026-01-05", "第 1 行第 1 列": "11月2日"})
        page.get_by_label("第 1 行第 2 列").fill("合格")
        page.get_by_text("没有", exact=True).click()
        press(page, "提交")
    proposal = Proposal.objects.get()
    hand_back_and_correct(
        cast, open_as, proposal, {"成果简介": "一天换六次，由 25 分钟减到 7 分钟"}
    )
    pass_through(open_as, [cast.zhao, cast.zhou])
    carry_out(cast, open_as, proposal)
    sign_the_benefit(finance, open_as, proposal)
    see_it_finished(cast, open_as, proposal, ["精工公司工会 赵专管员", "云川市总工会 周处长"])
    assert not [t for t in proposal.journey.trail() if "东湾区" in t.actor]
