import pytest
from django.db import connection

from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Enterprise, Office, Organisation
from jiangxin.people.models import Person
from jiangxin.programmes.models import Participation, Programme, Status
from jiangxin.programmes.ready_made import suggestion_box
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.permits import ProposalPermits
from tests.cast import LONG_AGO, Tier, credit_code, phone


def keepers(proposal):
    return [user.name for user in proposal.journey.keepers()]


def somebody_of_an_industry_in_the_park(cast):
    founded = {"by": cast.zhou, "on": LONG_AGO}
    industry = Organisation.found("云川市机电工会", Tier.BUREAU, under=cast.city, **founded)
    own = Organisation.found("机电一厂工会", Tier.ENTERPRISE, under=industry, **founded)
    factory = Enterprise.register(
        "机电一厂", credit_code(9), Enterprise.Ownership.PUBLIC, by=cast.zhou
    )
    factory.join(own, by=cast.zhou, on=LONG_AGO)
    factory.settle(cast.park, by=cast.zhou, on=LONG_AGO)
    worker = Person.enrol("马师傅", enterprise=factory, phone=phone(9), since=LONG_AGO)
    worker.account()
    return worker


def is_also_on_the_roster(officer, person):
    """An officer of an enterprise's union is as a rule one of its workers too."""
    Person.objects.filter(pk=person.pk).update(user=officer)
    person.refresh_from_db()


def test_three_gates_and_it_is_accepted(proposal, cast):
    journey = proposal.journey
    assert (journey.status, journey.keeper, keepers(proposal)) == (
        Status.UNDER_WAY,
        cast.jinggong_union,
        ["赵专管员"],
    )
    proposal.pass_on(by=cast.zhao, remark="改法可行")
    assert journey.keeper == cast.bureau
    proposal.pass_on(by=cast.li)
    assert journey.keeper == cast.city
    proposal.pass_on(by=cast.zhou)
    assert journey.status == Status.ACCEPTED
    assert journey.concluded_at and journey.due_on is None
    acts = [(t.actor, t.verb, t.details["stage"]) for t in journey.trail()]
    assert acts == [
        ("张师傅", "提交", ""),
        ("精工公司工会 赵专管员", "通过", "企业初审"),
        ("东湾区总工会 李慧", "通过", "上级工会复审"),
        ("云川市总工会 周处长", "通过", "市总工会审定"),
    ]


def test_everybody_concerned_hears_of_it(proposal, cast):
    assert Notification.objects.of(cast.zhao).get().title == f"待办：{proposal}"
    proposal.hand_back(by=cast.zhao, remark="请写每天换型几次")
    told = Notification.objects.of(cast.zhang.user).get()
    assert (told.text, told.path) == ("请写每天换型几次", proposal.get_absolute_url())


def test_without_a_union_of_its_own_no_office_is_asked_twice(cast, propose):
    """云仓公司 is covered by the park's union, which answers in the missing one's stead, once."""
    proposal = propose(cast.he)
    proposal.submit(by=cast.he.user)
    assert proposal.journey.keeper == cast.park_union
    proposal.pass_on(by=cast.zheng)
    assert proposal.journey.keeper == cast.bureau
    proposal.pass_on(by=cast.li)
    assert proposal.journey.keeper == cast.city


def test_a_gate_without_anybody_goes_up_and_is_asked_once(cast, propose):
    for user, union in ((cast.zhao, cast.jinggong_union), (cast.zheng, cast.park_union)):
        Office.objects.of(user).get(organisation=union).end(by=cast.zhou)
    proposal = propose(cast.zhang)
    proposal.submit(by=cast.zhang.user)
    assert proposal.journey.keeper == cast.bureau  # for the enterprise's gate, and for its own
    proposal.pass_on(by=cast.li)
    assert proposal.journey.keeper == cast.city


def test_a_skipped_gate_is_not_asked(cast, propose, programme):
    second = programme.road.stages.get(position=2)
    second.keepers.update(tier=Tier.TOWN)
    programme.road.stages.filter(pk=second.pk).update(if_missing="skip")
    proposal = propose(cast.zhang)
    proposal.submit(by=cast.zhang.user)
    proposal.pass_on(by=cast.zhao)
    assert proposal.journey.keeper == cast.city


def test_a_park_keeps_the_gate_of_its_own_territory(cast, propose, programme):
    """机电一厂 belongs to an industry's union, but its plant stands in the park."""
    programme.road.stages.get(position=2).keepers.update(tier=Tier.PARK, of_park=True)
    programme.road.stages.get(position=3).delete()
    worker = somebody_of_an_industry_in_the_park(cast)
    proposal = propose(worker)
    proposal.submit(by=worker.user)
    assert proposal.journey.keeper == cast.city  # the industry's union has no officer
    assert [gate.union.name for gate in proposal.journey.ahead()] == ["临江智造园联合工会"]
    proposal.pass_on(by=cast.zhou)
    assert proposal.journey.keeper == cast.park_union


def test_an_author_never_keeps_a_gate(cast, programme, propose):
    """赵 works on the shop floor too: his own idea goes to the union above."""
    is_also_on_the_roster(cast.zhao, cast.liu)
    proposal = propose(cast.liu)
    proposal.submit(by=cast.zhao)
    assert proposal.journey.keeper == cast.park_union
    assert not ProposalPermits(cast.zhao, proposal).pass_on()


