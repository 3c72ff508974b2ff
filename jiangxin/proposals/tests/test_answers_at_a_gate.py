"""What else may be answered at a gate: what it counts as, who hears of it, who may press."""

import pytest
from django.urls import reverse

from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation, Status
from jiangxin.proposals.models import Proposal
from tests.cast import LONG_AGO

WORD = "请大家看看"
Kind = Participation.Kind


def told(user):
    return list(Notification.objects.of(user).order_by("id").values_list("title", flat=True))


def standing(proposal):
    rows = Participation.objects.standing().filter(journey=proposal.journey)
    return sorted(rows.values_list("kind", "person__name"))


def url(act, proposal):
    return reverse(f"proposals:{act}", args=[proposal.pk])


def test_an_opinion_counts_as_taking_part_and_not_as_a_proposal(cast, proposal):
    """实施细则 (国家经委), 第2条: it names a problem and no method."""
    Office.grant(cast.sun, Office.Role.PERSONNEL, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    proposal.note(by=cast.zhao, remark="没有写改法，请行政修一下灯")
    assert proposal.journey.status == Status.NOTED
    assert standing(proposal) == [(Kind.OPINION, "张师傅")]
    assert told(cast.sun) == [f"职工的一般性意见，请处理：{proposal}"]
    assert told(cast.zhang.user)[-1].startswith("您的“立式铣床")
    rows = Participation.objects.filter(journey=proposal.journey)
    assert [row.cancels_id is not None for row in rows.order_by("id")] == [False, True, False]


def test_appealed_it_is_a_proposal_again_until_that_is_said(cast, proposal):
    proposal.note(by=cast.zhao, remark=WORD)
    proposal.appeal(by=cast.zhang.user, remark="改法写在第二段")
    assert standing(proposal) == [(Kind.PROPOSAL, "张师傅")]
    assert told(cast.zheng)[-1] == f"待办：{proposal}"
    proposal.note(by=cast.zheng, remark=WORD)
    assert standing(proposal) == [(Kind.OPINION, "张师傅")]
    acts = Participation.objects.filter(journey=proposal.journey, cancels=None)
    assert len(set(acts.values_list("kind", "act"))) == acts.count() == 4


def test_withdrawn_after_an_appeal_nothing_counts(cast, proposal):
    proposal.note(by=cast.zhao, remark=WORD)
    proposal.appeal(by=cast.zhang.user, remark=WORD)
    proposal.withdraw(by=cast.zhang.user)
    assert standing(proposal) == []


def test_a_referred_one_is_seen_where_it_went_and_not_before(cast, proposal):
    assert proposal not in Proposal.objects.visible_to(cast.sun)
    proposal.refer(by=cast.zhao, to=cast.hengli_union, remark=WORD)
    assert proposal in Proposal.objects.visible_to(cast.sun)
    assert told(cast.sun) == [f"待办：{proposal}"]
    proposal.pass_on(by=cast.sun)
    assert proposal in Proposal.objects.visible_to(cast.sun)  # what one decided one may read


ACTS = {
    "reservation": ({"remark": WORD}, Status.RESERVED),
    "noting": ({"remark": WORD}, Status.NOTED),
    "report": ({"remark": WORD}, Status.UNDER_WAY),
    "referral": ({"remark": WORD, "to": "恒力公司工会"}, Status.UNDER_WAY),
}


@pytest.mark.parametrize("act", ACTS)
def test_the_keeper_may_and_one_above_may_not(cast, proposal, sign_in, act):
    words, status = ACTS[act]
    assert sign_in(cast.li).post(url(act, proposal), words).status_code == 403
    assert sign_in(cast.zhang).post(url(act, proposal), words).status_code == 403
    assert sign_in(cast.sun).post(url(act, proposal), words).status_code == 404
    response = sign_in(cast.zhao).post(url(act, proposal), {})
    assert response.status_code == 422
    assert "请写一句话" in response.content.decode()
    assert sign_in(cast.zhao).post(url(act, proposal), words).status_code == 302
    proposal.journey.refresh_from_db()
    assert (proposal.journey.status, proposal.journey.moves) == (status, 2)
    assert sign_in(cast.zhao).post(url(act, proposal), {**words, "moves": 1}).status_code == 409


def test_only_the_author_may_appeal_and_only_once(cast, proposal, sign_in):
    proposal.reject(by=cast.zhao, reason="花费大于好处", remark=WORD)
    assert sign_in(cast.zhao).post(url("appeal", proposal), {"remark": WORD}).status_code == 403
    page = sign_in(cast.zhang).get(proposal.get_absolute_url())
    assert "申请复议" in page.content.decode()
    assert sign_in(cast.zhang).post(url("appeal", proposal), {}).status_code == 422
    assert sign_in(cast.zhang).post(url("appeal", proposal), {"remark": WORD}).status_code == 302
    assert sign_in(cast.zhang).post(url("appeal", proposal), {"remark": WORD}).status_code == 403


def test_only_who_put_it_into_the_reserve_takes_it_out(cast, proposal, sign_in):
    proposal.reserve(by=cast.zhao, remark=WORD)
    assert sign_in(cast.li).post(url("revival", proposal), {"remark": WORD}).status_code == 403
    assert sign_in(cast.zhao).post(url("revival", proposal), {"remark": WORD}).status_code == 302
    proposal.journey.refresh_from_db()
    assert proposal.journey.is_under_way()


@pytest.fixture
def three(cast, propose):
    found = []
    for title in ("快换夹具", "打表改定位", "换灯"):
        one = propose(cast.zhang, title=title)
        one.submit(by=cast.zhang.user)
        found.append(one)
    return found


BATCH = "/desk/batch/"


def test_many_at_once_after_a_look_at_exactly_what_comes(cast, three, sign_in):
    client = sign_in(cast.zhao)
    chosen = {"proposals": [p.pk for p in three[:2]], "verb": "reject"}
    assert client.post(BATCH, chosen).status_code == 422  # a reason and a word are needed
    chosen |= {"reason": "花费大于好处", "remark": WORD}
    preview = client.post(BATCH, chosen)
    assert [(line.proposal, line.said) for line in preview.context["lines"]] == [
        (three[0], "不通过"),
        (three[1], "不通过"),
    ]
    assert {p.journey.status for p in fresh(three)} == {Status.UNDER_WAY}  # nothing is done yet
    assert told(cast.zhang.user) == []
    done = client.post(BATCH, {**chosen, "seen": preview.context["seen"]})
    assert (done.status_code, done.url) == (302, "/desk/")
    assert [p.journey.status for p in fresh(three)] == ["rejected", "rejected", "under_way"]
    assert len(told(cast.zhang.user)) == 2


def test_what_changed_since_the_look_is_looked_at_again(cast, three, sign_in):
    client = sign_in(cast.zhao)
    chosen = {"proposals": [p.pk for p in three], "verb": "pass_on"}
    seen = client.post(BATCH, chosen).context["seen"]
    three[0].hand_back(by=cast.zhao, remark=WORD)
    again = client.post(BATCH, {**chosen, "seen": seen})
    assert (again.status_code, again.context["changed"], again.context["able"]) == (200, True, 2)
    assert fresh(three)[1].journey.moves == 1
    assert "没有生效" in again.context["lines"][0].said
    client.post(BATCH, {**chosen, "seen": again.context["seen"]})
    assert [p.journey.status for p in fresh(three)] == ["handed_back", "under_way", "under_way"]
    assert fresh(three)[1].journey.keeper == cast.bureau


def test_nobody_decides_in_bulk_what_does_not_wait_for_them(cast, three, sign_in):
    chosen = {"proposals": [three[0].pk], "verb": "pass_on"}
    for officer, lines in ((cast.li, 1), (cast.sun, 0)):
        preview = sign_in(officer).post(BATCH, chosen)
        assert (preview.context["able"], len(preview.context["lines"])) == (0, lines)
        sign_in(officer).post(BATCH, {**chosen, "seen": preview.context["seen"]})
    assert fresh(three)[0].journey.moves == 1


def fresh(proposals):
    return [Proposal.objects.select_related("journey__keeper").get(pk=p.pk) for p in proposals]
