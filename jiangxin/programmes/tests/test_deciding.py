"""What a gate may decide besides 通过, 退回 and 不通过; several keepers; 回避; 复议."""

import pytest
from django.db import IntegrityError, transaction

from jiangxin.accounts.models import User
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Journey, Outcome, Seat, Stage, Status
from tests.cast import LONG_AGO

Tier, Role = Organisation.Tier, Office.Role
UP, SKIP = Stage.IfMissing.UP, Stage.IfMissing.SKIP
WORD = "请再看一看"


@pytest.fixture
def entry(cast, programme):
    """Sent in by 张师傅: it lies with 精工公司工会, kept by 赵."""
    return send(cast, programme)


def send(cast, programme):
    new = Journey.start(programme, title="夹具", origin=cast.jinggong_union, by=cast.zhang.user)
    new.submit(by=cast.zhang.user)
    return new


def road(programme, *stages, by):
    """Another version of the road, in force: (name, keepers, terms) each."""
    new = programme.road.next(by=by)
    new.stages.all().delete()
    for name, keepers, terms in stages:
        new.add(name, keepers, working_days=5, **{"if_missing": UP, **terms})
    programme.put_in_force(by=by, road=new)
    return new


def steward(tier, **more):
    return {"tier": tier, "role": Role.STEWARD, **more}


def fresh(journey):
    return Journey.objects.get(pk=journey.pk)


def somebody(name, union, cast, role=Role.STEWARD, **more):
    user = User.objects.create_user(name)
    Office.grant(user, role, union, by=cast.zhou, since=LONG_AGO, **more)
    return user


def waiting(user):
    return list(Journey.objects.waiting_for(user))


def test_reserve_concludes_and_revive_brings_it_back(cast, entry):
    entry.reserve(by=cast.zhao, remark="等新设备")
    assert (entry.status, entry.stage) == (Status.RESERVED, None)
    with pytest.raises(Refusal, match="岗位"):
        entry.revive(by=cast.li, remark=WORD)
    entry.revive(by=cast.zhao, remark="设备到了")
    assert waiting(cast.zhao) == [entry]
    assert entry.concluded_at is None
    assert [t.verb for t in entry.trail()] == ["提交", "列为技术储备", "重新启用"]


@pytest.mark.parametrize("verb", ["reserve", "note", "report_up", "hand_back"])
def test_every_refusal_has_a_word(cast, entry, verb):
    with pytest.raises(Refusal, match="写"):
        getattr(entry, verb)(by=cast.zhao, remark="")
    assert fresh(entry).moves == 1


def test_who_does_not_sit_there_decides_nothing(cast, entry):
    for verb in ("pass_on", "reserve", "note", "report_up"):
        with pytest.raises(OutOfStep):
            getattr(entry, verb)(by=cast.zhou, remark=WORD)
    assert fresh(entry).moves == 1


def test_a_stage_decides_only_what_it_offers(cast, programme):
    road(
        programme,
        ("初审", [steward(Tier.ENTERPRISE)], {"outcomes": [Outcome.PASS_ON]}),
        by=cast.zhou,
    )
    entry = send(cast, programme)
    with pytest.raises(Refusal, match="不能“技术储备”"):
        entry.reserve(by=cast.zhao, remark=WORD)


def test_report_up_changes_the_desk_and_not_the_gate(cast, entry):
    stage = entry.stage
    entry.report_up(by=cast.zhao, remark="超出企业权限")
    assert (entry.stage, entry.keeper, entry.status) == (stage, cast.park_union, Status.UNDER_WAY)
    assert waiting(cast.zhao) == []
    assert waiting(cast.zheng) == [entry]
    entry.report_up(by=cast.zheng, remark=WORD)
    entry.report_up(by=cast.li, remark="请市里定")
    assert entry.keeper == cast.city
    with pytest.raises(Refusal, match="上面没有"):
        entry.report_up(by=cast.zhou, remark=WORD)


def test_after_reporting_up_the_same_office_is_not_asked_again(cast, entry):
    entry.report_up(by=cast.zhao, remark=WORD)
    entry.report_up(by=cast.zheng, remark=WORD)
    entry.pass_on(by=cast.li)  # for the enterprise's gate, and so for its own
    assert entry.keeper == cast.city


