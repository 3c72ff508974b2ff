from jiangxin.kpi.models import Report, Subscription
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.rhythm import Rhythm
from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    count_all()
    place = Place(cast.park)
    cast.report = Report.ask(place, Period.this_year(), by=cast.zheng)
    cast.report.write()
    Report.ask(place, Period.union_year(2026), by=cast.zheng)
    cast.subscription = Subscription.begin(place, Rhythm.QUARTER, by=cast.zheng)


CODE = {"code": "people"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:wall": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:reports": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng", post=422),
    "kpi:report": Door(subject="report", owner="zheng"),
    "kpi:report_file": Door(subject="report", kwargs={"format": "xlsx"}, owner="zheng"),
    "kpi:subscription": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng", get=405,
                             post=302),
    "kpi:subscription_end": Door(subject="subscription", owner="zheng", get=405, post=302),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
}  # fmt: skip
