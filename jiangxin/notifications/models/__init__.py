from jiangxin.notifications.models.contact import Contact
from jiangxin.notifications.models.delivery import Delivery, State
from jiangxin.notifications.models.kind import Carrier, Kind
from jiangxin.notifications.models.notification import Notification
from jiangxin.notifications.models.preference import Preference, QuietHours

__all__ = [
    "Carrier",
    "Contact",
    "Delivery",
    "Kind",
    "Notification",
    "Preference",
    "QuietHours",
    "State",
]
