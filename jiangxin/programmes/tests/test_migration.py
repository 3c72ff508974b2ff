"""What was there before the roads had versions keeps its stages, its keepers and its form."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OPENED = datetime(2026, 1, 5, 1, tzinfo=UTC)
LATER = datetime(2099, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
def before(transactional_db):
    """The apps as they were; afterwards the tables are what they are."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("programmes", "0001_initial")])
    yield MigrationExecutor(connection).loader.project_state([("programmes", "0001_initial")]).apps
    MigrationExecutor(connection).migrate(newest)


def after():
    executor = MigrationExecutor(connection)
    executor.migrate([("programmes", "0002_roads")])
    executor = MigrationExecutor(connection)
    return executor.loader.project_state([("programmes", "0002_roads")]).apps


def test_stages_become_the_first_version_of_a_road(before):
    user = before.get_model("accounts", "User").objects.create(name="周处长")
    union = before.get_model("organisations", "Organisation").objects.create(
        name="云川市总工会", tier="federation", path="/1/"
    )
    form = before.get_model("questionnaires", "Questionnaire").objects.create(name="建议表")
    calls = before.get_model("programmes", "Programme").objects
    old, future = (
        calls.create(
            name="建议", kind="suggestion", organiser=union, questionnaire=form, opens_at=at
        )
        for at in (OPENED, LATER)
    )
    for position, tier in enumerate(["enterprise", "park"], start=1):
        before.get_model("programmes", "Stage").objects.create(
            programme=old, position=position, name=tier, keeper_tier=tier,
            keeper_role="steward", if_missing="up", working_days=7,
        )  # fmt: skip
    stage = before.get_model("programmes", "Stage").objects.get(position=2)
    entry = before.get_model("programmes", "Journey").objects.create(
        programme=old, origin=union, title="快换夹具", started_by=user, status="under_way",
        stage=stage, keeper=union, due_on=OPENED.date() + timedelta(days=9), arrived_at=OPENED,
    )  # fmt: skip

    now = after()

    road = now.get_model("programmes", "Road").objects.get(programme=old.pk)
    assert (road.version, road.made_at, road.begun_at) == (1, OPENED, OPENED)
    keepers = now.get_model("programmes", "StageKeeper").objects.order_by("stage__position")
    assert list(
        keepers.values_list("stage__road", "stage__name", "position", "tier", "role", "of_park")
    ) == [
        (road.pk, "enterprise", 1, "enterprise", "steward", False),
        (road.pk, "park", 1, "park", "steward", True),
    ]
    journey = now.get_model("programmes", "Journey").objects.get(pk=entry.pk)
    assert (journey.road_id, journey.questionnaire_id, journey.stage_id) == (
        road.pk,
        form.pk,
        stage.pk,
    )
    call = now.get_model("programmes", "Programme").objects.get(pk=old.pk)
    assert (call.road_id, call.published_at, call.drafted_at) == (road.pk, OPENED, OPENED)
    assert now.get_model("programmes", "Programme").objects.get(pk=future.pk).published_at < LATER
    stage = now.get_model("programmes", "Stage").objects.first()
    assert (stage.outcomes, stage.closed_to) == (["pass_on", "hand_back", "reject"], [])
