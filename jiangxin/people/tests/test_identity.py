"""By what people are known: documents of all kinds, names and phones that change hands."""

import pytest
from django.db import IntegrityError, transaction

from jiangxin.audit.models import Trace
from jiangxin.lib.numbers import IdNumber, Unreadable
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.people.identity import id_mark
from jiangxin.people.models import Person
from jiangxin.people.sign_in import SignInAdapter
from jiangxin.people.tests.rosters import received, upload, worker
from tests.cast import phone

TAIWAN = IdNumber.with_check("83000019900101123")


def test_numbers_of_different_kinds_never_meet(cast):
    both = [Person.enrol("史密斯", enterprise=None, id_kind="passport", id_number="911111198")]
    both.append(
        Person.enrol("王五", enterprise=None, id_kind="permanent", id_number="ABC110088071201")
    )
    Person.enrol("史密斯", enterprise=None, id_kind="passport", id_number="ABC110088071201")
    assert Person.objects.matching("abc110088071201").count() == 2
    with pytest.raises(IntegrityError, match="one_person_per_id_number"), transaction.atomic():
        Person.enrol("某某", enterprise=None, id_kind="passport", id_number="911111198")


def test_a_residence_permit_is_one_number_however_it_comes_in(cast):
    """In a roster's column 身份证号 or by its own kind: one row of numbers, GB 11643."""
    assert id_mark(TAIWAN, "taiwan") == id_mark(TAIWAN)
    roster = received(cast.jinggong, upload([worker("林先生", 9, id=str(TAIWAN))]), by=cast.zhao)
    roster.confirm(by=cast.zhao)
    roster.merge()
    person = Person.objects.matching(TAIWAN).get()
    assert (person.get_id_kind_display(), person.initials) == ("台湾居民居住证", "lxs")
    assert person in Person.objects.with_tail(TAIWAN[-4:])
    assert person in Person.objects.with_tail(person.phone[-4:])


def test_facts_that_the_number_does_not_tell_may_be_told(cast):
    smith = Person.enrol(
        "John Smith", enterprise=None, id_kind="passport", id_number="E1234567", sex="男"
    )
    assert (smith.sex, smith.birth_on, smith.initials) == ("男", None, "johnsmith")
    with pytest.raises(Unreadable):
        Person.enrol("John", enterprise=None, id_kind="passport", id_number="E1")


def test_a_roster_that_renames_keeps_the_former_name(cast):
    row = worker("章师傅", 1, "二车间", "铣工")
    roster = received(cast.jinggong, upload([row]), by=cast.zhao)
    roster.confirm(by=cast.zhao)
    roster.merge()
    cast.zhang.refresh_from_db()
    assert (cast.zhang.name, cast.zhang.initials) == ("章师傅", "zsf")
    assert [str(name) for name in cast.zhang.former_names.all()] == ["张师傅"]


@pytest.mark.parametrize("name", ["", "张师傅", " 张 师傅 "])
def test_a_name_that_is_no_change_is_refused(cast, name):
    with pytest.raises(Refusal, match="不同的姓名"):
        cast.zhang.rename(name, by=cast.zhao, reason="核对")
    assert not cast.zhang.former_names.exists()


def test_of_two_who_rename_one_is_told(cast):
    seen = [Person.objects.get(pk=cast.zhang.pk) for _ in range(2)]
    seen[0].rename("章师傅", by=cast.zhao, reason="核对")
    with pytest.raises(OutOfStep, match="刚刚有别人改过"):
        seen[1].rename("仉师傅", by=cast.zhao, reason="核对")
    assert cast.zhang.former_names.count() == 1


def test_a_recycled_phone_goes_to_whom_it_belongs_now(cast):
    cast.liu.take_phone(phone(1), by=cast.zhao, reason="号码已换人", instead_of=[cast.zhang])
    cast.zhang.refresh_from_db()
    assert cast.zhang.phone is None
    assert SignInAdapter().people_with(phone(1)) == [cast.liu]
    assert SignInAdapter().people_with(phone(2)) == []
    verbs = [Trace.objects.about(person).get().verb for person in (cast.zhang, cast.liu)]
    assert verbs == ["停用手机号", "更换手机号"]


def test_a_family_may_share_a_phone(cast):
    cast.liu.take_phone(phone(1), by=cast.zhao, reason="夫妻合用")
    assert SignInAdapter().people_with(phone(1)) == [cast.zhang, cast.liu]


def test_there_must_be_a_phone_to_give_up_and_a_new_one_to_take(cast):
    with pytest.raises(Refusal, match="就是这个手机号"):
        cast.zhang.take_phone(phone(1), by=cast.zhao, reason="核对")
    cast.zhang.give_up_phone(by=cast.zhao, reason="停机")
    with pytest.raises(Refusal, match="没有这个人的手机号"):
        cast.zhang.give_up_phone(by=cast.zhao, reason="停机")
