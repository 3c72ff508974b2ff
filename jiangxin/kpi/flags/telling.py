"""What a night's search found anew is told to 经审 in the morning: one message, if anything."""

from django.contrib.auth import get_user_model
from django.urls import reverse

from jiangxin.kpi.models import Flag, Screening
from jiangxin.lib import clock
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Office


def tell_auditors(night):
    """Once all months of this night are searched; told again, nobody hears it twice."""
    searched = Screening.objects.filter(night=night)
    if not searched or searched.filter(ended_at=None).exists():
        return
    new = Flag.objects.shown("open").filter(found_at__gte=clock.midnight(night))
    offices = Office.objects.today().filter(role=Office.Role.AUDIT)
    for user in get_user_model().objects.filter(pk__in=offices.values("user"), is_active=True):
        if count := new.visible_to(user).count():
            Notification.tell(
                user,
                f"昨夜新查出 {count:,} 条疑点",
                text="每条都写明为什么、涉及多少人。疑点不改任何数字。",
                path=reverse("kpi:flags"),
                key=f"doubts:{night}",
            )
