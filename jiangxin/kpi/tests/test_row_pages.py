"""The pages of a figure's rows: who sees which, what stands for the others, and the evidence."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from pyroaring import BitMap

from jiangxin.accounts.models import User
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.slices import slice_of
from jiangxin.kpi.stages import Standing
from jiangxin.kpi.tests.aids import count_all
from jiangxin.kpi.tests.test_pages import file, of, propose
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from tests.cast import LONG_AGO, Role


def rows_url(thing, code="people"):
    return reverse("kpi:rows", args=[*Place(thing).address, code])


@pytest.fixture
def look(sign_in):
    """Open the rows of a figure as somebody; answers the page."""

    def as_(who, thing, code="people", **asked):
        return sign_in(who).get(rows_url(thing, code), asked)

    return as_


@pytest.fixture
def taken(cast, programme):
    """张师傅 and 刘徒弟 of 精工, 陈师傅 of 恒力: a proposal each."""
    entries = [propose(one, programme, f"{one}的建议") for one in (cast.zhang, cast.liu, cast.chen)]
    count_all()
    return entries


@pytest.fixture
def gone(cast, taken, elsewhere):
    """刘徒弟 works in another district since, 陈师傅 nowhere."""
    cast.liu.transfer(elsewhere, by=cast.zhou)
    cast.chen.leave(by=cast.zhou)


def names(page):
    return [str(row.person) for row in page.context["rows"]]


def test_a_figure_on_the_page_of_its_place_leads_to_its_rows(cast, taken, sign_in):
    place = sign_in(cast.zheng).get(Place(cast.park).get_absolute_url(), {"scope": "plan"}).text
    assert f'{rows_url(cast.park)}?period={Period.this_year().written}&amp;scope=plan"' in place


def test_each_person_stands_once_and_leads_to_what_they_did(cast, taken, programme, look):
    propose(cast.zhang, programme, "又一条")
    count_all()
    page = look(cast.zheng, cast.park)
    assert names(page) == ["张师傅", "刘徒弟", "陈师傅"]
    assert [row.times for row in page.context["rows"]] == [2, 1, 1]
    acts = look(cast.zheng, cast.park, person=cast.zhang.pk)
    assert [act.entry.title for act in acts.context["acts"]] == ["又一条", "张师傅的建议"]
    assert taken[0].get_absolute_url() in acts.text


@pytest.mark.parametrize("who", ["zhou", "li", "zheng"])
def test_who_leads_a_place_sees_those_who_work_in_their_reach_now(cast, gone, look, who):
    """The city sees all; the district and the park count whom they lost, and name nobody."""
    page = look(getattr(cast, who), cast.park)
    assert len(page.context["rows"]) + page.context["hidden"] == of(cast.park, "people").value == 3
    if who == "zhou":
        assert names(page) == ["张师傅", "刘徒弟", "陈师傅"]
        return
    assert names(page) == ["张师傅"]
    assert "其中 2 人不在您的管理范围内" in page.text
    assert "刘徒弟" not in page.text
    figures = {str(place): told.digits for place, told, _ in page.context["lower"]}
    assert figures == {"精工公司": "2", "恒力公司": "1"}


def test_below_a_district_stand_its_unions_and_below_a_park_union_its_park(cast, gone, look):
    assert [str(one) for one, *_ in look(cast.li, cast.bureau).context["lower"]] == [
        "临江智造园联合工会"
    ]
    assert [str(one) for one, *_ in look(cast.zheng, cast.park_union).context["lower"]] == [
        "临江智造园"
    ]


def test_an_officer_of_the_enterprise_sees_their_own_people(cast, gone, look):
    officer = User.objects.create_user("人事")
    Office.grant(officer, Role.PERSONNEL, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    page = look(officer, cast.jinggong)
    assert (names(page), page.context["hidden"]) == (["张师傅"], 1)
    assert "这里没有下一级" in page.text
    for thing in (cast.hengli, cast.park, cast.city):
        assert look(officer, thing).status_code == 404


@pytest.mark.parametrize("who", ["chen", "wu", "sun"])
def test_strangers_and_former_officers_find_nothing(cast, taken, look, who):
    for thing in (cast.city, cast.park, cast.jinggong):
        assert look(getattr(cast, who), thing).status_code == 404


def test_nobody_opens_a_person_beyond_their_reach_or_not_among_the_rows(cast, gone, look):
    for asked in (
        {"person": cast.liu.pk},
        {"person": cast.he.pk},  # in reach, but never took part
        {"person": cast.zhang.pk, "period": "2001"},
    ):
        assert look(cast.zheng, cast.park, **asked).status_code == 404
    assert look(cast.zhou, cast.park, person=cast.liu.pk).status_code == 200
    same = {"person": cast.jinggong.pk}  # the key of an enterprise is not that of a person
    assert look(cast.zhou, cast.park, "enterprise_rate", **same).status_code == 404


def test_entries_of_other_unions_are_counted_and_not_named(cast, programme, elsewhere, look):
    """远山's union moves to another district; what was proposed there stays in the old figure."""
    cast.liu.transfer(elsewhere, by=cast.zhou, on=clock.today() - timedelta(days=1))
    entry = propose(cast.liu, programme, "换刀提醒")
    count_all()
    assert "换刀提醒" in look(cast.tan, cast.other, "entries").text
    cast.yuanshan_union.move(cast.bureau, by=cast.zhou)
    page = look(cast.tan, cast.other, "entries")
    assert "其中 1 条不在您的管理范围内" in page.text
    assert "换刀提醒" not in page.text
    (row,) = look(cast.zhou, cast.other, "entries").context["rows"]
    assert row.proposal == entry


