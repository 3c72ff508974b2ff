"""A roster from the file to the register, by its verbs."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from jiangxin.audit.models import Trace
from jiangxin.documents.intake import Status
from jiangxin.documents.models import Attachment
from jiangxin.errands.models import Errand
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.people.models import Employment, Person, Roster, RosterRow
from jiangxin.people.tests.rosters import (
    HEADER,
    again,
    book,
    merged,
    received,
    tally,
    upload,
    worker,
)
from tests.cast import id_number, phone

TWO = [worker("王小明", 11), worker("李小红", 12)]


def register():
    """Everything that the register says, to see that nothing has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.xmin::text, p.* FROM people_person p ORDER BY id")
        people = cursor.fetchall()
        cursor.execute("SELECT e.xmin::text, e.* FROM people_employment e ORDER BY id")
        return people, cursor.fetchall()


def refusals(roster):
    rows = roster.rows.of(RosterRow.Kind.REFUSED, RosterRow.Kind.OPEN).order_by("number")
    return {row.number: row.reasons[0]["sentence"] for row in rows}


def test_a_roster_comes_in_is_previewed_and_merged(cast):
    rows = [*TWO, worker("张师傅", 1, "二车间", "铣工")]
    before = register()
    roster = received(cast.jinggong, upload(rows), by=cast.zhao)
    assert roster.status == Status.PREVIEWED
    assert tally(roster) == (2, 0, 1, 0, 1)
    assert register() == before
    roster.confirm(by=cast.zhao)
    roster = again(roster, "merge")
    assert roster.status == Status.MERGED
    assert roster.errand.ended_at
    person = Person.objects.with_id_number(id_number(11)).get()
    assert (person.name, person.phone, person.sex) == ("王小明", phone(11), "男")
    assert person.birth_on == date(1985, 6, 12)
    held = person.employments.get()
    assert (held.enterprise, held.since) == (cast.jinggong, clock.today())
    assert (held.department, held.post) == ("一车间", "钳工")


def test_the_same_file_twice_changes_nothing(cast):
    merged(cast.jinggong, TWO, by=cast.zhao)
    before = register()
    second = merged(cast.jinggong, TWO, by=cast.zhao)
    assert tally(second)[:3] == (0, 0, 2)
    assert register() == before


def test_only_what_the_roster_gives_overwrites(cast):
    merged(cast.jinggong, TWO, by=cast.zhao)
    rows = [worker("王小明", 11, "三车间", "", phone="13900000099")]
    roster = received(cast.jinggong, upload(rows), by=cast.zhao)
    assert tally(roster) == (0, 1, 0, 0, 3)
    row = roster.rows.with_register().get()
    assert row.changes == {
        "phone": ("手机号", "138****0011", "139****0099"),
        "department": ("部门", "一车间", "三车间"),
    }
    roster.confirm(by=cast.zhao)
    again(roster, "merge")
    person = Person.objects.with_phone("13900000099").get()
    assert person.id_number == id_number(11)
    assert person.employments.get().department == "三车间"
    assert person.employments.get().post == "钳工"


def test_dirty_rows_are_refused_and_the_others_come_in(cast):
    rows = [
        worker("王小明", 11),
        worker("李小红", 12, id="310101198506120000"),
        worker("李小红", 11),
        worker("", 14),
    ]
    roster = merged(cast.jinggong, [*rows, worker("赵大", 15), worker("赵大", 15)], by=cast.zhao)
    assert refusals(roster) == {
        2: "与第 4 行身份证号相同，姓名不同（李小红）",
        3: "身份证号以数字格式保存，末几位已丢失。请把这一列改为“文本”格式，重新填写后再导入",
        4: "与第 2 行身份证号相同，姓名不同（王小明）",
        5: "没有姓名",
        7: "与第 6 行重复",
    }
    assert tally(roster)[:4] == (1, 0, 0, 5)
    assert roster.rows_read == sum(tally(roster)[:4])
    assert Person.objects.filter(name="赵大").count() == 1


def test_somebody_employed_elsewhere_waits_for_a_choice_without_saying_where(cast):
    roster = received(cast.jinggong, upload([worker("陈师傅", 3)]), by=cast.zhao)
    row = roster.rows.get()
    reason = row.reasons[0]
    assert reason["sentence"] == "已在另一家企业在册"
    assert reason["advice"] == "由您定"
    assert cast.hengli.name not in json.dumps(row.reasons, ensure_ascii=False)


