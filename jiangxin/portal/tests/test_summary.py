"""汇总表: by enterprise, of a programme and a period; the sum is counted by itself."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.organisations.models import Enterprise, Office
from jiangxin.people.models import Merger, Person
from jiangxin.portal.models import Export
from jiangxin.portal.summary import COLUMNS, STATES, summary
from jiangxin.portal.tests.test_dossier import graded, propose  # noqa: F401 (a fixture)
from jiangxin.portal.tests.test_exports import asked, table
from jiangxin.programmes.models import Journey
from jiangxin.programmes.ready_made import five_smalls
from tests.cast import LONG_AGO, Role, credit_code

URL = reverse("portal:summary")


def rows_of(user, **parameters):
    """{name: {heading: cell}} of the whole table."""
    made = summary(user, **parameters)
    lines = [line for portion in made.portions() for line in portion]
    cells = [{word: value(line) for word, value in COLUMNS.items()} for line in lines]
    return {row["企业"]: row for row in cells}


def sent_on(proposal, *when):
    at = datetime(*when, tzinfo=clock.CHINA)
    Journey.objects.filter(pk=proposal.journey.pk).update(submitted_at=at)


def test_each_state_has_its_column(cast, programme):
    made = [propose(programme, cast.zhang) for _ in range(6)]
    made[0].reject(by=cast.zhao, reason="花费大于好处", remark="不划算")
    made[1].reserve(by=cast.zhao, remark="等新设备")
    made[2].note(by=cast.zhao, remark="转企业处理")
    made[3].withdraw(by=cast.zhang.user)
    made[4].hand_back(by=cast.zhao, remark="请补照片")
    row = rows_of(cast.li)["精工公司"]
    assert row["提交（件）"] == 6
    assert {word: row[word] for word in STATES} == {
        "在办": 2,
        "已通过": 0,
        "不通过": 1,
        "技术储备": 1,
        "一般性意见": 1,
        "已撤回": 1,
    }
    assert (row["提出人数（实名）"], row["提出人次（实名）"]) == (1, 5)
    assert (row["预计效益（元）"], row["核定效益（元）"]) == (None, None)


def test_what_was_carried_out_and_its_benefits_apart(cast, graded):  # noqa: F811
    row = rows_of(cast.li)["精工公司"]
    assert (row["已通过"], row["已实施"]) == (1, 1)
    assert (str(row["预计效益（元）"]), str(row["核定效益（元）"])) == ("57755.25", "55955.25")
    assert (row["提出人数（实名）"], row["提出人次（实名）"]) == (2, 2)
    assert rows_of(cast.li)["合计"] == row | {"企业": "合计"}


def test_enterprises_without_anything_are_there_too(cast, programme):
    rows = rows_of(cast.zheng)
    assert list(rows) == ["精工公司", "恒力公司", "云仓公司", "合计"]
    assert rows["恒力公司"]["提交（件）"] == rows["合计"]["提交（件）"] == 0


def test_the_sum_counts_a_person_once(cast, programme):
    propose(programme, cast.zhang)
    cast.zhang.transfer(cast.hengli, on=clock.today(), by=cast.zhou)
    propose(programme, cast.zhang)
    rows = rows_of(cast.zhou)
    people = [rows[name]["提出人数（实名）"] for name in ("精工公司", "恒力公司", "合计")]
    acts = [rows[name]["提出人次（实名）"] for name in ("精工公司", "恒力公司", "合计")]
    assert (people, acts) == ([1, 1, 1], [1, 1, 2])


def test_merged_records_are_one_person(cast, programme):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    twin.account()
    for author in (cast.zhang, twin):
        propose(programme, author)
    Merger.make(cast.zhang, twin, by=cast.zhao, reason="同一人")
    row = rows_of(cast.zhao)["精工公司"]
    assert (row["提出人数（实名）"], row["提出人次（实名）"]) == (1, 2)


def test_everybody_sees_what_their_offices_reach_and_no_more(cast, programme):
    propose(programme, cast.zhang)
    propose(programme, cast.chen)
    assert list(rows_of(cast.zhao)) == ["精工公司", "合计"]
    assert rows_of(cast.zhao)["合计"]["提交（件）"] == 1
    assert rows_of(cast.li)["合计"]["提交（件）"] == 2
    assert list(rows_of(cast.wu)) == ["合计"] and rows_of(cast.wu)["合计"]["提交（件）"] == 0


def test_being_an_author_puts_nothing_into_it(cast, programme):
    propose(programme, cast.zhang)
    Office.grant(cast.zhang.user, Role.FINANCE, cast.hengli, by=cast.zhou, since=LONG_AGO)
    rows = rows_of(cast.zhang.user)
    assert list(rows) == ["恒力公司", "合计"]
    assert rows["合计"]["提交（件）"] == rows["合计"]["提出人次（实名）"] == 0


def test_by_the_day_of_submission_on_chinas_clock(cast, programme):
    year = clock.today().year
    early, late = propose(programme, cast.zhang), propose(programme, cast.zhang)
    sent_on(early, year - 1, 12, 31, 23, 59)
    sent_on(late, year, 1, 1, 0, 1)
    assert rows_of(cast.zhao)["合计"]["提交（件）"] == 1
    told = {"first": f"{year - 1}-12-31", "last": f"{year - 1}-12-31"}
    assert rows_of(cast.zhao, **told)["合计"]["提交（件）"] == 1
    told["last"] = f"{year}-01-01"
    assert rows_of(cast.zhao, **told)["合计"]["提交（件）"] == 2
    assert rows_of(cast.zhao, first=f"{year}-01-02")["合计"]["提交（件）"] == 0


def test_of_one_programme(cast, programme):
    other = five_smalls(cast.city, clock.today().year, by=cast.zhou)
    propose(programme, cast.zhang)
    propose(other, cast.liu)
    row = rows_of(cast.zhao, programme=other.pk)["精工公司"]
    assert (row["提交（件）"], row["提出人次（实名）"]) == (1, 1)


def test_the_page_shows_it_and_the_file_holds_it(cast, programme, sign_in):
    propose(programme, cast.zhang)
    year = clock.today().year
    query = f"programme={programme.pk}&first={year}-01-01&last={year}-12-31"
    client = sign_in(cast.zhao)
    page = client.get(f"{URL}?{query}").content.decode()
    assert "精工公司" in page and "恒力公司" not in page and 'name="list"' in page
    client.post(reverse("portal:exports"), {"list": "summary", "format": "xlsx", "query": query})
    export = Export.objects.get()
    told = {"programme": programme.pk, "first": f"{year}-01-01", "last": f"{year}-12-31"}
    assert export.parameters == told
    words = [str(programme), f"从 {year}-01-01 起提交的", f"到 {year}-12-31 为止提交的"]
    assert sorted(export.words) == sorted(words)
    export.write()
    header, row, total = table(Export.objects.get())
    assert header == list(COLUMNS)
    assert row[:3] == ["精工公司", 1, 1] and total[:3] == ["合计", 1, 1]
    assert Export.objects.get().rows == 2


def test_it_is_offered_without_a_page_too(cast, programme):
    propose(programme, cast.zhang)
    assert [row[0] for row in table(asked("summary", cast.zhao))] == ["企业", "精工公司", "合计"]


@pytest.mark.parametrize("who", ["zhang", "wu"])
def test_it_is_for_who_holds_an_office(cast, programme, sign_in, who):
    assert sign_in(getattr(cast, who)).get(URL).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=0001-01-01", "2000 年到 2199 年之间"),
        ("last=9999-12-31", "2000 年到 2199 年之间"),
        ("first=2026-13-45", "日子看不懂"),
        ("first=2026-06-01&last=2026-05-01", "不能早于开始"),
        ("programme=x", "汇总表"),
        (f"programme={'9' * 30}", "汇总表"),
        (f"programme={2**62}", "汇总表"),
        ("page=x", "汇总表"),
    ],
)
def test_what_cannot_be_read_asks_for_nothing(cast, programme, sign_in, query, said):
    answer = sign_in(cast.zhao).get(f"{URL}?{query}")
    assert answer.status_code == 200 and said in answer.content.decode()
    client = sign_in(cast.zhao)
    client.post(reverse("portal:exports"), {"list": "summary", "format": "csv", "query": query})
    Export.objects.get().write()
    assert Export.objects.get().written_at


def test_as_many_queries_for_three_as_for_one(cast, programme, sign_in):
    propose(programme, cast.zhang)
    client, made = sign_in(cast.zheng), []
    for _ in range(2):
        client.get(URL)
        with CaptureQueriesContext(connection) as asked_for:
            client.get(URL)
        made.append(len(asked_for))
        for number in (71, 72):
            one = Enterprise.register(
                f"企业{number}{len(made)}",
                credit_code(number + 10 * len(made)),
                Enterprise.Ownership.NON_PUBLIC,
                by=cast.zhou,
            )
            one.settle(cast.park, by=cast.zhou, on=LONG_AGO)
    assert made[0] == made[1] <= 22


def test_the_errand_knows_how_many_rows_there_will_be(cast, programme):
    made = summary(cast.zhou)
    assert made.count() == sum(map(len, made.portions())) == Enterprise.objects.count() + 1
