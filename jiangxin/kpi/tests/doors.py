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
    "kpi:rows": Door(subject="park", kwargs={"kind": "parks", **CODE}, owner="zheng"),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
}