def test_somebody_who_left_comes_back_under_the_same_name_only(cast):
    left = clock.today() - timedelta(days=10)
    cast.chen.employments.update(until=left)
    cells = [worker("陈师傅", 3), worker("别名", 4)]
    cast.he.employments.update(until=left)
    roster = merged(cast.jinggong, cells, by=cast.zhao)
    assert refusals(roster) == {3: "身份证号已在册，登记的姓名不同"}
    assert cast.chen.employment().enterprise == cast.jinggong
    assert cast.chen.employments.count() == 2


def test_nobody_begins_before_they_ended_elsewhere(cast):
    left = clock.today() - timedelta(days=10)
    cast.chen.employments.update(until=left)
    header = ["姓名", "身份证号", "手机号", "部门", "岗位", "入职日期"]
    row = [*worker("陈师傅", 3), "2021-01-01"]
    merged(cast.jinggong, [row], by=cast.zhao, header=header)
    assert cast.chen.employment().since == left


def test_without_an_id_number_phone_and_name_decide(cast):
    merged(cast.jinggong, [worker("王小明", 11, id="")], by=cast.zhao)
    person = Person.objects.with_phone(phone(11)).get()
    assert person.id_number is None
    second = merged(cast.jinggong, [worker("王小明", 11)], by=cast.zhao)
    assert tally(second)[:2] == (0, 1)  # it was the same person; now we know the number
    person.refresh_from_db()
    assert person.id_number == id_number(11)
    third = received(cast.jinggong, upload([worker("王小明", 11, id="")]), by=cast.zhao)
    assert tally(third)[:3] == (0, 0, 1)
    elsewhere = received(cast.hengli, upload([worker("王小明", 11, id="")]), by=cast.sun)
    assert "认不准" in refusals(elsewhere)[2]


def test_two_rows_that_the_register_knows_as_one_person_are_refused(cast):
    rows = [worker("张师傅", 1, phone="13911112222"), worker("张师傅", 1, id="")]
    roster = received(cast.jinggong, upload(rows), by=cast.zhao)
    assert refusals(roster) == {2: "与第 3 行是同一个人", 3: "与第 2 行是同一个人"}


def test_a_day_of_hiring_is_taken_and_a_title_is_passed_over(cast):
    header = ["姓 名*", "公民身份号码", "移动电话", "所在部门", "工种", "入职时间", "备注"]
    rows = [[*worker("王小明", 11), "2020.7.1", "转正"]]
    file = upload([header, *rows], header=["2026年11月花名册"])
    roster = merged(cast.jinggong, [header, *rows], by=cast.zhao, header=["2026年11月花名册"])
    assert file and roster.header_row == 2
    assert "表头在第 2 行，已自动跳过标题" in roster.about
    assert Person.objects.get(name="王小明").employments.get().since == date(2020, 7, 1)


def test_a_merge_refuses_when_the_register_has_moved(cast):
    roster = received(cast.jinggong, upload(TWO), by=cast.zhao)
    Person.enrol("王小明", enterprise=cast.hengli, id_number=id_number(11))
    roster.confirm(by=cast.zhao)
    before = register()
    roster = again(roster, "merge")
    assert register() == before
    assert roster.status == Status.PREVIEWED
    assert "在册情况有变化" in roster.errand.failure
    assert tally(roster)[:4] == (1, 0, 0, 0)  # shown anew, to be confirmed anew
    assert roster.undecided == 1
    roster.confirm(by=cast.zhao)
    assert again(roster, "merge").status == Status.MERGED


def test_a_merge_refuses_when_what_it_would_overwrite_is_not_what_was_seen(cast):
    roster = received(cast.jinggong, upload([worker("张师傅", 1, "五车间")]), by=cast.zhao)
    cast.zhang.employments.update(department="四车间")
    roster.confirm(by=cast.zhao)
    assert again(roster, "merge").status == Status.PREVIEWED
    assert cast.zhang.employment().department == "四车间"


