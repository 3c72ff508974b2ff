from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    count_all()


CODE = {"code": "people"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:organisation": Door(subject="jinggong_union"),
    "kpi:park": Door(subject="park", owner="zheng"),
    "kpi:enterprise": Door(subject="jinggong"),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
}
