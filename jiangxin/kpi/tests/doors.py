from datetime import date

from jiangxin.kpi.models import Doubt, PlanPeriod, Publication, Report, Subscription
from jiangxin.kpi.period import Period, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.rhythm import Rhythm
from jiangxin.kpi.tests.aids import auditor, close, count_all, declare, flagged
from jiangxin.lib import clock
from tests.doors import Door


def furnish(cast, programme):
    count_all()
    cast.closing = close(Period.year(clock.today().year - 1), cast.zhou)
    month = month_of(clock.today())
    cast.declaration = declare(Place(cast.park), cast.zheng, month=month, people=30, acts=40)
    cast.plan = PlanPeriod.objects.current()
    cast.target = cast.plan.targets.first()
    place = Place(cast.park)
    cast.report = Report.ask(place, Period.this_year(), by=cast.zheng)
    cast.report.write()
    Report.ask(place, Period.union_year(2026), by=cast.zheng)
    cast.subscription = Subscription.begin(place, Rhythm.QUARTER, by=cast.zheng)
    cast.qian = auditor(cast.bureau, by=cast.zhou)
    cast.flag = flagged(cast.jinggong, Doubt.GHOST, people=[cast.zhang.pk])
    Publication.ask(LAST_YEAR["year"], by=cast.zhou).publish()


CODE, PARKS = {"code": "people"}, {"kind": "parks"}
LAST_YEAR = {"year": date.today().year - 1, "form": "csv"}  # noqa: DTZ011 (no database yet)
OFF = {"owner": "zhou", "anonymous": "off"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs=PARKS, owner="zheng"),
    "kpi:declarations": Door(subject="park", kwargs=PARKS, owner="zheng"),
    "kpi:declare": Door(subject="park", kwargs=PARKS, owner="zheng", post=422),
    "kpi:declaration": Door(subject="declaration", owner="zheng"),
    "kpi:declaration_paper": Door(subject="declaration", owner="zheng"),
    "kpi:withdrawal": Door(subject="declaration", owner="zheng", get=405, post=302),
    "kpi:closings": Door(owner="zhou", post=422),
    "kpi:closing": Door(subject="closing", owner="zhou"),
    "kpi:wall": Door(subject="park", kwargs=PARKS, owner="zheng"),
    "kpi:reports": Door(subject="park", kwargs=PARKS, owner="zheng", post=422),
    "kpi:report": Door(subject="report", owner="zheng"),
    "kpi:report_file": Door(subject="report", kwargs={"format": "xlsx"}, owner="zheng"),
    "kpi:subscription": Door(subject="park", kwargs=PARKS, owner="zheng", get=405, post=302),
    "kpi:subscription_end": Door(subject="subscription", owner="zheng", get=405, post=302),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:rows": Door(subject="park", kwargs={"kind": "parks", **CODE}, owner="zheng"),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
    "kpi:outline": Door(get=404),  # nobody put a map there
    "kpi:targets": Door(),
    "kpi:new_plan": Door(owner="zhou", post=422),
    "kpi:plan_change": Door(subject="plan", owner="zhou", post=422),
    "kpi:target": Door(subject="park", kwargs={"kind": "parks"}, owner="zhou", post=422),
    "kpi:target_withdrawal": Door(subject="target", owner="zhou", get=405, post=302),
    "kpi:below": Door(subject="park", kwargs=PARKS, owner="zheng"),
    "kpi:flags": Door(owner="qian"),
    "kpi:flag_rules": Door(owner="qian"),
    "kpi:flag": Door(subject="flag", owner="qian", stranger_is="sun"),
    "kpi:flag_verdict": Door(subject="flag", owner="qian", get=405, post=422, stranger_is="sun"),
    "kpi:flag_answer": Door(subject="flag", get=405, post=422, stranger_is="sun"),
    "kpi:place_flags": Door(subject="park", kwargs=PARKS, owner="zheng"),
    "kpi:open_data": Door(**OFF),
    "kpi:open_file": Door(**OFF, kwargs=LAST_YEAR),
    "kpi:publications": Door(owner="zhou", post=422),
}