def test_unsure_columns_are_asked_for_and_can_be_changed(cast):
    header = ["名称姓名", "身份证号", "手机号", "部门", "岗位"]
    roster = received(cast.jinggong, upload(TWO, header=["人员", *header[1:]]), by=cast.zhao)
    assert roster.status == Status.COLUMNS
    assert not Attachment.objects.exists()
    with pytest.raises(Refusal):
        roster.map_columns({"id_number": 1}, by=cast.zhao)
    roster.map_columns({"name": 0, "id_number": 1, "phone": 2}, by=cast.zhao)
    roster = again(roster, "read")
    assert tally(roster)[:4] == (2, 0, 0, 0)
    assert not roster.rows.exclude(department="").exists()
    roster.map_columns({"name": 0, "id_number": 1, "phone": 2, "post": 3}, by=cast.zhao)
    roster = again(roster, "read")
    assert roster.rows.filter(post="一车间").count() == 2


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(cast):
    roster = received(cast.jinggong, upload([[1, 2]], header=["甲", "乙"]), by=cast.zhao)
    assert roster.status == Status.REFUSED
    assert "没有找到名册的表头" in roster.refusal == roster.errand.failure
    assert not roster.rows.exists() and not Attachment.objects.exists()


def test_hidden_sheets_are_passed_over_and_the_best_of_several_is_read(cast):
    sheets = {
        "说明": [["请勿改动表头"]],
        "名册": [HEADER, *TWO],
        "旧表": [HEADER, worker("旧人", 50), worker("旧人二", 51), worker("旧人三", 52)],
    }
    roster = received(cast.jinggong, book(sheets, hidden={"旧表"}), by=cast.zhao)
    assert tally(roster)[:4] == (2, 0, 0, 0)
    assert "共 2 张工作表，读的是“名册”" in roster.about


def test_abandoning_drops_what_was_staged(cast):
    roster = received(cast.jinggong, upload(TWO), by=cast.zhao)
    roster.abandon(by=cast.zhao)
    assert roster.status == Status.ABANDONED
    assert not RosterRow.objects.exists()
    with pytest.raises(OutOfStep):
        roster.confirm(by=cast.zhao)


def test_earlier_rows_go_when_a_new_roster_has_been_read(cast):
    first = merged(cast.jinggong, TWO, by=cast.zhao)
    assert first.rows.count() == 2
    received(cast.jinggong, upload(TWO), by=cast.zhao)
    assert first.rows.count() == 0


def test_the_file_is_gone_and_nothing_personal_lies_open(cast):
    roster = merged(cast.jinggong, [*TWO, worker("王", 13, id="31010119850612")], by=cast.zhao)
    assert roster.file is None and not Attachment.objects.exists()
    secrets = [str(id_number(11)), phone(11), "31010119850612"]
    with connection.cursor() as cursor:
        for table in ("people_rosterrow", "people_roster", "errands_errand", "audit_trace"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            written = "".join(text for (text,) in cursor.fetchall())
            assert not [secret for secret in secrets if secret in written], table
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert "王小明" not in "".join(text for (text,) in cursor.fetchall())
    told = json.dumps([trace.details for trace in Trace.objects.all()], ensure_ascii=False)
    assert "王小明" not in told and "王小明" not in str(list(Errand.objects.values()))


def test_a_job_that_runs_again_after_it_was_done_does_nothing(cast):
    roster = merged(cast.jinggong, TWO, by=cast.zhao)
    before = register()
    again(roster, "merge")
    again(roster, "read")
    assert register() == before
    assert Employment.objects.filter(enterprise=cast.jinggong).count() == 4


def test_who_sees_which_rosters(cast):
    roster = received(cast.jinggong, upload(TWO), by=cast.zhao)
    seen = {who: Roster.objects.visible_to(user).exists() for who, user in officers(cast).items()}
    assert seen == {"zhao": True, "zheng": True, "li": True, "zhou": True} | {
        "sun": False,
        "wu": False,
    }
    assert roster.received_by == cast.zhao


def officers(cast):
    return {who: getattr(cast, who) for who in ("zhao", "zheng", "li", "zhou", "sun", "wu")}


def test_nobody_is_put_into_an_enterprise_that_has_closed(cast):
    roster = received(cast.yuncang, upload(TWO), by=cast.zheng)
    roster.confirm(by=cast.zheng)
    cast.yuncang.close(by=cast.zhou)
    roster = again(roster, "merge")
    assert roster.status == Status.MERGING and "关闭" in roster.errand.failure
    assert roster.is_broken
