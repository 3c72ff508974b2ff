"""推广应用: what was finished in one enterprise, opened to all officers, and adopted by another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Adoption, Benefit, Opening
from jiangxin.proposals.permits import AdoptionPermits, ResultPermits
from jiangxin.proposals.tests.conftest import adopt
from jiangxin.proposals.tests.test_results import HOURS, NET, told
from tests.cast import LONG_AGO, Role


def signed(adoption, by):
    return Benefit.confirm(adoption, by=by, since=clock.today(), lines=[HOURS], basis="台账")


def test_only_what_is_in_use_is_opened_and_once(accepted, in_use, cast):
    with pytest.raises(Refusal, match="实施完成以后"):
        Opening.open(accepted, by=cast.zhao)
    opening = Opening.open(in_use, by=cast.zhao)
    with pytest.raises(OutOfStep, match="已经公开推广"):
        Opening.open(in_use, by=cast.zhao)
    for author in (cast.zhang, cast.liu):
        assert any("公开推广了" in title for title in told(author.user))
    with pytest.raises(IntegrityError, match="one_standing_opening"), transaction.atomic():
        Opening.objects.create(proposal=in_use, by=cast.zhao, opened_at=opening.opened_at)


def test_an_author_objects_and_it_stays_closed_until_that_author_opens_it(opening, cast):
    opening.close(by=cast.liu.user)
    assert not Opening.objects.standing().exists()
    assert any("刘徒弟 不同意" in title for title in told(cast.zhao))
    for other in (cast.zhao, cast.zhang.user):
        with pytest.raises(Refusal, match="作者 刘徒弟 不同意"):
            Opening.open(opening.proposal, by=other)
    with pytest.raises(OutOfStep, match="已经停止公开推广"):
        opening.close(by=cast.zhang.user)
    Opening.open(opening.proposal, by=cast.liu.user)
    assert Opening.objects.standing().count() == 1


def test_the_enterprise_says_why_and_may_open_it_again(opening, cast):
    with pytest.raises(Refusal, match="写明为什么"):
        opening.close(by=cast.zhao)
    opening.close(by=cast.zhao, why="正在申请专利")
    assert "正在申请专利" in Notification.objects.of(cast.zhang.user).latest("id").text
    Opening.open(opening.proposal, by=cast.zhao)


def test_an_adoption_credits_the_authors_and_counts_nobody(adoption, cast):
    before = Participation.objects.count()
    assert before == 2  # the two authors, for their own act
    for author in (cast.zhang, cast.liu):
        assert any("在恒力公司推广应用了" in title for title in told(author.user))
    assert Trace.objects.about(adoption).get().verb == "登记推广应用"


def test_one_adoption_of_an_enterprise_stands(adoption, cast):
    with pytest.raises(OutOfStep, match="恒力公司已经登记过"):
        adopt(adoption.proposal, cast)
    same = {"proposal": adoption.proposal, "enterprise": cast.hengli, "place": "二车间"}
    with pytest.raises(IntegrityError, match="one_standing_adoption"), transaction.atomic():
        Adoption.objects.create(**same, since=clock.today(), by=cast.sun, recorded_at=clock.now())
    with pytest.raises(Refusal, match="写明为什么"):
        adoption.end(by=cast.sun, why="")
    adoption.end(by=cast.sun, why="铣床报废")
    assert "铣床报废" in Notification.objects.of(cast.liu.user).latest("id").text
    with pytest.raises(OutOfStep, match="已经停止"):
        adoption.end(by=cast.sun, why="再停一次")
    adopt(adoption.proposal, cast)
    assert Adoption.objects.count() == 2  # the first one stays to be read


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"days": 1}, "不能晚于今天"),
        ({"days": -1}, "做成"),
        ({"own": True}, "本企业自己的成果"),
    ],
)
def test_what_is_no_adoption(opening, cast, how, said):
    more = {"since": clock.today() + timedelta(days=how.get("days", 0))}
    if "own" in how:
        more["enterprise"] = cast.jinggong
    with pytest.raises(Refusal, match=said):
        adopt(opening.proposal, cast, **more)


def test_what_is_not_in_use_is_not_adopted(accepted, cast):
    with pytest.raises(Refusal, match="实施完成以后"):
        adopt(accepted, cast)


def test_its_benefit_stands_apart_and_is_signed_there(adoption, cast, theirs):
    Benefit.expect(adoption, by=cast.sun, since=clock.today(), lines=[HOURS])
    signed(adoption, theirs)
    kinds = {row.kind: row.total for row in adoption.benefits.standing()}
    assert kinds == {"expected": NET, "confirmed": NET}
    assert not adoption.proposal.benefits.exists()  # nothing of it is the enterprise's own
    with pytest.raises(OutOfStep, match="已经核定过"):
        signed(adoption, theirs)
    assert any("的效益已核定" in title for title in told(cast.liu.user))


def test_no_author_signs_it_even_as_finance_over_there(adoption, cast):
    Office.grant(cast.liu.user, Role.FINANCE, cast.hengli, by=cast.zhou, since=LONG_AGO)
    assert not AdoptionPermits(cast.liu.user, adoption).confirm()
    with pytest.raises(Refusal, match="您是这条建议的作者"):
        signed(adoption, cast.liu.user)


def test_nothing_is_counted_once_it_ended(adoption, cast, theirs):
    adoption.end(by=cast.sun, why="铣床报废")
    stale = Adoption.objects.get(pk=adoption.pk)
    for verb in (Benefit.expect, Benefit.confirm):
        with pytest.raises(OutOfStep, match="已经停止"):
            verb(stale, by=theirs, since=clock.today(), lines=[HOURS], basis="台账")
    assert not AdoptionPermits(theirs, stale).confirm()


@pytest.mark.parametrize(
    ("who", "end", "confirm"),
    [
        ("sun", True, False),
        ("theirs", True, True),
        ("zhao", False, False),  # where it comes from
        ("finance", False, False),  # finance, but over there
        ("zheng", False, False),  # above may look
        ("zhang", False, False),
    ],
)
def test_who_may_do_what_about_an_adoption(adoption, cast, theirs, finance, who, end, confirm):
    cast.theirs, cast.finance = theirs, finance
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    may = AdoptionPermits(user, adoption)
    assert (may.end(), may.expect(), may.confirm()) == (end, end, confirm)


@pytest.mark.parametrize(
    ("who", "opens", "closes"),
    [
        ("zhao", True, True),
        ("finance", True, True),
        ("zhang", False, True),
        ("liu", False, True),
        ("li", False, False),
        ("sun", False, False),
    ],
)
def test_who_opens_and_closes(in_use, cast, finance, who, opens, closes):
    cast.finance = finance
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert ResultPermits(user, in_use).open() is opens
    Opening.open(in_use, by=cast.zhao)
    assert ResultPermits(user, in_use).close() is closes
    assert not ResultPermits(user, in_use).open()
