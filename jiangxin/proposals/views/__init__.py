from jiangxin.proposals.views.context import decision_context, entry_context

__all__ = ["decision_context", "entry_context"]
