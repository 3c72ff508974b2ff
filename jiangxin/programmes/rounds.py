"""What the programmes do by the clock."""

import logging

from jiangxin.lib import clock
from jiangxin.lib.later import periodically
from jiangxin.programmes.models import Journey

log = logging.getLogger(__name__)


@periodically("*/20 * * * *")
def sound_alarms():
    """Each in a transaction of its own: killed half-way, the next round does the rest."""
    for row in list(Journey.objects.ringing(clock.today())):
        try:
            Journey.objects.get(pk=row["pk"]).sound()
        except Exception:  # whatever is wrong with one of them, the others must not fall silent
            log.exception("the alarm of journey %s failed", row["pk"])