def test_refer_goes_where_it_can_be_acted_on_and_never_back(cast, entry):
    entry.refer(cast.hengli_union, by=cast.zhao, remark="设备在隔壁")
    assert (entry.keeper, waiting(cast.sun)) == (cast.hengli_union, [entry])
    with pytest.raises(Refusal, match="不能再转回去"):
        entry.refer(cast.jinggong_union, by=cast.sun, remark=WORD)
    entry.pass_on(by=cast.sun)
    assert entry.keeper == cast.bureau  # and on, along its own road


def test_nothing_is_referred_to_an_empty_desk(cast, entry):
    Office.objects.filter(organisation=cast.hengli_union).delete()
    with pytest.raises(Refusal, match="请换一家"):
        entry.refer(cast.hengli_union, by=cast.zhao, remark=WORD)


@pytest.fixture
def joint(cast, programme):
    """One gate that the district and the city must both let through."""
    both = [steward(Tier.BUREAU), steward(Tier.FEDERATION)]
    road(programme, ("会签", both, {}), by=cast.zhou)
    return send(cast, programme)


def test_all_keepers_must_agree(cast, joint):
    assert waiting(cast.li) == waiting(cast.zhou) == [joint]
    other = fresh(joint)
    assert joint.pass_on(by=cast.li) is False
    assert joint.status == Status.UNDER_WAY
    assert waiting(cast.li) == []
    assert other.pass_on(by=cast.zhou) is True  # its page is not out of step
    assert fresh(joint).status == Status.ACCEPTED
    assert [t.verb for t in joint.trail()] == ["提交", "同意", "通过"]


def test_one_no_is_a_no(cast, joint):
    joint.pass_on(by=cast.li)
    joint.reject(by=cast.zhou, reason="花费大于好处", remark=WORD)
    assert (joint.status, waiting(cast.li), waiting(cast.zhou)) == (Status.REJECTED, [], [])


def test_who_agreed_is_not_asked_again_when_the_other_reports_up(cast, programme):
    both = [steward(Tier.ENTERPRISE), steward(Tier.FEDERATION)]
    road(programme, ("会签", both, {"outcomes": list(Outcome)}), by=cast.zhou)
    entry = send(cast, programme)
    entry.pass_on(by=cast.zhou)
    entry.report_up(by=cast.zhao, remark=WORD)
    assert (waiting(cast.zhou), waiting(cast.zheng)) == ([], [entry])
    assert entry.pass_on(by=cast.zheng) is True
    assert entry.status == Status.ACCEPTED


def test_two_at_one_of_the_desks_answer_once(cast, joint):
    second = somebody("钱副主席", cast.bureau, cast)
    other = fresh(joint)
    joint.pass_on(by=cast.li)
    with pytest.raises(OutOfStep):
        other.pass_on(by=second)
    assert fresh(joint).status == Status.UNDER_WAY


def test_a_stage_is_closed_to_who_acted_before(cast, programme):
    """李慧 sits in the district and, for a while, in the city: the city's gate is not hers."""
    Office.grant(cast.li, Role.STEWARD, cast.city, by=cast.zhou, since=LONG_AGO)
    last = ("审定", [steward(Tier.FEDERATION)], {"closed_to": [1]})
    road(programme, ("复审", [steward(Tier.BUREAU)], {}), last, by=cast.zhou)
    entry = send(cast, programme)
    entry.pass_on(by=cast.li)
    assert entry.keeper == cast.city
    assert waiting(cast.li) == []
    assert [user.name for user in entry.keepers()] == ["周处长"]
    with pytest.raises(OutOfStep):
        entry.pass_on(by=cast.li)


def test_without_the_closing_she_would_decide_twice(cast, programme):
    """The control."""
    Office.grant(cast.li, Role.STEWARD, cast.city, by=cast.zhou, since=LONG_AGO)
    last = ("审定", [steward(Tier.FEDERATION)], {})
    road(programme, ("复审", [steward(Tier.BUREAU)], {}), last, by=cast.zhou)
    entry = send(cast, programme)
    entry.pass_on(by=cast.li)
    assert entry.pass_on(by=cast.li) is True


