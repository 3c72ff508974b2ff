"""A change by itself: what it begins and ends, its preview, and how it is taken back."""

from datetime import date, timedelta

import pytest

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Change, Headcount, Park, Succession, Tenancy
from tests.cast import LONG_AGO

MOVED = date(2024, 6, 1)


@pytest.fixture
def far(cast):
    return Park.open("远方园", Park.Kind.STARTUP, "西岭区", by=cast.zhou)


def moved(cast, far, on=MOVED, held=None):
    """云仓公司 goes to another park; no verb yet, only what a verb is made of."""
    held = held or cast.yuncang.tenancies.get(until=None)
    with Change.making(
        "迁园", by=cast.zhou, on=on, title="云仓公司迁入远方园", about=[cast.yuncang, far]
    ) as change:
        change.end(held)
        change.begin(Tenancy(enterprise=cast.yuncang, park=far, by=cast.zhou))
    return change


def parks(cast):
    return list(
        cast.yuncang.tenancies.order_by("since").values_list("park__name", "since", "until")
    )


def test_one_ends_and_another_begins_without_a_gap(cast, far):
    change = moved(cast, far)
    assert parks(cast) == [("临江智造园", LONG_AGO, MOVED), ("远方园", MOVED, None)]
    assert change.effective_on == MOVED
    assert Trace.objects.about(cast.yuncang).filter(verb="迁园").get().by == cast.zhou


def test_both_subjects_list_it(cast, far):
    change = moved(cast, far)
    for row in (cast.yuncang, far):
        (listed,) = Change.objects.about(row).for_list()
        assert listed == change
        assert not listed.is_stood_on
    assert not Change.objects.about(cast.jinggong).exists()


def test_a_preview_says_what_would_be_and_does_nothing(cast, far):
    before, traces = parks(cast), Trace.objects.count()
    sentences = Change.preview(lambda: moved(cast, far))
    assert sentences == [
        "2024年6月1日起，“云仓公司”离开“临江智造园”",
        "2024年6月1日起，“云仓公司”入驻“远方园”",
    ]
    assert (parks(cast), Trace.objects.count()) == (before, traces)
    assert not Change.objects.exists()
    assert moved(cast, far).sentences() == sentences


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (LONG_AGO, "不能在2020年1月1日结束"),
        (LONG_AGO - timedelta(days=9), "不能在2019年12月23日结束"),
        (date(2999, 1, 1), "还没有到"),
    ],
)
def test_dates_that_cross_get_a_sentence_and_change_nothing(cast, far, on, words):
    before = parks(cast)
    with pytest.raises(Refusal, match=words):
        moved(cast, far, on=on)
    assert parks(cast) == before
    assert not Change.objects.exists()


def test_what_is_over_cannot_end_again(cast, far):
    moved(cast, far)
    old = cast.yuncang.tenancies.get(park=cast.park)
    with pytest.raises(Refusal, match="2024年5月31日就结束了"):
        moved(cast, far, on=date(2023, 1, 1), held=old)


def test_a_change_whose_verb_fails_never_was(cast, far):
    before = parks(cast)
    with (
        pytest.raises(RuntimeError),
        Change.making("迁园", by=cast.zhou, on=MOVED, title="", about=[far]) as change,
    ):
        change.end(cast.yuncang.tenancies.get())
        raise RuntimeError
    assert parks(cast) == before


def test_undone_all_is_as_it_was_and_a_trace_stays(cast, far):
    before = parks(cast)
    change = moved(cast, far)
    change.undo(by=cast.li)
    assert parks(cast) == before
    assert change.undone_by == cast.li
    assert change.is_undone()
    assert Trace.objects.about(cast.yuncang).filter(verb="撤销迁园").get().by == cast.li
    moved(cast, far)  # and it may be done again


def test_it_is_undone_once(cast, far):
    change = moved(cast, far)
    again = Change.objects.get(pk=change.pk)
    change.undo(by=cast.li)
    with pytest.raises(OutOfStep, match="已经撤销"):
        again.undo(by=cast.zhou)


def test_what_a_later_change_stands_on_is_not_undone(cast, far):
    first = moved(cast, far)
    third = Park.open("东滩园", Park.Kind.STARTUP, "东湾区", by=cast.zhou)
    second = moved(cast, third, on=date(2025, 1, 1))
    assert Change.objects.for_list().get(pk=first.pk).is_stood_on
    with pytest.raises(Refusal, match="请先撤销那一件"):
        first.undo(by=cast.zhou)
    assert Change.objects.standing().count() == 2
    second.undo(by=cast.zhou)
    first.undo(by=cast.zhou)
    assert parks(cast) == [("临江智造园", LONG_AGO, None)]


@pytest.mark.parametrize("which", ["began", "ended"])
def test_what_was_touched_by_hand_is_not_undone(cast, far, which):
    change = moved(cast, far)
    rows = cast.yuncang.tenancies
    if which == "began":
        rows.filter(park=far).update(since=date(2024, 7, 1))
    else:
        rows.filter(park=cast.park).update(until=date(2024, 5, 1))
    before = parks(cast)
    with pytest.raises(Refusal, match="后来又改过"):
        change.undo(by=cast.zhou)
    assert parks(cast) == before
    assert not Change.objects.get(pk=change.pk).is_undone()


def test_what_has_something_of_its_own_is_not_undone(cast):
    """A new enterprise that filed a headcount stays: nothing is thrown away with it."""
    new = type(cast.yuncang)(name="新公司", credit_code="91X", ownership="non_public")
    with Change.making(
        "分立", by=cast.zhou, on=MOVED, title="分立", about=[cast.yuncang]
    ) as change:
        change.begin(new)
        change.begin(Succession(predecessor=cast.yuncang, successor=new, kind="split", on=MOVED))
    Headcount.file(new, by=cast.zhou, as_of=MOVED, workers=3)
    with pytest.raises(Refusal, match="已经有了在册职工数"):
        change.undo(by=cast.zhou)
    Headcount.objects.all().delete()
    change.undo(by=cast.zhou)
    assert not type(new).objects.filter(pk=new.pk).exists()


def test_of_two_who_saw_the_same_the_second_is_told(cast, far):
    seen = cast.yuncang.tenancies.get()
    moved(cast, far)
    with pytest.raises(OutOfStep, match="没有生效"):
        moved(cast, far, held=seen, on=date(2024, 8, 1))
    assert Change.objects.count() == 1


def test_an_office_of_the_day_ends_as_if_it_never_was(cast):
    """The one relation that may be void: granted by mistake."""
    office, today = cast.jinggong_union.offices.get(user=cast.zhao), clock.today()
    type(office).objects.filter(pk=office.pk).update(since=today)
    office.refresh_from_db()
    with Change.making("免职", by=cast.zhou, on=today, title="免职", about=[cast.bureau]) as change:
        change.end(office)
    assert office.until == today
    change.undo(by=cast.zhou)
    office.refresh_from_db()
    assert office.until is None
