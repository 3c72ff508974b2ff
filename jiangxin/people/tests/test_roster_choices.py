"""Rows that contradict the register: what an officer may say of them, and what comes of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Employment, Person, RosterRow
from jiangxin.people.tests.rosters import HEADER, again, received, tally, upload, worker
from tests.cast import LONG_AGO, id_number, phone

HIRED = [*HEADER, "入职日期"]
ELSEWHERE, RENAMED, NAMESAKE = worker("陈师傅", 3), worker("何新名", 4), worker("何师傅", 4, id="")


@pytest.fixture
def left(cast):
    """何师傅 works nowhere any more."""
    cast.he.employments.update(until=clock.today() - timedelta(days=10))
    return cast


def seen(cast, *rows, header=HEADER):
    return received(cast.jinggong, upload(rows, header=header), by=cast.zhao)


def chosen(roster, by, **choices):
    """`row2="transfer"`, and so on; then merged."""
    roster.choose({int(name[3:]): word for name, word in choices.items()}, by=by)
    roster.confirm(by=by)
    return again(roster, "merge")


def jobs(person):
    held = Employment.objects.filter(person=person).order_by("since")
    return [(job.enterprise.name, job.since, job.until) for job in held]


def test_what_contradicts_the_register_waits_and_is_not_imported(left):
    roster = seen(left, ELSEWHERE, RENAMED, worker("王小明", 11))
    assert (roster.undecided, *tally(roster)[:4]) == (2, 1, 0, 0, 0)
    roster.confirm(by=left.zhao)
    again(roster, "merge")
    assert Employment.objects.filter(enterprise=left.jinggong).count() == 3
    assert jobs(left.chen) == [("恒力公司", LONG_AGO, None)]
    assert Person.objects.get(pk=left.he.pk).name == "何师傅"
    assert not Notification.objects.filter(user=left.sun).exists()


def test_somebody_is_taken_over_from_another_enterprise_from_today(cast):
    roster = seen(cast, ELSEWHERE)
    roster = chosen(roster, cast.zhao, row2="transfer")
    assert roster.status == Status.MERGED and (roster.added, roster.transferred) == (1, 1)
    today = clock.today()
    assert jobs(cast.chen) == [("恒力公司", LONG_AGO, today), ("精工公司", today, None)]
    assert cast.chen.employment().department == "一车间"


@pytest.mark.parametrize(
    ("hired", "since", "begins"),
    [
        ("2024-05-06", LONG_AGO, date(2024, 5, 6)),
        ("2019-01-01", LONG_AGO, LONG_AGO + timedelta(days=1)),
    ],
)
def test_from_the_day_of_hiring_but_not_before_they_began_there(cast, hired, since, begins):
    roster = seen(cast, [*ELSEWHERE, hired], header=HIRED)
    chosen(roster, cast.zhao, row2="transfer")
    assert jobs(cast.chen) == [("恒力公司", since, begins), ("精工公司", begins, None)]


def test_who_began_there_today_begins_here_tomorrow(cast):
    today = clock.today()
    cast.chen.employments.update(since=today)
    chosen(seen(cast, ELSEWHERE), cast.zhao, row2="transfer")
    tomorrow = today + timedelta(days=1)
    assert jobs(cast.chen) == [("恒力公司", today, tomorrow), ("精工公司", tomorrow, None)]


def test_who_is_to_leave_there_next_month_leaves_earlier(cast):
    cast.chen.employments.update(until=clock.today() + timedelta(days=30))
    chosen(seen(cast, ELSEWHERE), cast.zhao, row2="transfer")
    today = clock.today()
    assert jobs(cast.chen) == [("恒力公司", LONG_AGO, today), ("精工公司", today, None)]


def test_the_steward_over_there_is_told_once_for_all(cast):
    Person.enrol("陈二", enterprise=cast.hengli, id_number=id_number(31), since=LONG_AGO)
    roster = seen(cast, ELSEWHERE, worker("陈二", 31))
    chosen(roster, cast.zhao, row2="transfer", row3="transfer")
    told = Notification.objects.get(user=cast.sun)
    assert told.title == "“精工公司”导入名册，调走了“恒力公司”2 人"
    assert "陈" not in told.title + told.text
    assert not Notification.objects.filter(user=cast.zhao).exists()


def test_a_new_name_keeps_the_old_one(left):
    chosen(seen(left, RENAMED), left.zhao, row2="rename")
    person = Person.objects.get(pk=left.he.pk)
    assert person.name == "何新名" and person.former_names.get().name == "何师傅"
    assert person.employment().enterprise == left.jinggong


def test_a_wrong_name_takes_nobody_away_from_another_enterprise(cast):
    roster = seen(cast, worker("陈师付", 3))
    assert (roster.undecided, roster.refused) == (0, 1)
    (reason,) = roster.rows.get().reasons
    assert reason["sentence"] == "身份证号在另一家企业在册，登记的姓名不同"
    with pytest.raises(OutOfStep):
        roster.choose({2: "transfer"}, by=cast.zhao)


def test_a_namesake_is_the_same_person(left):
    roster = chosen(seen(left, NAMESAKE), left.zhao, row2="same")
    assert tally(roster)[:2] == (1, 0)
    assert Person.objects.filter(name="何师傅").count() == 1
    person = left.he.__class__.objects.get(pk=left.he.pk)
    assert person.employment().enterprise == left.jinggong
    assert person.id_number == id_number(4)  # the roster has none, the register's stays


def test_a_namesake_who_works_elsewhere_is_taken_over(cast):
    chosen(seen(cast, worker("陈师傅", 3, id="")), cast.zhao, row2="same")
    today = clock.today()
    assert jobs(cast.chen) == [("恒力公司", LONG_AGO, today), ("精工公司", today, None)]


def test_a_namesake_is_somebody_else(left):
    chosen(seen(left, NAMESAKE), left.zhao, row2="apart")
    first, second = Person.objects.filter(name="何师傅").order_by("pk")
    assert first == left.he and first.employment() is None
    assert second.employment().enterprise == left.jinggong
    assert second.phone == phone(4)


@pytest.mark.parametrize("row", [ELSEWHERE, RENAMED, NAMESAKE])
def test_each_may_be_left_out(left, row):
    before = list(Employment.objects.order_by("pk").values())
    roster = seen(left, row, worker("王小明", 11))
    roster.choose({2: "leave"}, by=left.zhao)
    assert (roster.undecided, roster.refused, roster.added) == (0, 1, 1)
    assert roster.rows.get(number=2).reasons[0]["advice"] == "您已定：不导入"
    roster.confirm(by=left.zhao)
    again(roster, "merge")
    held = Employment.objects.order_by("pk").values()
    assert list(held)[: len(before)] == before and len(held) == len(before) + 1


def test_several_and_twins_cannot_be_chosen(cast):
    for n in range(2):
        Person.enrol("重名", enterprise=cast.hengli, phone=phone(50), id_number=id_number(50 + n))
    twins = worker("张师傅", 1, phone="13911112222"), worker("张师傅", 1, id="")
    roster = seen(cast, worker("重名", 50, id=""), *twins)
    assert [row.obstacle for row in roster.rows.order_by("number")] == ["several", "twin", "twin"]
    assert roster.refused == 3
    for choice in RosterRow.Choice:
        with pytest.raises(OutOfStep):
            roster.choose({2: choice.value}, by=cast.zhao)


def test_two_rows_cannot_both_become_one_person(left):
    """One by the number of the document, the other because an officer says so."""
    left.he.employments.all().delete()
    rows = worker("何师傅", 4, phone="13911112222"), worker("何师傅", 4, id="")
    roster = seen(left, *rows)
    assert (roster.added, roster.undecided) == (1, 1)
    roster.choose({3: "same"}, by=left.zhao)
    assert [row.obstacle for row in roster.rows.all()] == ["twin", "twin"]


def test_for_all_alike_with_one_word(cast):
    Person.enrol("陈二", enterprise=cast.hengli, id_number=id_number(31), since=LONG_AGO)
    roster = seen(cast, ELSEWHERE, worker("陈二", 31), worker("王小明", 11))
    assert roster.choose_for_all("elsewhere", "transfer", by=cast.zhao) == 2
    assert (roster.added, roster.transferred, roster.undecided) == (3, 2, 0)
    assert roster.choose_for_all("elsewhere", "leave", by=cast.zhao) == 2
    assert (roster.added, roster.transferred, roster.refused) == (1, 0, 2)
    assert roster.choose_for_all("elsewhere", "rename", by=cast.zhao) == 0


def test_choices_survive_a_new_preview(left):
    roster = seen(left, ELSEWHERE, RENAMED)
    roster.choose({2: "transfer", 3: "leave"}, by=left.zhao)
    roster.preview(by=left.zhao)
    assert (roster.transferred, roster.refused, roster.undecided) == (1, 1, 0)


def test_a_choice_holds_only_while_the_register_is_as_it_was(cast):
    roster = seen(cast, ELSEWHERE)
    roster.choose({2: "transfer"}, by=cast.zhao)
    cast.chen.employments.update(since=date(2021, 1, 1))
    roster.confirm(by=cast.zhao)
    roster = again(roster, "merge")
    assert roster.status == Status.PREVIEWED and "在册情况有变化" in roster.errand.failure
    assert cast.chen.employment().enterprise == cast.hengli
    roster.confirm(by=cast.zhao)
    assert again(roster, "merge").status == Status.MERGED


def test_a_total_below_the_table_is_no_row(cast):
    total = ["合 计：", "", "", "共 1 人", ""]
    roster = seen(cast, worker("王小明", 11), ["", "总计", 1, "", ""], total)
    assert roster.rows_read == 1 == roster.rows.count()
    named = seen(cast, worker("合计", 12))
    assert named.rows_read == 1  # whoever has a number is somebody


def test_a_total_goes_when_the_columns_are_told_anew(cast):
    header = ["序", "人员", "身份证号", "手机号"]
    rows = [["1", "王小明", id_number(11), phone(11)], ["2", "小计", "", ""]]
    roster = received(cast.jinggong, upload(rows, header=header), by=cast.zhao)
    assert (roster.status, roster.rows.count()) == (Status.COLUMNS, 2)
    roster.map_columns({"name": 1, "id_number": 2, "phone": 3}, by=cast.zhao)
    roster = again(roster, "read")
    assert (roster.rows_read, roster.added, roster.refused, roster.rows.count()) == (1, 1, 0, 1)


# The pages


def url_of(roster, word="choices"):
    return reverse(f"people:roster_{word}", args=[roster.pk])


def test_from_the_preview_to_the_choices_and_back(left, sign_in):
    roster = seen(left, ELSEWHERE, RENAMED, worker("王小明", 11))
    client = sign_in(left.zhao)
    preview = client.get(roster.get_absolute_url()).content.decode()
    assert "要您定 2 行" in preview and url_of(roster) in preview
    page = client.get(url_of(roster))
    text = page.content.decode()
    assert "有这样一份记录" in text and "恒力公司" in text and "何师傅" not in text
    assert str(id_number(3)) not in text and phone(3) not in text
    answers = {"row_2": "transfer", "row_3": "leave", "seen": page.context["roster"].preview_seen}
    assert client.post(url_of(roster), answers).url == roster.get_absolute_url()
    after = client.get(roster.get_absolute_url()).content.decode()
    assert "新增 2 人（其中从别的企业调入 1 人" in after and "改已定的 2 行" in after


def test_what_the_officer_may_see_is_shown(left, sign_in):
    """何师傅 works nowhere: only the federation reaches everybody."""
    roster = seen(left, RENAMED, ELSEWHERE)
    Office.grant(left.zhou, Office.Role.STEWARD, left.jinggong_union, by=left.zhou)
    text = sign_in(left.zhou).get(url_of(roster)).content.decode()
    assert "何师傅" in text and "有这样一份记录" not in text


def test_one_word_for_all_by_the_page(cast, sign_in):
    roster = seen(cast, ELSEWHERE)
    client = sign_in(cast.zhao)
    answer = {"every": "elsewhere:transfer", "seen": roster.preview_seen}
    assert client.post(url_of(roster, "choice_for_all"), answer).url == url_of(roster)
    roster.refresh_from_db()
    assert roster.transferred == 1


@pytest.mark.parametrize("answer", ["", "nonsense", "rename", "same", "\u202e", "1" * 5000])
def test_nonsense_is_refused_at_its_row_and_nothing_is_kept(cast, sign_in, answer):
    roster = seen(cast, ELSEWHERE)
    page = sign_in(cast.zhao).post(url_of(roster), {"row_2": answer})
    assert page.status_code == 200
    assert "没有这种处理" in page.content.decode() or "还没有选" in page.content.decode()
    assert roster.rows.get().choice == ""


@pytest.mark.parametrize("name", ["row_9", "row_3", "row_" + "9" * 40, "row_²"])
def test_a_row_of_another_roster_is_refused(cast, sign_in, name):
    other = received(cast.hengli, upload([worker("王", 12), worker("张师傅", 1)]), by=cast.sun)
    roster = seen(cast, ELSEWHERE)
    page = sign_in(cast.zhao).post(url_of(roster), {"row_2": "transfer", name: "transfer"})
    if name == "row_²":  # no name of a row at all
        assert page.status_code == 302
    else:
        assert "有的行不在这份名册要您定的行里" in page.content.decode()
        assert roster.rows.get().choice == ""
    assert not other.rows.exclude(choice="").exists()


@pytest.mark.parametrize("every", ["", "x", "twin:transfer", "elsewhere:same", "elsewhere"])
def test_nonsense_for_all_is_refused(cast, sign_in, every):
    roster = seen(cast, ELSEWHERE)
    answer = sign_in(cast.zhao).post(url_of(roster, "choice_for_all"), {"every": every})
    assert answer.status_code == 409 and "没有这种处理" in answer.content.decode()
    assert roster.rows.get().choice == ""


def test_who_looked_at_an_older_preview_is_told_so(cast, sign_in):
    roster = seen(cast, ELSEWHERE)
    stale = roster.preview_seen
    roster.choose({2: "transfer"}, by=cast.zhao)
    client = sign_in(cast.zhao)
    later = client.post(url_of(roster), {"row_2": "leave", "seen": stale})
    assert later.status_code == 409 and "刚刚有别人改过" in later.content.decode()
    confirmed = client.post(url_of(roster, "confirmation"), {"seen": stale})
    assert confirmed.status_code == 409
    roster.refresh_from_db()
    assert (roster.status, roster.transferred) == (Status.PREVIEWED, 1)
    roster.confirm(by=cast.zhao, seen=roster.preview_seen)


def test_the_rows_are_paged_and_saving_goes_to_the_next_page(cast, sign_in):
    rows = []
    for n in range(23):
        name = f"王{chr(0x4E00 + n)}"
        Person.enrol(name, enterprise=cast.hengli, id_number=id_number(100 + n), since=LONG_AGO)
        rows.append(worker(name, 100 + n))
    roster = seen(cast, *rows)
    client = sign_in(cast.zhao)
    first = client.get(url_of(roster))
    numbers = [row.number for row in first.context["rows"]]
    assert numbers == list(range(2, 22))
    following = client.post(url_of(roster), {f"row_{n}": "transfer" for n in numbers})
    second = client.get(following.url)
    assert [row.number for row in second.context["rows"]] == [22, 23, 24]
    roster.refresh_from_db()
    assert (roster.transferred, roster.undecided) == (20, 3)


def test_as_many_queries_for_three_rows_as_for_one(cast, sign_in, django_assert_max_num_queries):
    def count(roster):
        with django_assert_max_num_queries(30) as queries:
            client.get(url_of(roster))
        return len(queries)

    client = sign_in(cast.zhao)
    for name, n in (("陈一", 30), ("陈二", 31)):
        Person.enrol(name, enterprise=cast.hengli, id_number=id_number(n), since=LONG_AGO)
    one = seen(cast, ELSEWHERE)
    client.get(url_of(one))
    three = seen(cast, ELSEWHERE, worker("陈一", 30), worker("陈二", 31))
    assert three.undecided == 3
    assert count(one) == count(three) <= 22


@pytest.mark.parametrize(
    ("who", "status"), [("zhao", 200), ("zheng", 403), ("zhou", 403), ("sun", 404), ("zhang", 404)]
)
def test_who_may_choose(cast, sign_in, who, status):
    roster = seen(cast, ELSEWHERE)
    client = sign_in(getattr(cast, who))
    assert client.get(url_of(roster)).status_code == status
    answer = client.post(url_of(roster), {"row_2": "transfer"})
    assert answer.status_code == (302 if status == 200 else status)
    every = client.post(url_of(roster, "choice_for_all"), {"every": "elsewhere:transfer"})
    assert every.status_code == (302 if status == 200 else status)