def test_headcounts_stand_with_their_day_and_who_filed_none(cast, taken, look):
    file(cast.jinggong, cast.zhao, 10, members=4)
    page = look(cast.zheng, cast.park, "worker_rate")
    assert [part["number"] for part in page.context["parts"]] == [2, 1, 2]
    page = look(cast.zheng, cast.park, "worker_rate", part="denominator")
    (row,) = page.context["rows"]
    assert (row.enterprise, row.filed.workers) == (cast.jinggong, 10)
    page = look(cast.zheng, cast.park, "worker_rate", part="missing")
    assert [row.enterprise for row in page.context["rows"]] == [cast.hengli, cast.yuncang]


def test_enterprises_and_parks_say_what_they_lack(cast, taken, look):
    page = look(cast.zheng, cast.park, "enterprise_rate", part="rest")
    assert [row.enterprise for row in page.context["rows"]] == [cast.yuncang]
    (row,) = look(cast.zhou, cast.city, "parks_covered").context["rows"]
    assert (row.standing.park, row.stage, row.lacking) == (cast.park, "已覆盖", [])
    row = Standing(cast.park, has_union=False, tenants=4, active=1, kinds=1)
    assert row.lacking({"kinds": 2, "share": 50}) == [
        "没有园区工会", "活动要有 2 类", "参加的企业要占 50%"
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("code", "part", "queries"),
    [
        ("people", "", 18), ("worker_rate", "denominator", 21), ("enterprise_rate", "", 19),
        ("entries", "", 16), ("acts", "", 19),
    ],
)  # fmt: skip
def test_as_many_queries_for_three_rows_as_for_one(
    cast, programme, sign_in, django_assert_num_queries, count, code, part, queries
):
    for worker in [cast.zhang, cast.chen, cast.he][:count]:
        propose(worker, programme)
        file(worker.employment().enterprise, cast.zhao, 10)
    count_all()
    client = sign_in(cast.zheng)
    with django_assert_num_queries(queries):
        page = client.get(rows_url(cast.park, code), {"part": part})
    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_acts_as_for_one(
    cast, programme, sign_in, django_assert_num_queries, count
):
    for n in range(count):
        propose(cast.zhang, programme, f"建议{n}")
    count_all()
    client = sign_in(cast.zheng)
    with django_assert_num_queries(18):
        page = client.get(rows_url(cast.park), {"person": cast.zhang.pk})
    assert len(page.context["acts"]) == count


def test_what_nobody_did_yet_is_said(cast, look, programme):
    count_all()
    assert "还没有人参加过" in look(cast.zheng, cast.park).text
    assert "还没有这样的建议" in look(cast.zheng, cast.park, "entries").text
    assert look(cast.zheng, cast.park, "parks_covered").status_code == 404  # not of a park
    assert look(cast.zheng, cast.park, "no-such-code").status_code == 404


def walked(keys, size):
    """All pages forward, then all back: lists of keys."""
    pages, cursor = [], ""
    for step in ("next", "previous"):
        while True:
            request = RequestFactory().get("/", {"page": cursor})
            shown = slice_of(request, keys, size)
            pages.append(list(shown))
            if not getattr(shown, step):
                break
            cursor = getattr(shown, step)
    return pages


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10, 12])
def test_pages_of_keys_hold_each_key_once_forward_and_back(count):
    keys = BitMap([7 * n * n + 3 for n in range(count)])
    pages = walked(keys, 3)
    half = len(pages) // 2
    assert [key for shown in pages[:half] or pages[:1] for key in shown] == list(keys)
    assert {key for shown in pages[half:] for key in shown} == set(keys)


@pytest.mark.parametrize("cursor", ["-0", "0", "999999999", "9" * 30, "x", "-", "٣", ""])
def test_a_cursor_that_makes_no_sense_is_the_first_page(cursor):
    request = RequestFactory().get("/", {"page": cursor})
    assert list(slice_of(request, BitMap([5, 9, 11, 30]), 3)) == [5, 9, 11]
