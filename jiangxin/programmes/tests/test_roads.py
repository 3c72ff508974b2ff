import pytest
from django.db import IntegrityError, transaction

from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Journey, Outcome, Road, Stage, StageKeeper, Status

Tier, Role = Organisation.Tier, Office.Role
UP, SKIP = Stage.IfMissing.UP, Stage.IfMissing.SKIP


@pytest.fixture
def entry(cast, programme):
    """Sent in by 张师傅: it lies with 精工公司工会."""
    new = Journey.start(programme, title="夹具", origin=cast.jinggong_union, by=cast.zhang.user)
    new.submit(by=cast.zhang.user)
    return new


def newer(programme, *keepers, by):
    """Another version of the road, in force: one stage with these keepers."""
    road = programme.road.next(by=by)
    road.stages.all().delete()
    road.add("市里一次审定", list(keepers), if_missing=UP, working_days=5)
    programme.put_in_force(by=by, road=road)
    return road


def steward(tier, **more):
    return {"tier": tier, "role": Role.STEWARD, **more}


def fresh(journey):
    return Journey.objects.get(pk=journey.pk)


def test_a_case_under_way_keeps_its_road(cast, programme, entry):
    old = programme.road
    newer(programme, steward(Tier.FEDERATION), by=cast.zhou)
    assert fresh(entry).road == old
    assert [str(gate.stage) for gate in fresh(entry).ahead()] == ["上级工会复审", "市总工会审定"]
    fresh(entry).pass_on(by=cast.zhao)
    assert fresh(entry).keeper == cast.bureau


def test_one_that_was_handed_back_keeps_it_too(cast, programme, entry):
    old = programme.road
    entry.hand_back(by=cast.zhao, remark="补一张照片")
    newer(programme, steward(Tier.FEDERATION), by=cast.zhou)
    again = fresh(entry)
    again.submit(by=cast.zhang.user)
    assert (again.road, again.keeper) == (old, cast.jinggong_union)


def test_a_draft_moves_on_to_the_newest(cast, programme):
    draft = Journey.start(programme, title="打表", origin=cast.jinggong_union, by=cast.zhang.user)
    form = programme.questionnaire.next()
    form.ask("cost", "要花多少钱", "money", is_required=False)
    programme.put_in_force(by=cast.zhou, questionnaire=form)
    road = newer(programme, steward(Tier.FEDERATION), by=cast.zhou)
    draft = fresh(draft)
    assert (draft.road, draft.questionnaire) == (road, form)
    draft.submit(by=cast.zhang.user)
    assert (draft.status, draft.keeper) == (Status.UNDER_WAY, cast.city)


def test_what_is_in_force_is_not_changed(programme, cast):
    with pytest.raises(OutOfStep, match="另起一版"):
        programme.road.add("再看一次", [steward(Tier.TOWN)], if_missing=UP, working_days=3)
    with pytest.raises(OutOfStep, match="另起一版"):
        programme.questionnaire.ask("more", "还有吗", "line")


def test_a_version_begins_as_a_copy(programme, cast):
    road = programme.road.next(by=cast.zhou)
    assert road.version == 2
    same = [
        [(s.name, s.working_days, [str(k) for k in s.kept_by]) for s in one.gates]
        for one in (programme.road, road)
    ]
    assert same[0] == same[1]
    form = programme.questionnaire.next()
    assert (form.version, form.previous) == (2, programme.questionnaire)
    assert [q.key for q in form.asked()] == ["problem", "measure", "effect"]


def test_one_version_in_the_making_at_a_time(programme, cast):
    programme.road.next(by=cast.zhou)
    with pytest.raises(IntegrityError, match="one_road_in_the_making"), transaction.atomic():
        programme.road.next(by=cast.zhou)


def test_every_stage_can_be_passed(programme):
    stage = programme.road.stages.first()
    with pytest.raises(IntegrityError, match="a_stage_can_be_passed"), transaction.atomic():
        Stage.objects.filter(pk=stage.pk).update(outcomes=[Outcome.REJECT])


def test_all_gates_with_all_keepers_are_one_query(programme, cast, django_assert_num_queries):
    road = newer(programme, steward(Tier.BUREAU), steward(Tier.FEDERATION), by=cast.zhou)
    road = Road.objects.get(pk=road.pk)
    with django_assert_num_queries(1):
        assert [len(gate.kept_by) for gate in road.gates] == [2]
        assert road.gates[0].keeper.tier == Tier.BUREAU


def test_a_department_keeps_a_gate(programme, cast, entry):
    """经济工作部 keeps it, not whoever else is a steward of the federation."""
    economy = steward(Tier.FEDERATION, department="经济工作部")
    newer(programme, economy, by=cast.zhou)
    new = Journey.start(programme, title="打表", origin=cast.jinggong_union, by=cast.zhang.user)
    assert list(new.ahead()) == []  # nobody sits there
    Office.grant(cast.li, Role.STEWARD, cast.city, by=cast.zhou, department="经济工作部")
    new = fresh(new)
    new.submit(by=cast.zhang.user)
    assert [user.name for user in new.keepers()] == ["李慧"]
    assert new.is_kept_by(cast.li) and not new.is_kept_by(cast.zhou)
    assert new in Journey.objects.waiting_for(cast.li)
    assert new not in Journey.objects.waiting_for(cast.zhou)


def test_only_a_parks_union_keeps_a_gate_by_territory(programme):
    with pytest.raises(IntegrityError, match="the_union_of_a_park"), transaction.atomic():
        StageKeeper.objects.filter(stage__road=programme.road).update(of_park=True)
