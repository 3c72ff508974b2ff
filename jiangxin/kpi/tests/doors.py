from datetime import date

from jiangxin.kpi.models import Publication
from jiangxin.kpi.tests.aids import count_all
from tests.doors import Door


def furnish(cast, programme):
    count_all()
    Publication.ask(LAST_YEAR["year"], by=cast.zhou).publish()


CODE = {"code": "people"}
LAST_YEAR = {"year": date.today().year - 1, "form": "csv"}  # noqa: DTZ011 (no database yet)
OFF = {"owner": "zhou", "anonymous": "off"}
DOORS = {
    "kpi:home": Door(get=302),
    "kpi:place": Door(subject="park", kwargs={"kind": "parks"}, owner="zheng"),
    "kpi:definitions": Door(),
    "kpi:indicator": Door(kwargs=CODE),
    "kpi:change": Door(kwargs=CODE, owner="zhou", post=422, stranger=404, former=404),
    "kpi:open_data": Door(**OFF),
    "kpi:open_file": Door(**OFF, kwargs=LAST_YEAR),
    "kpi:publications": Door(owner="zhou", post=422),
}
