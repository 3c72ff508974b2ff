"""An import that is taken back: as it was before, all of it or nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from jiangxin.documents.intake import Status
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.people.models import Employment, Merger, Person, Resemblance
from jiangxin.people.tests.rosters import again, merged, received, tally, upload, worker
from tests.cast import LONG_AGO, id_number, phone

EVERYTHING = ("people_person", "people_employment", "people_formername", "people_resemblance")
# 张师傅 has a new phone and department; 王小明 is new; 陈师傅 comes from 恒力公司; 何师傅 comes
# back under a new name; 周小, who has no document on the register, gets one; 王小红 is new, and
# resembles somebody.
ROWS = [
    worker("张师傅", 1, "三车间", "班组长", phone="13911112222"),
    worker("王小明", 11),
    worker("陈师傅", 3),
    worker("何新名", 4),
    worker("周小", 60, phone="13800000060"),
    worker("刘徒弟", 2, "二车间", "铣工"),
    worker("王小红", 12, phone="13955556666"),
]


def register():
    """All that the register says, without what only tells versions apart."""
    found = []
    with connection.cursor() as cursor:
        for table in EVERYTHING:
            cursor.execute(f"SELECT t FROM {table} t ORDER BY id")
            found.append(cursor.fetchall())
    return found


def without_keys(told):
    """The jobs and people by what they say: keys and nonces differ when they come once more."""
    jobs = Employment.objects.order_by("person__id_fingerprint", "since")
    said = jobs.values_list("person__name", "person__id_fingerprint", "since", "until", "post")
    return [*told, *[(name, bytes(mark or b""), *rest) for name, mark, *rest in said]]


@pytest.fixture
def world(cast):
    """A register in which each kind of row has somebody."""
    cast.he.employments.update(until=clock.today() - timedelta(days=10))
    Person.enrol("周小", enterprise=cast.jinggong, phone="13800000060", since=LONG_AGO)
    Person.enrol("王小红", enterprise=cast.hengli, phone="13955556666", since=LONG_AGO)
    Resemblance.sweep()
    cast.before = register()
    return cast


def taken_in(cast, rows=ROWS):
    roster = received(cast.jinggong, upload(rows), by=cast.zhao)
    roster.choose_for_all("elsewhere", "transfer", by=cast.zhao)
    roster.choose_for_all("renamed", "rename", by=cast.zhao)
    roster.choose_for_all("namesake", "same", by=cast.zhao)
    roster.confirm(by=cast.zhao)
    return again(roster, "merge")


def taken_back(roster, by):
    roster.undo(by=by)
    return again(roster, "take_back")


def test_everything_is_as_it_was(world):
    roster = taken_in(world)
    assert tally(roster)[:4] == (4, 2, 1, 0) and roster.transferred == 1
    assert register() != world.before
    assert Resemblance.objects.exists()
    roster = taken_back(roster, world.zhao)
    assert roster.status == Status.UNDONE and roster.errand.ended_at
    assert (roster.undone_by, bool(roster.undone_at)) == (world.zhao, True)
    assert register() == world.before
    assert not roster.rows.exists()


def test_the_same_file_once_more_gives_the_same(world):
    first = taken_in(world)
    after = without_keys(tally(first))
    taken_back(first, world.zhao)
    second = taken_in(world)
    assert without_keys(tally(second)) == after


def test_a_name_that_was_kept_by_hand_stays(world):
    world.he.former_names.create(name="何师傅", until=clock.today())
    taken_back(taken_in(world), world.zhao)
    assert [one.name for one in world.he.former_names.all()] == ["何师傅"]


def test_the_steward_over_there_is_told_that_they_are_back(world):
    taken_back(taken_in(world), world.zhao)
    titles = Notification.objects.filter(user=world.sun).order_by("id").values_list("title")
    assert [title for (title,) in titles] == [
        "“精工公司”导入名册，调走了“恒力公司”1 人",
        "“精工公司”撤销了名册导入，退回了“恒力公司”1 人",
    ]


def new_one():
    return Person.objects.with_id_number(id_number(11)).get()


def rename(cast):
    new_one().rename("王大明", by=cast.zhao, reason="抄错")


def leave(cast):
    job = new_one().employments.filter(enterprise=cast.jinggong)
    job.update(since=LONG_AGO, until=clock.today())


def move_department(cast):
    cast.zhang.employments.update(department="九车间")


def change_phone(cast):
    Person.objects.get(pk=cast.zhang.pk).give_up_phone(by=cast.zhao, reason="停机")


def work_elsewhere(cast):
    cast.chen.employments.filter(enterprise=cast.jinggong).update(enterprise=cast.yuncang)


def come_back_earlier(cast):
    cast.chen.employments.filter(enterprise=cast.hengli).update(until=clock.today() - timedelta(1))


def be_absorbed(cast):
    twin = Person.objects.get(name="王小红", id_fingerprint=None)
    twin.employments.all().delete()
    Merger.make(Person.objects.with_id_number(id_number(12)).get(), twin, by=cast.zhou, reason="同")


def have_an_account(cast):
    new_one().account()


@pytest.mark.parametrize(
    ("act", "changed", "needed"),
    [
        (rename, 0, 1),  # the former name stands on the person
        (leave, 1, 0),
        (move_department, 1, 0),
        (change_phone, 1, 0),
        (work_elsewhere, 1, 0),
        (come_back_earlier, 1, 0),
        (be_absorbed, 0, 1),
        (have_an_account, 0, 1),
    ],
)
def test_what_was_done_since_stands_in_the_way(world, act, changed, needed):
    roster = taken_in(world)
    act(world)
    before = register()
    roster = taken_back(roster, world.zhao)
    assert roster.status == Status.MERGED and roster.undone_by is None
    assert "没有撤销任何人" in roster.errand.failure
    assert f"{changed} 人的登记或在职又有变动，{needed} 人已经开了账号" in roster.errand.failure
    assert register() == before and roster.rows.count() == len(ROWS)


def test_who_was_there_before_may_have_taken_part(world):
    roster = taken_in(world)
    assert world.zhang.user_id  # the account of somebody who is only set right again
    assert taken_back(roster, world.zhao).status == Status.UNDONE


def test_what_the_count_overlooked_is_still_a_sentence(world, monkeypatch):
    roster = taken_in(world)
    new_one().former_names.create(name="王", until=clock.today())
    monkeypatch.setattr("jiangxin.people.models.roster.needed", lambda people: set())
    before = register()
    roster = taken_back(roster, world.zhao)
    assert roster.status == Status.MERGED and "没有撤销任何人" in roster.errand.failure
    assert register() == before


def test_only_the_latest_roster(world):
    first = taken_in(world)
    received(world.jinggong, upload([worker("王小明", 11)]), by=world.zhao)
    with pytest.raises(Refusal, match="后来又传过名册"):
        first.undo(by=world.zhao)
    first.refresh_from_db()
    assert first.status == Status.MERGED


def test_a_roster_that_was_read_before_the_undo_is_shown_anew(world):
    first = taken_in(world)
    first.undo(by=world.zhao)
    later = received(world.jinggong, upload(ROWS[1:2]), by=world.zhao)
    assert tally(later)[:3] == (0, 0, 1)
    assert again(first, "take_back").status == Status.UNDONE
    later.confirm(by=world.zhao)
    assert again(later, "merge").status == Status.PREVIEWED


def test_twice_is_once(world):
    roster = taken_in(world)
    roster.undo(by=world.zhao)
    with pytest.raises(OutOfStep):
        roster.undo(by=world.zhao)
    again(roster, "take_back")
    again(roster, "take_back")
    assert register() == world.before


def test_by_the_pages(world, sign_in):
    roster = taken_in(world)
    client = sign_in(world.zhao)
    url = reverse("people:roster_undo", args=[roster.pk])
    assert url in client.get(roster.get_absolute_url()).content.decode()
    text = client.get(url).content.decode()
    for words in ("2 人从名册上去掉", "1 人退回原来的企业", "2 人的登记恢复原样"):
        assert words in text
    assert client.post(url).url == roster.get_absolute_url()
    assert "正在排队" in client.get(roster.get_absolute_url()).content.decode()
    again(roster, "take_back")
    assert "这次导入已撤销" in client.get(roster.get_absolute_url()).content.decode()
    places = client.get(reverse("people:rosters", args=[world.jinggong.pk])).content.decode()
    assert "已撤销" in places
    assert client.get(url).url == roster.get_absolute_url()
    assert client.post(url).status_code == 409


def test_the_page_says_why_nothing_was_taken_back(world, sign_in):
    roster = taken_in(world)
    rename(world)
    taken_back(roster, world.zhao)
    text = sign_in(world.zhao).get(roster.get_absolute_url()).content.decode()
    assert "没有撤销任何人" in text
    received(world.jinggong, upload([worker("王小明", 11)]), by=world.zhao)
    url = reverse("people:roster_undo", args=[roster.pk])
    assert "这一份不能再整批撤销" in sign_in(world.zhao).get(url).content.decode()
    assert sign_in(world.zhao).post(url).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("zheng", 403), ("zhou", 403), ("sun", 404), ("zhang", 404)]
)
def test_who_may_not(cast, sign_in, who, status):
    roster = merged(cast.jinggong, [worker("王小明", 11, phone=phone(11))], by=cast.zhao)
    url = reverse("people:roster_undo", args=[roster.pk])
    client = sign_in(getattr(cast, who))
    assert (client.get(url).status_code, client.post(url).status_code) == (status, status)
    roster.refresh_from_db()
    assert roster.status == Status.MERGED
