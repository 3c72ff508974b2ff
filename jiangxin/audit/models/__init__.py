from jiangxin.audit.models.head import Head
from jiangxin.audit.models.lognode import LogNode
from jiangxin.audit.models.trace import Trace, leave_trace

__all__ = ["Head", "LogNode", "Trace", "leave_trace"]
