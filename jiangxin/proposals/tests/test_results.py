"""After 通过: carried out, counted, signed by finance, graded, shared; its authors hear of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.proposals.grades import GRADES, WAN, grade_of, split
from jiangxin.proposals.models import Benefit, Grading, Implementation, Proposal, Shares
from jiangxin.proposals.permits import ResultPermits
from jiangxin.proposals.tests.conftest import team
from tests.cast import LONG_AGO, Role

HOURS = {
    "saved": "hours",
    "unit": "小时",
    "before": Decimal("0.4167"),
    "after": Decimal("0.05"),
    "quantity": Decimal(3000),
    "price": Decimal("52.5"),
    "cost": 180_000,
}
NET = 57_755_25 - 1_800_00  # (0.4167 − 0.05) × 3000 × 52.50, less what it cost


@pytest.fixture
def work(accepted, cast):
    told = {"plan": "做底板", "owner": cast.liu, "due_on": clock.today() + timedelta(days=30)}
    return Implementation.begin(accepted, by=cast.zhao, **told)


@pytest.fixture
def done(work, cast):
    work.finish(by=cast.zhao, on=clock.today())
    return fresh(work.proposal)


def fresh(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def told(user):
    return [n.title for n in Notification.objects.of(user).order_by("id")]


def confirmed(proposal, by, **more):
    return Benefit.confirm(
        proposal, by=by, since=date(2026, 11, 1), lines=[HOURS], basis="定额 12 号", **more
    )


def test_only_what_was_accepted_is_carried_out_and_once(proposal, work, cast):
    with pytest.raises(OutOfStep, match="已由 赵专管员 安排"):
        Implementation.begin(
            work.proposal, by=cast.zhao, plan="再来", owner=cast.liu, due_on=clock.today()
        )
    assert any("开始实施" in title for title in told(cast.zhang.user))


def test_one_under_way_is_not_carried_out(proposal, cast):
    with pytest.raises(Refusal, match="还没有通过"):
        Implementation.begin(
            proposal, by=cast.zhao, plan="做", owner=cast.liu, due_on=clock.today()
        )


def test_its_authors_hear_of_each_step(work, cast):
    work.report(by=cast.zhao, text="底板已加工")
    work.finish(by=cast.zhao, on=clock.today())
    titles = told(cast.zhang.user)
    assert any("有了进展" in title for title in titles)
    assert any("已经做成" in title for title in titles)
    with pytest.raises(OutOfStep):
        work.drop(by=cast.zhao, why="没钱")
    with pytest.raises(OutOfStep):
        work.report(by=cast.zhao, text="又一笔")


def test_dropping_says_why(work, cast):
    work.drop(by=cast.zhao, why="设备要报废")
    assert "设备要报废" in Notification.objects.of(cast.zhang.user).latest("id").text
    assert not fresh(work.proposal).implementation.is_going_on()


def test_finance_confirms_once_it_is_in_use_and_no_author_does(work, cast, finance):
    proposal = work.proposal
    with pytest.raises(Refusal, match="实施完成以后"):
        confirmed(proposal, finance)
    work.finish(by=cast.zhao, on=clock.today())
    proposal = fresh(proposal)
    with pytest.raises(Refusal, match="您是这条建议的作者"):
        confirmed(proposal, cast.zhang.user)
    made = confirmed(proposal, finance)
    assert made.total == NET == 5_595_525
    with pytest.raises(OutOfStep, match="已经核定过"):
        confirmed(proposal, finance)


def test_a_confirmed_figure_is_only_corrected_with_a_trace(done, finance):
    first = confirmed(done, finance)
    fewer = {**HOURS, "quantity": Decimal(1500)}
    second = first.correct(
        by=finance, why="产量按全年算错了", since=date(2026, 11, 1), lines=[fewer], basis="台账"
    )
    first.refresh_from_db()
    assert first.total == NET and first.replaced_at
    assert second.why == "产量按全年算错了"
    assert [b.pk for b in done.benefits.confirmed().standing()] == [second.pk]
    with pytest.raises(OutOfStep):
        first.correct(by=finance, why="再改", since=date(2026, 11, 1), lines=[HOURS], basis="x")


def test_expected_and_confirmed_stand_apart(done, cast, finance):
    Benefit.expect(done, by=cast.zhang.user, since=date(2026, 11, 1), lines=[HOURS])
    again = Benefit.expect(done, by=cast.zhang.user, since=date(2026, 11, 1), lines=[HOURS, HOURS])
    confirmed(done, finance)
    assert [b.pk for b in done.benefits.expected().standing()] == [again.pk]
    assert done.benefits.standing().count() == 2
    assert again.until == date(2027, 11, 1)


def test_a_window_that_begins_on_a_leap_day_is_a_year_long():
    assert Benefit(since=date(2028, 2, 29)).until == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("total", "number"),
    [
        (100 * WAN, 1), (100 * WAN - 1, 2), (50 * WAN, 2), (50 * WAN - 1, 3), (10 * WAN, 3),
        (10 * WAN - 1, 4), (1 * WAN, 4), (1 * WAN - 1, 5), (1, 5),
    ],
)  # fmt: skip
def test_from_includes_the_number(total, number):
    """合理化建议和技术改进奖励条例 (1986), 第六条: “以上”含本数."""
    assert grade_of(total).number == number
    assert grade_of(total, is_borrowed=True).number == min(5, number + 1)


def test_nothing_saved_has_no_grade():
    assert grade_of(0) is None
    assert grade_of(-5) is None
    assert GRADES[2].award == "500–1500 元"


@given(st.integers(0, 10**9), st.lists(st.integers(1, 100), min_size=1, max_size=9))
def test_what_is_split_is_all_of_it(amount, weights):
    whole = sum(weights)
    shares = {n: 100 * w // whole for n, w in enumerate(weights)}
    shares[0] += 100 - sum(shares.values())
    parts = split(amount, shares)
    assert sum(parts.values()) == amount
    assert all(abs(parts[n] - amount * shares[n] / 100) < 1 for n in shares)


def by_person(proposal, *numbers):
    return {row.pk: n for row, n in zip(Shares(proposal).rows, numbers, strict=True)}


def test_shares_hold_once_every_author_agreed(propose, cast):
    proposal = team(propose, cast)
    held = Shares(proposal)
    with pytest.raises(Refusal, match="现在合计 90"):
        held.propose(by_person(proposal, 60, 30), by=cast.zhang.user)
    held.propose(by_person(proposal, 60, 40), by=cast.zhang.user)
    assert Shares(proposal).waits_for(cast.liu.user)
    assert Shares(proposal).per_author() == {}
    seen = Shares(proposal).print
    held.propose(by_person(proposal, 50, 50), by=cast.zhang.user)
    with pytest.raises(OutOfStep, match="份额刚刚改过"):
        held.agree(seen, by=cast.liu.user)
    held.agree(Shares(proposal).print, by=cast.liu.user)
    assert list(Shares(proposal).per_author().values()) == [50, 50]
    with pytest.raises(OutOfStep):
        held.agree(Shares(proposal).print, by=cast.chen.user)


def test_the_award_goes_by_shares_and_a_new_grading_pays_the_difference(propose, cast, finance):
    proposal = team(propose, cast)
    work = Implementation.begin(
        proposal, by=cast.zhao, plan="做", owner=cast.liu, due_on=clock.today()
    )
    work.finish(by=cast.zhao, on=clock.today())
    proposal = fresh(proposal)
    with pytest.raises(Refusal, match="还没有核定的效益"):
        Grading.give(proposal, by=cast.zhao, is_borrowed=False, amount=400_00)
    confirmed(proposal, finance)
    with pytest.raises(Refusal, match="份额还没有全部同意"):
        Grading.give(proposal, by=cast.zhao, is_borrowed=False, amount=400_00)
    Shares(proposal).propose(by_person(proposal, 67, 33), by=cast.zhang.user)
    Shares(proposal).agree(Shares(proposal).print, by=cast.liu.user)
    given_ = Grading.give(proposal, by=cast.zhao, is_borrowed=False, amount=400_01)
    assert given_.grade == 4
    assert [part for _, _, part in given_.parts()] == [268_01, 132_00]
    with pytest.raises(Refusal, match="您是这条建议的作者"):
        Grading.give(proposal, by=cast.liu.user, is_borrowed=False, amount=1)
    Grading.give(proposal, by=cast.zhao, is_borrowed=True, amount=500_00)
    assert proposal.gradings.filter(replaced_at=None).get().grade == 5


@pytest.mark.parametrize(
    ("who", "plan", "confirm", "expect"),
    [
        ("zhang", False, False, True),
        ("liu", False, False, False),
        ("zhao", True, False, True),
        ("finance", True, True, True),
        ("li", False, False, False),
        ("sun", False, False, False),
    ],
)
def test_who_may(accepted, cast, finance, who, plan, confirm, expect):
    cast.finance = finance
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    may = ResultPermits(user, accepted)
    assert (may.plan(), may.confirm(), may.expect()) == (plan, confirm, expect)


def test_finance_of_the_union_is_not_the_enterprises(accepted, cast):
    user = User.objects.create_user("工会会计")
    Office.grant(user, Role.FINANCE, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    assert not ResultPermits(user, accepted).confirm()
