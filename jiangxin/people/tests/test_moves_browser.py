"""登记一名职工, 调动, 离职 and 撤销, walked on a phone and on a desk; no barrier on the way."""

import pytest
from django.urls import reverse

from jiangxin.people.models import Person
from tests.browser import DESK, PHONE, Stroll
from tests.cast import phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON = "2024-06-01"


@pytest.fixture(params=[PHONE, DESK])
def stroll(request, browser, live_server):
    with Stroll(browser, live_server, request.param) as stroll:
        yield stroll


def press(stroll, word):
    with stroll.page.expect_navigation():
        stroll.page.get_by_role("button", name=word, exact=True).click()
    assert stroll.faults() == [], word


def step(stroll, **fields):
    """Fill in, look at what would happen, confirm; the change's own page is shown."""
    for name, value in fields.items():
        stroll.page.fill(f"[name={name}]", value)
    press(stroll, "看看会发生什么")
    assert "确认后会发生" in stroll.page.content()
    press(stroll, "确认")
    assert "带来的变化" in stroll.page.content()


def test_a_worker_comes_goes_over_leaves_and_it_is_taken_back(cast, stroll):
    hire = reverse("people:hire", args=[cast.jinggong.pk])
    assert stroll.go(cast.zheng, reverse("people:list") + f"?enterprise={cast.jinggong.pk}") == 200
    assert stroll.faults() == []
    with stroll.page.expect_navigation():
        stroll.page.get_by_role("link", name="登记一名职工").click()
    assert stroll.page.url.endswith(hire)
    assert stroll.faults() == []
    step(stroll, name="王小明", phone=phone(31), department="一车间", post="焊工", on=ON)
    person = Person.objects.get(name="王小明")
    change = reverse("people:person_change", args=[person.pk])
    stroll.go(cast.zheng, change)
    assert stroll.faults() == []
    stroll.go(cast.zheng, f"{change}?act=transfer")
    step(stroll, enterprise="恒力公司", on="2024-08-01")
    assert person.employment().enterprise == cast.hengli
    stroll.go(cast.zheng, f"{change}?act=leave")
    step(stroll, on="2024-09-01")
    assert person.employment() is None
    press(stroll, "撤销")
    assert person.employment().enterprise == cast.hengli
    stroll.go(cast.zheng, person.get_absolute_url())
    assert stroll.faults() == []


def test_what_goes_wrong_is_shown_without_a_barrier(cast, stroll):
    stroll.go(cast.zhao, reverse("people:hire", args=[cast.jinggong.pk]))
    stroll.page.fill("[name=name]", "张师傅")
    press(stroll, "看看会发生什么")
    stroll.page.fill("[name=phone]", phone(1))
    press(stroll, "看看会发生什么")
    assert "已经在“精工公司”在册" in stroll.page.content()
    stroll.go(cast.zhao, reverse("people:correction", args=[cast.zhang.pk]))
    assert stroll.faults() == []
    stroll.page.fill("[name=phone]", phone(2))
    stroll.page.fill("[name=reason]", "本人来电")
    press(stroll, "更正")
    stroll.page.get_by_label("已不是刘徒弟的了").check()
    press(stroll, "更正")
    assert "已更正" in stroll.page.content()
    stroll.go(cast.zhao, reverse("people:list") + f"?enterprise={cast.jinggong.pk}&on=nonsense")
    assert stroll.faults() == []
