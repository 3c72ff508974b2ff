from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.models.report import Report
from jiangxin.kpi.models.subscription import Subscription
from jiangxin.kpi.models.tally import KnownSelf, Result, Tally, Watermark
from jiangxin.kpi.models.target import PlanPeriod, Target

__all__ = [
    "Definition",
    "Indicator",
    "KnownSelf",
    "PlanPeriod",
    "Report",
    "Result",
    "Subscription",
    "Tally",
    "Target",
    "Watermark",
]
