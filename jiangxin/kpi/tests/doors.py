from jiangxin.kpi.models import Doubt
from jiangxin.kpi.tests.aids import auditor, count_all, flagged
from tests.doors import Door


def furnish(cast, programme):
    count_all()
    cast.qian = auditor(cast.bureau, by=cast.zhou)
    cast.flag = flagged(cast.jinggong, Doubt.GHOST, people=[cast.zhang.pk])


CODE = {"code": "people"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
    "kpi:flags": Door(owner="qian"),
    "kpi:flag_rules": Door(owner="qian"),
    "kpi:flag": Door(subject="flag", owner="qian", stranger_is="sun"),
    "kpi:flag_verdict": Door(subject="flag", owner="qian", get=405, post=422, stranger_is="sun"),
    "kpi:flag_answer": Door(subject="flag", get=405, post=422, stranger_is="sun"),
    "kpi:place_flags": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
}
