"""How a call is set up: the verbs, and the pages over them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Journey, Programme, Status
from jiangxin.programmes.ready_made import READY_MADE, draft_suggestion_box

Role = Office.Role


@pytest.fixture
def draft(cast):
    return draft_suggestion_box(cast.bureau, by=cast.li)


def address(name, row):
    return reverse(f"programmes:{name}", args=[row.pk])


@pytest.mark.parametrize("made", READY_MADE)
def test_every_ready_made_one_can_be_published(cast, made):
    call = READY_MADE[made][1](cast.city, by=cast.zhou)
    assert call.is_draft and not call.is_open()
    call.publish(by=cast.zhou)
    assert call.is_open()
    verbs = list(Trace.objects.about(call).order_by("id").values_list("verb", flat=True))
    assert verbs == ["拟定", "发布"]


def test_what_is_missing_is_said_and_stops_it(cast, draft):
    for stage in draft.road.stages.all():
        stage.remove(by=cast.li)
    draft.questionnaire.questions.get(key="effect").amend(by=cast.li, kind="choice")
    with pytest.raises(Refusal, match="选项"):
        draft.publish(by=cast.li)
    draft.questionnaire.questions.get(key="effect").amend(by=cast.li, choices=["省工", "省料"])
    with pytest.raises(Refusal, match="还没有环节"):
        draft.publish(by=cast.li)
    draft.add_stage("初审", {"tier": "bureau", "role": "steward"}, working_days=0, by=cast.li)
    with pytest.raises(Refusal, match="工作日是 0"):
        draft.publish(by=cast.li)


def test_a_stage_is_closed_only_to_those_before_it(cast, draft):
    first, second, third = draft.road.stages.order_by("position")
    with pytest.raises(Refusal, match="前面"):
        first.amend(by=cast.li, closed_to=[2])
    third.amend(by=cast.li, closed_to=[1])
    first.move(1, by=cast.li)  # now second
    third.refresh_from_db()
    assert third.closed_to == [2]
    second.remove(by=cast.li)
    third.refresh_from_db()
    assert (third.position, third.closed_to) == (2, [1])
    third.move(-1, by=cast.li)
    with pytest.raises(Refusal, match="不在它前面"):
        draft.publish(by=cast.li)


def test_a_stage_keeps_at_least_one_keeper(cast, draft):
    stage = draft.road.stages.first()
    new = stage.add_keeper(by=cast.li, tier="federation", role="chair")
    stage.keepers.exclude(pk=new.pk).get().remove(by=cast.li)
    assert [k.position for k in stage.keepers.all()] == [1]
    with pytest.raises(Refusal, match="至少要有一个"):
        stage.keepers.get().remove(by=cast.li)


def test_a_published_call_changes_by_a_new_version(cast, programme):
    entry = Journey.start(programme, title="夹具", origin=cast.jinggong_union, by=cast.zhang.user)
    entry.submit(by=cast.zhang.user)
    old = programme.road
    with pytest.raises(OutOfStep, match="另起一版"):
        programme.ask("要花多少钱", "money", by=cast.zhou)
    programme.begin_version(by=cast.zhou)
    with pytest.raises(OutOfStep, match="接着改"):
        programme.begin_version(by=cast.zhou)
    programme.ask("要花多少钱", "money", by=cast.zhou)
    programme.road_in_the_making.stages.get(position=1).remove(by=cast.zhou)
    assert programme.under_way() == 1
    programme.start_version(by=cast.zhou)
    entry = Journey.objects.get(pk=entry.pk)
    assert (entry.road, len(entry.road.gates), programme.road.version) == (old, 3, 2)
    assert [q.key for q in entry.questionnaire.asked()] == ["problem", "measure", "effect"]
    assert [q.key for q in programme.questionnaire.asked()][-1] == "q1"
    with pytest.raises(OutOfStep, match="没有正在改"):
        programme.start_version(by=cast.zhou)


def test_a_version_can_be_thrown_away(cast, programme):
    programme.begin_version(by=cast.zhou)
    programme.drop_version(by=cast.zhou)
    assert (programme.roads.count(), programme.next_questionnaire) == (1, None)
    programme.begin_version(by=cast.zhou)
    assert programme.road_in_the_making.version == 2


def test_last_years_call_is_copied(cast, programme):
    programme.face(cast.park, by=cast.zhou)
    new = programme.copy(by=cast.zhou)
    assert new.is_draft and new.questionnaire != programme.questionnaire
    for rows in ("categories", "reasons"):
        same = [list(getattr(c, rows).values_list("name", flat=True)) for c in (programme, new)]
        assert same[0] == same[1]
    assert [str(a) for a in new.audiences.all()] == ["临江智造园"]
    assert [s.name for s in new.road.gates] == [s.name for s in programme.road.gates]
    new.publish(by=cast.zhou)
    assert programme.journeys.count() == new.journeys.count() == 0


def test_it_ends_early_and_is_extended(cast, programme):
    programme.end(by=cast.zhou)
    assert not programme.is_open()
    assert programme not in Programme.objects.open()
    with pytest.raises(OutOfStep, match="本来就不收件"):
        programme.end(by=cast.zhou)
    programme.amend(by=cast.zhou, closes_at=clock.now() + timedelta(days=9))
    assert programme.is_open()
    with pytest.raises(Refusal, match="已经开始"):
        programme.amend(by=cast.zhou, opens_at=clock.now() + timedelta(days=1))


def test_a_union_faces_only_what_is_below_it(cast, draft):
    other = type(cast.bureau).found("西湾区总工会", "bureau", under=cast.city, by=cast.zhou)
    with pytest.raises(Refusal, match="不在“东湾区总工会”之下"):
        draft.face(other, by=cast.li)
    draft.face(cast.park, by=cast.li)
    with pytest.raises(Refusal, match="已在面向的范围里"):
        draft.face(cast.park, by=cast.li)


def test_a_used_category_stays(cast, programme):
    category = programme.categories.first()
    with pytest.raises(Refusal, match="不能改名"):
        category.rename("别的", by=cast.zhou)
    category.move(1, by=cast.zhou)
    assert list(programme.categories.order_by("position"))[1] == category
    category.remove(by=cast.zhou)
    assert [c.position for c in programme.categories.order_by("position")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("who", "role", "status"),
    [
        ("li", None, 200),
        ("zhou", None, 404),  # a draft is its organiser's alone, even for the union above
        ("zheng", None, 404),
        ("zheng", Role.FINANCE, 404),  # in the very union, but not to call
        ("zheng", Role.CHAIR, 200),
        ("zhang", None, 404),
    ],
)
def test_who_sets_up_a_draft(cast, draft, sign_in, who, role, status):
    if role:
        Office.grant(getattr(cast, who), role, cast.bureau, by=cast.zhou)
    client = sign_in(getattr(cast, who))
    assert client.get(address("edit", draft)).status_code == status
    if status == 404:
        assert client.post(address("publication", draft)).status_code == 404


def test_one_above_looks_at_what_is_published_and_changes_nothing(cast, draft, sign_in):
    draft.publish(by=cast.li)
    client = sign_in(cast.zhou)
    assert client.get(draft.get_absolute_url()).status_code == 200
    for name in ("edit", "trial", "preview"):
        assert client.get(address(name, draft)).status_code == 403
    for name in ("ending", "copying", "version", "terms", "stages"):
        assert client.post(address(name, draft)).status_code == 403
    draft.refresh_from_db()
    assert draft.ended_at is None


def test_a_whole_call_is_set_up_without_a_script(cast, sign_in):
    client = sign_in(cast.li)
    made = client.post("/programmes/new/", {"made": "five", "organiser": cast.bureau.pk})
    call = Programme.objects.get(published_at=None)
    assert made.url == address("edit", call)
    said = {"terms-name": "东湾五小", "terms-summary": "", "terms-opens_at": "2026-01-01T09:00",
            "terms-closes_at": "2099-12-31T17:00"}  # fmt: skip
    assert client.post(address("terms", call), said).status_code == 302
    client.post(
        address("audience", call), {"audience-kind": "park", "audience-place": "临江智造园"}
    )
    client.post(address("categories", call), {"categories-name": "小妙招"})
    answer = client.post(
        address("questions", call), {"ask-label": "有没有试过", "ask-kind": "choice"}
    )
    question = call.questionnaire.questions.get(label="有没有试过")
    assert answer.url == f"{address('edit', call)}?question={question.pk}#questions"
    client.post(
        address("question", question),
        {
            "question-label": "试过吗",
            "question-is_required": "on",
            "question-choices": "试过\n没有",
        },
    )
    stage = {"newstage-name": "主席签批", "newstage-place": "bureau", "newstage-role": "chair",
             "newstage-department": "", "newstage-working_days": "3"}  # fmt: skip
    client.post(address("stages", call), stage)
    stage = call.road.stages.get(position=4)
    client.post(
        address("stage", stage),
        {"stage-name": "主席签批", "stage-working_days": "5", "stage-if_missing": "skip",
         "stage-outcomes": ["reject", "reserve"], "stage-closed_to": ["1"]},
    )  # fmt: skip
    assert client.post(address("publication", call)).status_code == 302
    call.refresh_from_db()
    stage.refresh_from_db()
    assert (call.name, str(call.audiences.get()), call.is_open()) == (
        "东湾五小",
        "临江智造园",
        True,
    )
    assert stage.outcomes == ["pass_on", "reject", "reserve"]
    assert (stage.working_days, stage.if_missing, stage.closed_to) == (5, "skip", [1])
    assert call.questionnaire.questions.get(pk=question.pk).choices == ["试过", "没有"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("terms", {"terms-name": "", "terms-opens_at": "2026-01-01T09:00"}, "请写活动的名称"),
        ("terms", {"terms-name": "x", "terms-opens_at": "昨天"}, "时间看不懂"),
        (
            "terms",
            {"terms-name": "x", "terms-opens_at": "2026-02-01T09:00",
             "terms-closes_at": "2026-01-01T09:00"},
            "截止要晚于开始",
        ),
        ("audience", {"audience-kind": "union", "audience-place": "火星工会"}, "没有这个名称"),
        ("categories", {"categories-name": "类" * 41}, "最多 40 个字"),
        ("questions", {"ask-label": " ", "ask-kind": "text"}, "请写要问什么"),
        ("stages", {"newstage-name": "审", "newstage-place": "bureau", "newstage-role": "chair",
                    "newstage-working_days": "0"}, "至少 1 个工作日"),
    ],
)  # fmt: skip
def test_bad_input_is_said_and_nothing_is_lost(cast, draft, sign_in, name, typed, said):
    answer = sign_in(cast.li).post(address(name, draft), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    for value in typed.values():
        assert value.strip() in shown


def test_htmx_gets_the_section_alone(cast, draft, sign_in):
    row = draft.categories.first()
    answer = sign_in(cast.li).post(
        address("category_removal", row), headers={"HX-Request": "true", "HX-Target": "categories"}
    )
    shown = answer.content.decode()
    assert row.name not in shown and "节能节材" in shown
    assert "<html" not in shown and 'id="faults"' in shown


def test_a_trial_walks_level_by_level(cast, draft, sign_in):
    stage = draft.add_stage(
        "街镇复核", {"tier": "town", "role": "steward"}, working_days=3, by=cast.li
    )
    stage.amend(by=cast.li, if_missing="skip")
    answer = sign_in(cast.li).get(address("trial", draft), {"enterprise": "云仓公司"})
    shown = answer.content.decode()
    for said in (
        "临江智造园联合工会",
        "没有在任的街镇总工会创新专管员，跳过",
        "由上级代办",
        "李慧",
    ):
        assert said in shown
    assert Journey.objects.count() == 0


def test_the_preview_shows_the_form(cast, draft, sign_in):
    draft.ask("一年省多少", "money", by=cast.li)
    shown = sign_in(cast.li).get(address("preview", draft)).content.decode()
    assert "一年省多少（元）" in shown and "产品质量" in shown


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_of_drafts_asks_as_often_for_three(
    cast, sign_in, how_many, django_assert_num_queries
):
    for _ in range(how_many):
        draft_suggestion_box(cast.bureau, by=cast.li)
    client = sign_in(cast.li)
    client.get("/programmes/")
    with django_assert_num_queries(12):
        assert "草稿" in client.get("/programmes/").content.decode()


def test_a_draft_of_an_entry_moves_on_with_the_new_version(cast, programme):
    entry = Journey.start(programme, title="夹具", origin=cast.jinggong_union, by=cast.zhang.user)
    programme.begin_version(by=cast.zhou)
    programme.start_version(by=cast.zhou)
    entry.refresh_from_db()
    assert (entry.status, entry.road, entry.questionnaire) == (
        Status.DRAFT,
        programme.road,
        programme.questionnaire,
    )
