from jiangxin.programmes.models.journey import Journey, OutOfStep, Status
from jiangxin.programmes.models.participation import Participation, different_people
from jiangxin.programmes.models.programme import Category, Programme, Reason
from jiangxin.programmes.models.stage import Route, Stage

__all__ = [
    "Category",
    "Journey",
    "OutOfStep",
    "Participation",
    "Programme",
    "Reason",
    "Route",
    "Stage",
    "Status",
    "different_people",
]
