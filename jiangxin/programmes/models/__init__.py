from jiangxin.programmes.models.audience import Audience
from jiangxin.programmes.models.journey import Journey
from jiangxin.programmes.models.lists import Category, Reason
from jiangxin.programmes.models.participation import Participation, different_people
from jiangxin.programmes.models.programme import Programme
from jiangxin.programmes.models.road import Road
from jiangxin.programmes.models.route import Gate, Route
from jiangxin.programmes.models.seat import Seat
from jiangxin.programmes.models.stage import Outcome, Stage, StageKeeper
from jiangxin.programmes.models.status import GONE, Status

__all__ = [
    "GONE",
    "Audience",
    "Category",
    "Gate",
    "Journey",
    "Outcome",
    "Participation",
    "Programme",
    "Reason",
    "Road",
    "Route",
    "Seat",
    "Stage",
    "StageKeeper",
    "Status",
    "different_people",
]
