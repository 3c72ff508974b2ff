from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    count_all()


CODE = {"code": "people"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
    "kpi:below": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
}
