"""活动 as a file."""

from jiangxin.documents.table import Table
from jiangxin.programmes.models import Programme

PROGRAMME = {
    "活动": lambda programme: programme.name,
    "类型": lambda programme: programme.get_kind_display(),
    "发起": lambda programme: programme.organiser.name,
    "开始": lambda programme: programme.opens_at,
    "截止": lambda programme: programme.closes_at,
    "一句话": lambda programme: programme.summary,
}


def programmes(user):
    """活动: what an officer's list shows, the newest first."""
    rows = Programme.objects.visible_to(user).for_list()
    return Table("活动", PROGRAMME, rows.order_by("-id"))