def test_a_level_with_nobody_else_is_missing(cast, programme):
    Office.grant(cast.li, Role.STEWARD, cast.city, by=cast.zhou, since=LONG_AGO)
    Office.objects.filter(user=cast.zhou, role=Role.STEWARD).delete()
    last = ("审定", [steward(Tier.FEDERATION)], {"closed_to": [1], "if_missing": SKIP})
    road(programme, ("复审", [steward(Tier.BUREAU)], {}), last, by=cast.li)
    entry = send(cast, programme)
    entry.pass_on(by=cast.li)
    assert entry.status == Status.ACCEPTED


def test_one_appeal_to_somebody_else(cast, entry):
    entry.reject(by=cast.zhao, reason="花费大于好处", remark="一年省不到一千元")
    assert entry.is_appealable()
    entry.appeal(by=cast.zhang.user, remark="漏算了工时")
    assert (entry.keeper, entry.stage.name) == (cast.park_union, "企业初审")
    assert (waiting(cast.zhao), waiting(cast.zheng)) == ([], [entry])
    entry.reject(by=cast.zheng, reason="花费大于好处", remark="算过了")
    assert not entry.is_appealable()
    with pytest.raises(OutOfStep, match="最后的结论"):
        entry.appeal(by=cast.zhang.user, remark=WORD)


def test_an_appeal_that_is_let_through_goes_on(cast, entry):
    entry.reject(by=cast.zhao, reason="花费大于好处", remark=WORD)
    entry.appeal(by=cast.zhang.user, remark=WORD)
    entry.pass_on(by=cast.zheng)
    assert entry.keeper == cast.bureau


def test_at_the_top_the_appeal_goes_to_a_colleague_or_is_refused(cast, entry):
    for keeper in (cast.zhao, cast.li):
        entry.pass_on(by=keeper)
    entry.reject(by=cast.zhou, reason="花费大于好处", remark=WORD)
    with pytest.raises(Refusal, match="没有别的经办人"):
        entry.appeal(by=cast.zhang.user, remark=WORD)
    second = somebody("钱处长", cast.city, cast)
    entry.appeal(by=cast.zhang.user, remark=WORD)
    assert (waiting(cast.zhou), waiting(second)) == ([], [entry])


def test_the_time_for_an_appeal_runs_out(cast, entry, settings):
    entry.reject(by=cast.zhao, reason="花费大于好处", remark=WORD)
    settings.APPEAL_WORKING_DAYS = -1
    assert not entry.is_appealable()
    with pytest.raises(Refusal, match="期限"):
        entry.appeal(by=cast.zhang.user, remark=WORD)


def test_the_database_knows_one_appeal(entry):
    seat = entry.seats.get()
    terms = {"journey": entry, "stage": seat.stage, "keeper": seat.keeper, "visit": 9}
    terms |= {
        "due_on": seat.due_on,
        "arrived_at": seat.arrived_at,
        "left_at": seat.arrived_at,
        "came": "appealed",
    }
    Seat.objects.create(union=seat.union, **terms)
    with pytest.raises(IntegrityError, match="one_appeal"), transaction.atomic():
        Seat.objects.create(union=seat.union, **terms)


def test_handed_back_by_another_desk_it_returns_to_that_desk(cast, entry):
    entry.refer(cast.hengli_union, by=cast.zhao, remark=WORD)
    entry.hand_back(by=cast.sun, remark="补一张图")
    entry.submit(by=cast.zhang.user)
    assert (entry.keeper, waiting(cast.sun)) == (cast.hengli_union, [entry])


def test_handing_one_seat_over_leaves_the_others_as_they_are(cast, programme):
    both = [steward(Tier.ENTERPRISE), steward(Tier.FEDERATION)]
    road(programme, ("会签", both, {"outcomes": list(Outcome)}), by=cast.zhou)
    entry = send(cast, programme)
    other = entry.seats.get(union=cast.city)
    entry.refer(cast.hengli_union, by=cast.zhao, remark=WORD)
    seats = {seat.union: seat for seat in entry.seats.open()}
    assert seats.keys() == {cast.city, cast.hengli_union}
    assert seats[cast.city] == other
    assert (seats[cast.city].came, seats[cast.city].arrived_at) == ("road", other.arrived_at)
    assert seats[cast.hengli_union].came == "referred"
    assert waiting(cast.zhou) == waiting(cast.sun) == [entry]
