from jiangxin.kpi.models.flag import Doubt, Finding, Flag
from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.models.screening import Screening
from jiangxin.kpi.models.tally import KnownSelf, Result, Tally, Watermark
from jiangxin.kpi.models.target import PlanPeriod, Target

__all__ = [
    "Definition",
    "Doubt",
    "Finding",
    "Flag",
    "Indicator",
    "KnownSelf",
    "PlanPeriod",
    "Result",
    "Screening",
    "Tally",
    "Target",
    "Watermark",
]
