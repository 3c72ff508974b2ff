from jiangxin.kpi.models.closing import ClosedFigure, Closing
from jiangxin.kpi.models.declaration import Declaration
from jiangxin.kpi.models.flag import Doubt, Finding, Flag
from jiangxin.kpi.models.indicator import Definition, Indicator
from jiangxin.kpi.models.publication import Publication
from jiangxin.kpi.models.report import Report
from jiangxin.kpi.models.screening import Screening
from jiangxin.kpi.models.subscription import Subscription
from jiangxin.kpi.models.tally import ClosedMonth, KnownSelf, Result, Tally, Watermark
from jiangxin.kpi.models.target import PlanPeriod, Target

__all__ = [
    "ClosedFigure",
    "ClosedMonth",
    "Closing",
    "Declaration",
    "Definition",
    "Doubt",
    "Finding",
    "Flag",
    "Indicator",
    "KnownSelf",
    "PlanPeriod",
    "Publication",
    "Report",
    "Result",
    "Screening",
    "Subscription",
    "Tally",
    "Target",
    "Watermark",
]
