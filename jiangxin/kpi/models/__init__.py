from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.models.publication import Publication
from jiangxin.kpi.models.tally import KnownSelf, Result, Tally, Watermark
from jiangxin.kpi.models.target import PlanPeriod, Target

__all__ = [
    "Definition",
    "Indicator",
    "KnownSelf",
    "PlanPeriod",
    "Publication",
    "Result",
    "Tally",
    "Target",
    "Watermark",
]