def test_only_the_keepers_own_office_decides(proposal, cast):
    may = {
        who: ProposalPermits(getattr(cast, who), proposal).pass_on()
        for who in ("zhao", "sun", "zheng", "li", "zhou", "wu")
    }
    assert [who for who, yes in may.items() if yes] == ["zhao"]


def test_handed_back_it_returns_to_the_same_gate(proposal, cast):
    proposal.pass_on(by=cast.zhao)
    proposal.hand_back(by=cast.li, remark="请补照片")
    proposal.revise(by=cast.zhang.user, title="快换夹具", answers=proposal.answers, submit=True)
    assert proposal.journey.keeper == cast.bureau
    assert proposal.journey.trail().last().verb == "补充后再次提交"


def test_a_conclusion_needs_words(proposal, cast):
    with pytest.raises(Refusal):
        proposal.hand_back(by=cast.zhao, remark="")
    with pytest.raises(Refusal):
        proposal.reject(by=cast.zhao, reason="", remark="不行")
    proposal.reject(by=cast.zhao, reason="花费大于好处", remark="一台就要十万元")
    assert proposal.journey.trail().last().details["remark"] == "花费大于好处：一台就要十万元"


def test_what_is_missing_is_named(cast, propose):
    half = propose(cast.zhang, answers={"problem": "换型慢"})
    with pytest.raises(Refusal, match="打算怎么改"):
        half.submit(by=cast.zhang.user)
    assert Participation.objects.count() == 0


def test_submitting_counts_once(proposal, cast):
    proposal.hand_back(by=cast.zhao, remark="请补充")
    proposal.submit(by=cast.zhang.user)
    row = Participation.objects.standing().get()
    assert (row.person, row.enterprise, row.park) == (cast.zhang, cast.jinggong, cast.park)
    assert row.is_in_plan
    assert row.lineage == cast.jinggong_union.lineage()


def test_a_colleague_counts_from_consent_and_once(cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    assert Participation.objects.standing().people() == 1
    assert "请您确认" in Notification.objects.of(cast.liu.user).get().title
    proposal.consent(by=cast.liu.user)
    with pytest.raises(OutOfStep):
        proposal.consent(by=cast.liu.user)
    assert Participation.objects.standing().people() == 2


def test_who_declines_does_not_count_and_sees_it_no_more(cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    proposal.decline(by=cast.liu.user)
    with pytest.raises(OutOfStep):
        proposal.consent(by=cast.liu.user)
    assert Participation.objects.standing().people() == 1
    assert not Proposal.objects.visible_to(cast.liu.user).exists()


def test_who_is_not_asked_cannot_consent(proposal, cast):
    with pytest.raises(Refusal):
        proposal.consent(by=cast.liu.user)


def test_withdrawing_cancels_by_counter_rows(cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    proposal.consent(by=cast.liu.user)
    proposal.withdraw(by=cast.zhang.user)
    assert Participation.objects.standing().acts() == 0
    assert Participation.objects.count() == 4  # nothing was deleted
    with pytest.raises(OutOfStep):
        proposal.withdraw(by=cast.zhang.user)
    assert Participation.objects.count() == 4


def test_after_a_withdrawal_nobody_consents(cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    stale = Proposal.objects.get(pk=proposal.pk)
    proposal.withdraw(by=cast.zhang.user)
    with pytest.raises(OutOfStep):
        stale.consent(by=cast.liu.user)


def test_a_closed_programme_refuses_by_the_databases_clock(cast):
    programme = suggestion_box(cast.city, by=cast.zhou)
    Programme.objects.filter(pk=programme.pk).update(
        closes_at=programme.opens_at.replace(year=programme.opens_at.year + 1)
    )
    programme.refresh_from_db()
    written = {"title": "快换夹具", "answers": {"problem": "慢", "measure": "改"}}
    draft = Proposal.draft(programme=programme, author=cast.zhang, **written)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jiangxin.clock_shift = '370 days'")
    with pytest.raises(Refusal, match="不收件"):
        draft.submit(by=cast.zhang.user)
    with pytest.raises(Refusal, match="不收件"):
        Proposal.draft(programme=programme, author=cast.liu, **written)
    assert Programme.objects.open().filter(pk=programme.pk).exists() is False


def test_a_programme_of_another_union_refuses(cast):
    other = suggestion_box(cast.hengli_union, by=cast.sun)
    with pytest.raises(Refusal, match="不面向"):
        Proposal.draft(programme=other, author=cast.zhang, title="快换夹具", answers={})


def test_who_works_nowhere_is_told_whom_to_ask(cast, propose):
    cast.zhang.employments.all().delete()
    with pytest.raises(Refusal, match="名册"):
        propose(cast.zhang)


def test_the_place_is_that_of_the_day_it_is_sent_in(cast, propose):
    """A draft written in one enterprise and sent in from the next belongs to the next."""
    draft = propose(cast.zhang)
    cast.zhang.employments.update(enterprise=cast.hengli)
    draft.submit(by=cast.zhang.user)
    assert draft.enterprise == cast.hengli
    assert draft.journey.keeper == cast.hengli_union
    assert Participation.objects.standing().get().enterprise == cast.hengli


def test_a_colleague_may_not_sign_what_lies_on_their_desk(cast, propose):
    is_also_on_the_roster(cast.zhao, cast.liu)
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    with pytest.raises(Refusal, match="您办理"):
        proposal.consent(by=cast.zhao)
    proposal.pass_on(by=cast.zhao)
    proposal.consent(by=cast.zhao)
    assert Participation.objects.standing().people() == 2
