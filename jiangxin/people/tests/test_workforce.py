"""职工队伍: nobody is left in an enterprise that closed or became a part of another."""

from datetime import date, timedelta

import pytest

from jiangxin.lib.refusal import Refusal
from jiangxin.organisations.models import Change, Enterprise
from jiangxin.people.models import Employment, Merger, Person, Workforce
from tests.cast import LONG_AGO, phone

MOVED, LATER = date(2024, 6, 1), date(2025, 3, 1)
BEFORE = MOVED - timedelta(days=1)


def rows():
    told = Employment.objects.order_by("pk")
    return list(told.values_list("pk", "person", "enterprise", "since", "until", "post"))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def refused(act, words):
    before, changes = rows(), Change.objects.standing().count()
    with pytest.raises(Refusal, match=words):
        act()
    assert (rows(), Change.objects.standing().count()) == (before, changes)


def test_all_leave_an_enterprise_that_closes(cast):
    before = rows()
    change = Workforce(cast.jinggong).close(by=cast.zhou, on=MOVED)
    assert cast.zhang.employment() is cast.liu.employment() is None
    assert cast.zhang.employment(BEFORE).enterprise == cast.jinggong
    assert "2024年6月1日起，张师傅、刘徒弟 2 名职工从“精工公司”离职" in change.sentences()
    assert fresh(change).sentences() == change.sentences()
    assert fresh(cast.jinggong).is_closed()
    change.undo(by=cast.zhou)
    assert rows() == before
    assert not fresh(cast.jinggong).is_closed()


def test_all_go_along_into_another_one(cast):
    before = rows()
    change = Workforce(cast.jinggong).merge_into(cast.hengli, by=cast.zhou, on=MOVED)
    now = cast.zhang.employment()
    assert (now.enterprise, now.since, now.post) == (cast.hengli, MOVED, "铣工")
    assert cast.zhang.employment(BEFORE).enterprise == cast.jinggong
    assert {cast.zhang, cast.liu, cast.chen} == set(Person.objects.led_by(cast.sun))
    assert cast.zhang in Person.objects.visible_to(cast.sun)
    change.undo(by=cast.zhou)
    assert rows() == before
    assert cast.zhang not in Person.objects.visible_to(cast.sun)


def test_some_are_let_go_at_once(cast):
    keys = [cast.zhang.pk, cast.liu.pk]
    change = Workforce(cast.jinggong).let_go(keys, by=cast.zhao, on=MOVED)
    assert cast.zhang.employment() is cast.liu.employment() is None
    assert change in Change.objects.about(cast.jinggong)
    assert change in Change.objects.concerning(cast.zhang, cast.zhang.all_employments())
    assert change not in Change.objects.concerning(cast.chen, cast.chen.all_employments())
    change.undo(by=cast.zhao)
    assert cast.zhang.employment().enterprise == cast.jinggong


@pytest.mark.parametrize("on", [MOVED, LONG_AGO - timedelta(days=1)])
def test_who_is_not_there_is_not_let_go_and_nobody_else_is(cast, on):
    keys = [cast.zhang.pk, cast.chen.pk]
    refused(lambda: Workforce(cast.jinggong).let_go(keys, by=cast.zhao, on=on), "不在“精工公司”")


@pytest.mark.parametrize("verb", ["close", "merge_into"])
def test_what_happened_after_the_day_is_not_run_over(cast, verb):
    with_whom = [cast.hengli] if verb == "merge_into" else []

    def act(on):
        return getattr(Workforce(fresh(cast.jinggong)), verb)(*with_whom, by=cast.zhou, on=on)

    cast.zhang.leave(by=cast.zhao, on=LATER)
    refused(lambda: act(MOVED), "2025年3月1日或以后")
    Person.enrol("新人", enterprise=cast.jinggong, since=LATER)
    refused(lambda: act(LATER), "2025年3月2日或以后")
    act(LATER + timedelta(days=1))


def test_it_is_taken_back_in_order(cast):
    change = Workforce(cast.jinggong).merge_into(cast.hengli, by=cast.zhou, on=MOVED)
    onward = cast.zhang.transfer(cast.yuncang, by=cast.zhou, on=LATER)
    refused(lambda: change.undo(by=cast.zhou), "请先撤销那一件")
    onward.undo(by=cast.zhou)
    cast.liu.employments.filter(enterprise=cast.hengli).update(department="三车间")
    refused(lambda: change.undo(by=cast.zhou), "刘徒弟在恒力公司”后来又改过")
    cast.liu.employments.filter(enterprise=cast.hengli).update(department="二车间")
    change.undo(by=cast.zhou)


def test_an_earlier_change_of_one_worker_stands_below_it(cast):
    hired = Person.hire(cast.jinggong, by=cast.zhao, on=BEFORE, name="王小明", phone=phone(31))
    closing = Workforce(cast.jinggong).close(by=cast.zhou, on=MOVED)
    refused(lambda: hired.undo(by=cast.zhou), "请先撤销那一件")
    closing.undo(by=cast.zhou)
    hired.undo(by=cast.zhou)


def test_who_found_work_since_is_not_called_back_into_two(cast):
    closing = Workforce(cast.jinggong).close(by=cast.zhou, on=MOVED)
    cast.zhang.take_up(cast.hengli, by=cast.sun, on=LATER)
    refused(lambda: closing.undo(by=cast.zhou), "请先撤销那一件")


def test_who_was_merged_since_is_named(cast):
    change = Workforce(cast.jinggong).merge_into(cast.hengli, by=cast.zhou, on=MOVED)
    bare = Person.enrol("张师父", enterprise=None)
    Merger.make(bare, cast.zhang, by=cast.zhou, reason="同一人")
    refused(lambda: change.undo(by=cast.zhou), "后来又改过")


def test_three_thousand_take_as_many_statements_as_three(cast, django_assert_max_num_queries):
    crew = [{"name": f"职工{n}"} for n in range(3_000)]
    Person.enrol_many(cast.jinggong, crew, since=LONG_AGO)
    before = rows()
    with django_assert_max_num_queries(60):
        said = Change.preview(
            lambda: Workforce(fresh(cast.jinggong)).merge_into(cast.hengli, by=cast.zhou, on=MOVED)
        )
    assert said[-1] == "2024年6月1日起，3,002 名职工随企业转到“恒力公司”"
    change = Workforce(cast.jinggong).merge_into(cast.hengli, by=cast.zhou, on=MOVED)
    with django_assert_max_num_queries(60):
        change.undo(by=cast.zhou)
    assert rows() == before
    assert Enterprise.objects.filter(closed_on=None).count() == 3
