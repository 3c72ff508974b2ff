from jiangxin.kpi.models import PlanPeriod
from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    count_all()
    cast.plan = PlanPeriod.objects.current()
    cast.target = cast.plan.targets.first()


CODE = {"code": "people"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
    "kpi:outline": Door(get=404),  # nobody put a map there
    "kpi:targets": Door(),
    "kpi:new_plan": Door(owner="zhou", post=422),
    "kpi:plan_change": Door(subject="plan", owner="zhou", post=422),
    "kpi:target": Door(subject="park", kwargs={"kind": "parks"}, owner="zhou", post=422),
    "kpi:target_withdrawal": Door(subject="target", owner="zhou", get=405, post=302),
}
