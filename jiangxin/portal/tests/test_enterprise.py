"""One enterprise's page: who works there, who took part, what came of it; nothing mixed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition
from jiangxin.lib import clock
from jiangxin.people.models import Merger, Person
from jiangxin.portal import turnout
from jiangxin.portal.figured import this_year_of
from jiangxin.portal.workforce import UNSAID, Workforce
from jiangxin.programmes.models import Participation
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO, id_number

DAY = date(2026, 11, 26)  # as of which the ages are counted

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}
PAGE, PEOPLE = "portal:enterprise", "portal:enterprise_people"


def propose(author, programme, title="夹具快换"):
    proposal = Proposal.draft(programme=programme, author=author, title=title, answers=ANSWERS)
    proposal.submit(by=author.account())
    return proposal


def enrol(cast, first, last, **facts):
    born = facts.pop("born", "19850612")
    rows = [
        {"name": f"工人{n}", "id_number": id_number(n, born), **facts} for n in range(first, last)
    ]
    return Person.enrol_many(cast.jinggong, rows, since=LONG_AGO)


def of(enterprise):
    return turnout.turnout_of(this_year_of(enterprise))


def bands(cast, label, filed=None):
    known = Workforce(cast.jinggong, filed, DAY)
    (facet,) = [facet for facet in known.facets if facet.label == label]
    return {band.word: (band.counted, band.filed) for band in facet.bands}


def shown(client, name, cast, **query):
    return client.get(reverse(name, args=[cast.jinggong.pk]), query)


def test_the_register_is_counted_by_age_skill_schooling_and_origin(cast):
    enrol(cast, 100, 102, born="19961127", skill_level="技师", origin="上海市浦东新区")
    enrol(cast, 102, 103, born="19951126", skill_level="特级技师", education="中专")
    enrol(cast, 103, 104, born="19600101", skill_level="多面手", origin="安徽省")
    enrol(cast, 104, 105, born="20000101", origin="香港", is_frontline=True)
    known = Workforce(cast.jinggong, None, DAY)
    assert (known.counted, known.frontline) == (7, 1)  # with 张师傅 and 刘徒弟, born in 1985
    ages = {"30岁及以下": 3, "31至40岁": 1, "41至50岁": 2, "51岁及以上": 1}
    assert {word: n for word, (n, _) in bands(cast, "年龄").items()} == ages
    skills = bands(cast, "技能等级")
    assert skills["技师"] == (2, None) and skills["高级技师、特级技师、首席技师"] == (1, None)
    assert skills["其他写法"] == (1, None) and skills[UNSAID] == (3, None)
    assert bands(cast, "文化程度")["高中、中专、技校"] == (1, None)
    origins = bands(cast, "户籍来源")
    assert [origins[word][0] for word in ("本市", "外省市", "港澳台及国外")] == [2, 1, 1]


def test_what_was_filed_stands_beside_and_keeps_its_words(cast, settings):
    filed = cast.jinggong.file_headcount(
        by=cast.zhao, as_of=LONG_AGO, workers=100, structure={"age": {"30岁及以下": 60}}
    )
    settings.WORKFORCE_BANDS = {**settings.WORKFORCE_BANDS, "age": ["35岁及以下", "36岁及以上"]}
    assert bands(cast, "年龄", filed) == {
        "35岁及以下": (0, None),
        "36岁及以上": (2, None),
        "30岁及以下": (0, 60),
        UNSAID: (0, 40),
    }


def test_an_empty_register_says_nothing_of_anybody(cast):
    cast.zhang.employments.update(until=DAY)
    cast.liu.employments.update(until=DAY)
    assert set(bands(cast, "年龄").values()) == {(None, None)}


def test_the_page_says_the_rate_and_who_confirmed_its_ground(cast, programme, sign_in):
    propose(cast.zhang, programme)
    client = sign_in(cast.zhao)
    assert "企业还没报在册职工数" in shown(client, PAGE, cast).text
    filed = cast.jinggong.file_headcount(by=cast.zhao, as_of=LONG_AGO, workers=4)
    assert "还没有确认" in shown(client, PAGE, cast).text
    filed.confirm(by=cast.zheng)
    page = shown(client, PAGE, cast).text
    assert "25.0" in page and "已由 郑红 确认" in page and "截至 2020年1月1日" in page


def test_who_took_part_and_who_was_never_reached(cast, programme, sign_in):
    with clock.shifted(-timedelta(days=400)):
        long_ago = five_smalls(cast.city, 2025, by=cast.zhou)
        propose(cast.liu, long_ago)
    propose(cast.zhang, programme)
    (third,) = enrol(cast, 100, 101)
    known = of(cast.jinggong)
    assert (known.workers, known.year, known.ever, known.never) == (3, 1, 2, 1)
    client = sign_in(cast.zhao)

    def names(**query):
        return {job.person for job in shown(client, PEOPLE, cast, **query).context["rows"]}

    assert names() == names(part="x", period="y") == {third}
    assert names(part="taken") == {cast.zhang, cast.liu}
    assert names(part="taken", period="year") == {cast.zhang}
    assert names(part="never", period="year") == {cast.liu, third}


def test_a_withdrawn_proposal_reached_nobody(cast, programme):
    propose(cast.zhang, programme).withdraw(by=cast.zhang.user)
    assert of(cast.jinggong).ever == 0


def test_an_act_counts_where_it_was_done(cast, programme, sign_in):
    """Who took part next door and works here now has not taken part here."""
    propose(cast.chen, programme)
    cast.chen.employments.update(enterprise=cast.jinggong)
    assert of(cast.jinggong).ever == 0
    assert of(cast.hengli).workers == 0


def test_those_on_the_register_and_those_who_left_are_the_people_of_the_figure(cast, programme):
    propose(cast.zhang, programme)
    propose(cast.liu, programme)
    cast.liu.employments.update(until=clock.today())
    known, year = of(cast.jinggong), this_year_of(cast.jinggong)
    assert (known.workers, known.year, known.left) == (1, 1, 1)
    people = figures_of(year.place, year.period, {"people"})["people"]
    assert people.value == known.year + known.left == 2


def test_what_does_not_count_as_taking_part_reached_nobody(cast, programme):
    """The same definition as 参与人数: who sent in an opinion only is still to be invited."""
    Participation.change_kind(propose(cast.zhang, programme).journey, Participation.Kind.OPINION)
    assert of(cast.jinggong).year == 1
    kinds = [Participation.Kind.PROPOSAL]
    Definition.objects.filter(indicator__code="people").update(kinds=kinds)
    assert (of(cast.jinggong).year, of(cast.jinggong).ever) == (0, 0)


def test_a_merged_person_took_part_once_under_either_record(cast, programme):
    other = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    propose(other, programme)
    assert of(cast.jinggong) == turnout.Turnout(workers=3, year=1, ever=1, left=0)
    Merger.make(cast.zhang, other, by=cast.zhao, reason="同一人")
    known = of(cast.jinggong)
    assert known == turnout.Turnout(workers=2, year=1, ever=1, left=0)
    taken = turnout.workers(cast.zhao, this_year_of(cast.jinggong), "taken", "ever")
    assert [job.person for job in taken] == [cast.zhang]


def test_what_the_enterprise_got_back(cast, programme, sign_in):
    with clock.shifted(-timedelta(days=400)):
        propose(cast.liu, five_smalls(cast.city, 2025, by=cast.zhou)).withdraw(by=cast.liu.user)
    reason = programme.reasons.order_by("position").first().name
    propose(cast.zhang, programme).reject(by=cast.zhao, reason=reason, remark="已有")
    propose(cast.zhang, programme, "另一条").hand_back(by=cast.zhao, remark="补照片")
    Proposal.draft(programme=programme, author=cast.zhang, title="草稿", answers=ANSWERS)
    propose(cast.chen, programme)  # next door
    outcomes = shown(sign_in(cast.zhao), PAGE, cast).context["outcomes"]
    assert outcomes == [
        ("提出", 2, 3), ("已通过", 0, 0), ("不通过", 1, 1), ("技术储备", 0, 0),
        ("一般性意见", 0, 0), ("已撤回", 0, 1), ("已并入", 0, 0), ("在办", 1, 1),
    ]  # fmt: skip


def test_the_list_of_proposals_may_be_that_of_one_enterprise(cast, programme, sign_in):
    mine, other = propose(cast.zhang, programme), propose(cast.chen, programme)
    url = reverse("proposals:list")
    rows = sign_in(cast.zheng).get(url, {"enterprise": cast.jinggong.pk}).context["rows"]
    assert list(rows) == [mine]
    for nonsense in ("x", "²", "9" * 30, ""):
        rows = sign_in(cast.zheng).get(url, {"enterprise": nonsense}).context["rows"]
        assert list(rows) == [other, mine]


@pytest.mark.parametrize("name", [PAGE, PEOPLE])
def test_it_asks_as_often_for_three_as_for_one(
    cast, programme, sign_in, django_assert_num_queries, name
):
    client = sign_in(cast.zhao)
    structure = {"age": {"30岁及以下": 1}}

    def grow(n):
        propose(*enrol(cast, 100 + n, 101 + n), programme)
        day = LONG_AGO + timedelta(days=n)
        cast.jinggong.file_headcount(by=cast.zhao, as_of=day, workers=9, structure=structure)

    grow(0)
    shown(client, name, cast, part="taken")
    with CaptureQueriesContext(connection) as one:
        shown(client, name, cast, part="taken")
    grow(1), grow(2)
    with django_assert_num_queries(len(one)):
        shown(client, name, cast, part="taken")
    assert len(one) <= (60 if name == PAGE else 20)


def test_a_long_list_of_the_never_reached_goes_on(cast, sign_in):
    enrol(cast, 100, 130)
    client = sign_in(cast.zhao)
    first = shown(client, PEOPLE, cast)
    rest = client.get(first.request["PATH_INFO"] + first.context["rows"].next_url)
    people = [job.person_id for job in [*first.context["rows"], *rest.context["rows"]]]
    assert len(people) == len(set(people)) == 32


def test_the_workforce_is_shown_beside_the_door_for_hiring(cast, sign_in):
    shown_to = shown(sign_in(cast.zhao), PAGE, cast)
    assert shown_to.context["workforce"].counted == 2
    assert "登记一名职工" in shown_to.content.decode()
