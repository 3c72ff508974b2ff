"""What is looked after every few minutes."""

from jiangxin.lib.later import later, periodically
from jiangxin.notifications.models import Delivery

FEW = 500


@periodically("*/10 * * * *")
def wake_forgotten_deliveries():
    """Their job was lost: the worker died too often under it, or a backup came back without it."""
    for delivery in Delivery.objects.forgotten().order_by("id")[:FEW]:
        later(delivery.send)
