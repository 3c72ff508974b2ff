"""The page of a place's indicators, and what an indicator means."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Definition, Indicator
from jiangxin.kpi.period import Period, later_by, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_all
from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Headcount
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Proposal


def propose(author, programme, title="夹具快换"):
    answers = {"problem": "换型慢", "measure": "改定位销"}
    proposal = Proposal.draft(programme=programme, author=author, title=title, answers=answers)
    proposal.submit(by=author.user)
    return proposal


def of(place, code, period=None, **how):
    return figures_of(Place(place, **how), period or Period.this_year(), {code})[code]


def file(enterprise, by, workers, **more):
    Headcount.file(enterprise, by=by, as_of=clock.today(), workers=workers, **more)


def test_the_page_says_the_number_what_it_means_and_as_of_when(cast, programme, sign_in):
    propose(cast.zhang, programme)
    count_all()
    page = sign_in(cast.zhou).get(Place(cast.city).get_absolute_url()).text
    assert "一人只算一次" in page
    assert "参与算到" in page
    assert "全市不等于各园区" in page


@pytest.mark.parametrize("asked", ["2026-13", "x", "2026-05..2026-01", "9999", "²026"])
def test_a_period_that_cannot_be_read_is_this_year(cast, sign_in, asked):
    url = Place(cast.city).get_absolute_url()
    page = sign_in(cast.zhou).get(url, {"period": asked})
    assert page.status_code == 200
    assert page.context["period"] == Period.this_year()


def test_periods_are_read_as_they_are_written():
    for period in (Period.year(2026), Period.union_year(2026), Period.read("2026-02..2027-01")):
        assert Period.read(period.written) == period
    assert Period.union_year(2026).first == date(2025, 10, 1)
    assert Period.union_year(2026).last_day == date(2026, 9, 30)


def test_a_rate_without_a_headcount_cannot_be_reckoned_and_is_not_nothing(cast, programme):
    propose(cast.zhang, programme)
    count_all()
    told = of(cast.park, "worker_rate")
    assert (told.value, told.digits, told.reason) == (None, "无法计算", "企业还没报在册职工数")
    file(cast.jinggong, cast.zhao, 0)
    assert of(cast.park, "worker_rate").reason == "企业报的在册职工数合计是 0"


def test_a_rate_counts_only_where_a_headcount_was_filed(cast, programme):
    """张师傅's employer filed, 陈师傅's did not: one of ten, and it is said who is left out."""
    propose(cast.zhang, programme)
    propose(cast.chen, programme)
    count_all()
    file(cast.jinggong, cast.zhao, 10)
    told = of(cast.park, "worker_rate")
    assert (told.digits, told.numerator, told.denominator) == ("10.0", 1, 10)
    assert "2 家企业没有报在册职工数" in told.notes[0]


def test_more_people_than_workers_is_said(cast, programme):
    propose(cast.zhang, programme)
    propose(cast.liu, programme)
    count_all()
    file(cast.jinggong, cast.zhao, 1)
    told = of(cast.jinggong, "worker_rate")
    assert told.digits == "200.0"
    assert "多 1 人" in told.notes[-1]


def test_members_are_another_denominator(cast, programme):
    propose(cast.zhang, programme)
    count_all()
    file(cast.jinggong, cast.zhao, 10, members=4)
    assert of(cast.park, "member_rate").digits == "25.0"


def test_entries_and_what_became_of_them(cast, programme):
    one, two = propose(cast.zhang, programme), propose(cast.chen, programme, "打表")
    propose(cast.liu, programme, "走线")
    two.reject(by=cast.sun, reason="已有", remark="已有同样的做法")
    one.pass_on(by=cast.zhao, remark="同意")
    one.pass_on(by=cast.li, remark="同意")
    one.pass_on(by=cast.zhou, remark="同意")
    count_all()
    told = {code: of(cast.city, code).digits for code in ("entries", "adoption_rate",
            "adoption_rate_all", "implementation_rate", "enterprise_rate")}  # fmt: skip
    assert told == {"entries": "3", "adoption_rate": "50.0", "adoption_rate_all": "33.3",
                    "implementation_rate": "0.0", "enterprise_rate": "66.7"}  # fmt: skip


def test_a_park_is_covered_by_what_happens_there(cast, programme):
    assert of(cast.city, "parks_covered", in_plan=True).value == 0
    propose(cast.zhang, programme)
    count_all()
    told = of(cast.city, "parks_covered", in_plan=True)
    assert (told.value, told.denominator) == (1, 1)
    assert "已覆盖 1" in told.notes


def test_a_new_definition_counts_from_a_month_to_come_only(cast, programme):
    indicator = Indicator.objects.get(code="people")
    this = month_of(clock.today())
    kinds = [Participation.Kind.PROPOSAL]
    new = {"sentence": "只算提建议的人", "kinds": kinds, "source": "会议纪要"}
    with pytest.raises(Refusal, match="以后的一个月"):
        Definition.change(indicator, by=cast.zhou, since=this, **new)
    Definition.change(indicator, by=cast.zhou, since=later_by(this, 1), **new)
    proposal = propose(cast.zhang, programme)
    Participation.change_kind(proposal.journey, Participation.Kind.OPINION)
    count_all()
    assert of(cast.city, "people").value == 1  # this month's definition counts opinions
    both = Period(this, later_by(this, 1))
    with clock.shifted(timedelta(days=40)):
        assert "口径从" in of(cast.city, "people", both).notes[0]


def test_only_the_federation_says_what_an_indicator_means(cast, sign_in):
    url = reverse("kpi:change", args=["people"])
    assert sign_in(cast.zhao).get(url).status_code == 403
    page = sign_in(cast.zhou).post(url, {"since": "2026年", "sentence": "x"})
    assert page.status_code == 422
    assert "请写年和月" in page.text
    following = later_by(month_of(clock.today()), 1)
    told = {"since": f"{following:%Y-%m}", "sentence": "只算提建议的人", "kinds": ["proposal"],
            "source": "会议纪要"}  # fmt: skip
    page = sign_in(cast.zhou).post(url, told, follow=True).text
    assert "新口径已定" in page
    assert "还没开始" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_same_whatever_took_part(
    cast, programme, sign_in, django_assert_num_queries, count
):
    for n, worker in enumerate([cast.zhang, cast.chen, cast.he][:count]):
        propose(worker, programme, f"建议{n}")
    count_all()
    client = sign_in(cast.zheng)
    with django_assert_num_queries(35):
        client.get(Place(cast.park).get_absolute_url())


def test_targets_stand_only_beside_what_they_are_about(cast, sign_in):
    """The plan's own months, its own way of counting, and the whole city."""
    url, plan = Place(cast.city).get_absolute_url(), "2016-01..2020-12"
    client = sign_in(cast.zhou)
    page = client.get(url, {"period": plan, "scope": "plan"}).text
    assert "计划期已经结束，应到 1,000,000 人，少 1,000,000 人" in page
    assert "/ 70%" in page
    assert "目标 70%，依据：沪工技协〔2017〕5号" in page
    assert "/ 70%" not in client.get(url, {"scope": "plan"}).text
    assert "/ 70%" not in client.get(url, {"period": plan}).text


@pytest.mark.parametrize("thing", ["city", "park", "jinggong"])
def test_each_kind_of_place_has_its_page_and_a_stranger_does_not_find_it(cast, sign_in, thing):
    url = Place(getattr(cast, thing)).get_absolute_url()
    assert sign_in(cast.zhou).get(url).status_code == 200
    assert sign_in(cast.wu).get(url).status_code == 404
