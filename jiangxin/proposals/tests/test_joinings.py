"""合并: two proposals that say the same become one by the consent of all, and part again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.lib.workdays import add_working_days
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.people.models import Person
from jiangxin.programmes.models import Participation, Status
from jiangxin.programmes.ready_made import five_smalls
from jiangxin.proposals.models import Implementation, Joining, Proposal, Shares
from jiangxin.proposals.permits import JoiningPermits, ProposalPermits
from jiangxin.proposals.tests.test_results import fresh, told
from tests.cast import LONG_AGO, Role, id_number, phone


@pytest.fixture
def qian(cast):
    """A third worker of 精工公司."""
    person = Person.enrol(
        "钱师傅", enterprise=cast.jinggong, id_number=id_number(9), phone=phone(9), since=LONG_AGO
    )
    person.account()
    return person


@pytest.fixture
def pair(propose, cast, qian):
    """(target, source): 张师傅's and 刘徒弟's; later 钱师傅's and 张师傅's, both with 赵专管员."""
    target = propose(cast.zhang, colleagues=[cast.liu])
    target.submit(by=cast.zhang.user)
    target.consent(by=cast.liu.user)
    source = propose(qian, colleagues=[cast.zhang], title="铣床夹具改快换")
    source.submit(by=qian.user)
    source.consent(by=cast.zhang.user)
    return fresh(target), fresh(source)


@pytest.fixture
def shares(cast, qian):
    return {cast.zhang.pk: 50, cast.liu.pk: 20, qian.pk: 30}


@pytest.fixture
def joining(pair, shares, cast):
    target, source = pair
    return Joining.propose(target, source, shares, by=cast.zhao)


@pytest.fixture
def joined(joining, cast, qian):
    for author in (cast.zhang, cast.liu, qian):
        Joining.objects.get(pk=joining.pk).agree(by=author.user)
    return Joining.objects.get(pk=joining.pk)


def names(proposal):
    return [str(row.person) for row in fresh(proposal).agreed()]


def acts():
    return sorted((str(row.person), row.journey_id) for row in Participation.objects.standing())


def test_the_later_goes_into_the_earlier_and_nothing_moves_before_all_agree(joining, pair, cast):
    target, source = pair
    assert (joining.source, joining.target) == (source, target)
    joining.agree(by=cast.zhang.user)
    joining.agree(by=cast.liu.user)
    assert fresh(source).journey.status == Status.UNDER_WAY
    assert names(target) == ["张师傅", "刘徒弟"]
    assert "请您看看" in told(cast.liu.user)[-1]


def test_when_the_last_one_agrees_they_are_one(joined, pair, cast, qian):
    target, source = pair
    journey = fresh(source).journey
    assert journey.status == Status.MERGED and journey.is_concluded() and journey.due_on is None
    assert not journey.seats.open().exists()
    assert names(target) == ["张师傅", "刘徒弟", "钱师傅"]
    held = Shares(fresh(target))
    assert held.are_in_force() and [row.share for row in held.rows] == [50, 20, 30]
    assert fresh(target).journey.status == Status.UNDER_WAY
    assert fresh(target).is_by(qian.user) and qian.user.pk in fresh(target).journey.barred
    assert "合并好了" in told(cast.zhao)[-1]
    assert (
        not Notification.objects.of(cast.zhao)
        .unread()
        .filter(path=source.get_absolute_url())
        .exists()
    )  # it lies on no desk any more


def test_nobody_is_counted_twice(pair, joining, cast, qian):
    target, source = pair
    before = acts()
    assert len(before) == 4
    for author in (cast.zhang, cast.liu, qian):
        Joining.objects.get(pk=joining.pk).agree(by=author.user)
    assert acts() == before
    fresh(target).hand_back(by=cast.zhao, remark="请补照片")
    fresh(target).submit(by=qian.user)  # 钱师傅 speaks for it now
    assert acts() == before
    Joining.objects.get(pk=joining.pk).undo(by=qian.user)
    assert acts() == before


def test_it_is_taken_back_as_if_it_had_not_been(pair, joined, cast, qian):
    target, source = pair
    with clock.shifted(timedelta(days=3)):
        joined.undo(by=qian.user)
        today = clock.today()
    journey = fresh(source).journey
    assert (journey.status, journey.keeper) == (Status.UNDER_WAY, cast.jinggong_union)
    assert journey.due_on == add_working_days(today, journey.stage.working_days)
    assert journey.concluded_at is None and journey.seat_of(cast.zhao)
    assert journey.seats.count() == 1  # the very seat that was open
    assert names(target) == ["张师傅", "刘徒弟"]
    assert [row.share for row in fresh(target).agreed()] == [None, None]
    assert qian.user.pk not in fresh(target).journey.barred
    assert "拆开了" in told(cast.liu.user)[-1]
    fresh(source).pass_on(by=cast.zhao)  # it goes on as any other


def test_old_shares_hold_again(pair, shares, cast, qian):
    target, source = pair
    held = Shares(target)
    held.propose({held.rows[0].pk: 70, held.rows[1].pk: 30}, by=cast.zhang.user)
    Shares(target).agree(Shares(target).print, by=cast.liu.user)
    joining = Joining.propose(target, source, shares, by=cast.zhang.user)
    joining.agree(by=cast.liu.user)
    joining.agree(by=qian.user)
    joining.undo(by=cast.zhao)
    held = Shares(fresh(target))
    assert held.are_in_force() and [row.share for row in held.rows] == [70, 30]


def test_one_that_was_handed_back_lies_with_its_authors_again(pair, shares, cast, qian):
    target, source = pair
    source.hand_back(by=cast.zhao, remark="请补照片")
    joining = Joining.propose(target, fresh(source), shares, by=qian.user)
    for author in (cast.zhang, cast.liu):
        joining.agree(by=author.user)
    joining.undo(by=cast.zhang.user)
    again = fresh(source)
    assert again.journey.status == Status.HANDED_BACK and again.journey.concluded_at is None
    again.submit(by=qian.user)
    assert again.journey.keeper == cast.jinggong_union


def test_whoever_was_asked_to_sign_and_comes_by_the_merging_is_asked_again(
    propose, pair, cast, qian
):
    _, source = pair
    target = propose(cast.liu, colleagues=[qian])
    target.submit(by=cast.liu.user)
    target.journey.submitted_at = source.journey.submitted_at - timedelta(hours=1)
    type(target.journey).objects.filter(pk=target.journey.pk).update(
        submitted_at=target.journey.submitted_at
    )
    shares = {cast.liu.pk: 20, cast.zhang.pk: 40, qian.pk: 40}
    joining = Joining.propose(fresh(target), source, shares, by=cast.zhao)
    for author in (cast.liu, cast.zhang, qian):
        joining.agree(by=author.user)
    assert names(target) == ["刘徒弟", "钱师傅", "张师傅"]
    joining.undo(by=cast.zhao)
    assert names(target) == ["刘徒弟"] and fresh(target).invites(qian.user)


def test_no_merging_against_the_will_of_one(joining, pair, shares, cast, qian):
    joining.drop(by=qian.user)
    with pytest.raises(OutOfStep, match="已经有了结果"):
        joining.agree(by=cast.liu.user)
    assert "不合并了" in told(cast.liu.user)[-1]
    Joining.propose(*pair, shares, by=cast.zhao)  # it may be proposed anew


def test_one_merging_of_a_source_is_open(joining, pair, shares, cast):
    target, source = pair
    with pytest.raises(OutOfStep, match="已经有人提出合并"):
        Joining.propose(target, source, shares, by=cast.zhao)
    with pytest.raises(IntegrityError, match="one_open_joining"), transaction.atomic():
        Joining.objects.create(source=source, target=target, by=cast.zhao, proposed_at=clock.now())


@pytest.mark.parametrize(
    ("given", "said"),
    [((50, 20, 20), "现在合计 90"), ((100, 0, 0), "每人至少 1"), ((50, 50), "作者刚刚有变化")],
)
def test_the_shares_are_a_whole(pair, shares, cast, given, said):
    wrong = dict(zip(shares, given, strict=False))
    with pytest.raises(Refusal, match=said):
        Joining.propose(*pair, wrong, by=cast.zhao)


def test_what_cannot_be_merged(pair, shares, propose, cast, qian):
    target, source = pair
    with pytest.raises(Refusal, match="不能和自己合并"):
        Joining.propose(target, target, shares, by=cast.zhao)
    draft = propose(qian)
    with pytest.raises(OutOfStep, match="还没有提交"):
        Joining.propose(target, draft, shares, by=cast.zhao)
    other = Proposal.draft(
        programme=five_smalls(cast.city, 2026, by=cast.zhou), author=qian, title="别的",
        answers={"problem": "慢", "measure": "快"},
    )  # fmt: skip
    other.submit(by=qian.user)
    with pytest.raises(Refusal, match="不是同一个活动"):
        Joining.propose(target, other, shares, by=cast.zhao)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        source.pass_on(by=keeper)
    with pytest.raises(Refusal, match="已经通过，不能并入还没有通过的"):
        Joining.propose(target, fresh(source), shares, by=cast.zhao)
    target.withdraw(by=cast.zhang.user)
    with pytest.raises(OutOfStep, match="已经办结"):
        Joining.propose(fresh(target), fresh(source), shares, by=cast.zhao)


def test_accepted_ones_are_merged_until_one_is_carried_out(pair, shares, cast, qian):
    for proposal in pair:
        for keeper in (cast.zhao, cast.li, cast.zhou):
            proposal.pass_on(by=keeper)
    target, source = (fresh(one) for one in pair)
    joining = Joining.propose(target, source, shares, by=cast.zhang.user)
    joining.agree(by=cast.liu.user)
    begun = {"plan": "做", "owner": cast.liu, "due_on": clock.today()}
    with transaction.atomic():
        Implementation.begin(fresh(source), by=cast.zhao, **begun)
        with pytest.raises(Refusal, match="已经安排实施"):
            Joining.objects.get(pk=joining.pk).agree(by=qian.user)
        transaction.set_rollback(True)
    joining.agree(by=qian.user)
    assert fresh(source).journey.status == Status.MERGED
    with pytest.raises(Refusal, match="已经办结，不能再拆开"):
        joining.undo(by=qian.user)


def test_a_team_that_changed_is_asked_anew(pair, shares, cast, qian, propose):
    target, source = pair
    joining = Joining.propose(target, source, shares, by=cast.zhao)
    target.authorships.filter(person=cast.liu).delete()
    joining.agree(by=cast.zhang.user)
    joining.agree(by=cast.liu.user)
    with pytest.raises(OutOfStep, match="作者刚刚有变化"):
        joining.agree(by=qian.user)
    assert fresh(source).journey.status == Status.UNDER_WAY


def test_all_or_nothing(pair, shares, cast, qian):
    """钱师傅 keeps the very gate of the target: he cannot become its author there."""
    target, source = pair
    Office.grant(qian.user, Role.STEWARD, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    joining = Joining.propose(target, source, shares, by=cast.zhao)
    joining.agree(by=cast.zhang.user)
    joining.agree(by=cast.liu.user)
    with pytest.raises(Refusal, match="钱师傅正在办"):
        joining.agree(by=qian.user)
    assert names(target) == ["张师傅", "刘徒弟"]
    assert fresh(source).journey.status == Status.UNDER_WAY
    assert joining.parts.filter(agreed_at=None).count() == 1


def test_a_target_is_not_withdrawn_over_the_heads_of_those_who_came(joined, pair, cast, qian):
    target, source = pair
    with pytest.raises(Refusal, match="有别的建议并入了这一条"):
        fresh(target).withdraw(by=cast.zhang.user)
    with pytest.raises(OutOfStep):
        fresh(source).withdraw(by=qian.user)
    joined.undo(by=cast.zhao)
    fresh(target).withdraw(by=cast.zhang.user)


def test_the_last_that_came_is_the_first_to_go(joined, pair, propose, cast, qian):
    target, _ = pair
    third = propose(cast.liu, title="第三条")
    third.submit(by=cast.liu.user)
    shares = {cast.zhang.pk: 40, cast.liu.pk: 30, qian.pk: 30}
    later = Joining.propose(fresh(target), third, shares, by=cast.zhao)
    for author in (cast.zhang, cast.liu, qian):
        later.agree(by=author.user)
    with pytest.raises(Refusal, match="第三条"):
        joined.undo(by=cast.zhao)
    later.undo(by=cast.zhao)
    joined.undo(by=cast.zhao)
    assert names(target) == ["张师傅", "刘徒弟"]


@pytest.mark.parametrize(
    ("who", "agree", "drop", "undo", "joins"),
    [
        ("zhang", True, True, True, True),
        ("liu", True, True, False, True),
        ("qian", True, True, True, False),  # of the source alone
        ("zhao", False, True, True, True),
        ("li", False, False, False, False),
        ("sun", False, False, False, False),
    ],
)
def test_who_may(joining, pair, cast, qian, who, agree, drop, undo, joins):
    cast.qian = qian
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert ProposalPermits(user, pair[0]).join() is joins
    may = JoiningPermits(user, joining)
    assert (may.agree(), may.drop(), may.undo()) == (agree, drop, False)
    for author in (cast.zhang, cast.liu, qian):
        joining.agree(by=author.user)
    may = JoiningPermits(user, Joining.objects.get(pk=joining.pk))
    assert (may.agree(), may.drop(), may.undo()) == (False, False, undo)


def url(name, row):
    return reverse(f"proposals:{name}", args=[row.pk])


def test_from_the_number_to_the_parting_through_the_pages(pair, shares, cast, qian, sign_in):
    target, source = pair
    client, new = sign_in(cast.zhao), url("joining_new", source)
    assert "和另一条合并" in client.get(source.get_absolute_url()).text
    page = client.get(new, {"other": target.number})
    assert page.status_code == 200 and "合并以后的份额" in page.text
    sent = {"other": target.number, **{str(key): share for key, share in shares.items()}}
    assert client.post(new, sent | {str(qian.pk): "31"}).status_code == 422
    at = client.post(new, sent).url
    assert client.post(f"{at}agreement/").status_code == 403
    for author in (cast.zhang, cast.liu, qian):
        client = sign_in(author)
        assert "同意合并和份额" in client.get(at).text
        assert client.post(f"{at}agreement/").url == at
    page = client.get(source.get_absolute_url()).text
    assert "已并入另一条" in page and "已并入" in client.get("/proposals/").text
    assert "并入了这一条" in client.get(target.get_absolute_url()).text
    assert client.post(f"{at}undoing/").url == at
    assert "已拆开" in client.get(at).text
    assert "已并入另一条" not in client.get(source.get_absolute_url()).text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("", "请填另一条建议的编号"),
        ("2026-999999", "没有这个编号"),
        ("不知道", "没有这个编号"),
        ("９", "没有这个编号"),
        ("own", "不能和自己合并"),
    ],
)
def test_a_number_that_leads_nowhere(pair, cast, sign_in, other, said):
    target, _ = pair
    asked = {"other": target.number if other == "own" else other}
    answer = sign_in(cast.zhao).get(url("joining_new", target), asked)
    assert answer.status_code == 422 and said in answer.text


def test_who_sees_one_of_both_alone_merges_nothing(pair, propose, cast, sign_in):
    """刘徒弟 is an author of the target, and the source is not his to see."""
    target, source = pair
    answer = sign_in(cast.liu).get(url("joining_new", target), {"other": source.number})
    assert answer.status_code == 422 and "没有这个编号" in answer.text
    assert sign_in(cast.sun).get(url("joining_new", target)).status_code == 404
    assert sign_in(cast.li).get(url("joining_new", target)).status_code == 403
