"""What is looked after every minute."""

import logging
from datetime import timedelta

from django.conf import settings

from jiangxin.audit.models import Head
from jiangxin.lib.later import periodically

log = logging.getLogger(__name__)


@periodically("* * * * *")
def look_at_the_seal():
    """The sealer may be dead: somebody else has to notice."""
    lag = Head.objects.lag()
    if lag > timedelta(seconds=settings.SEAL_LAG_SECONDS):
        seconds = lag.total_seconds()
        log.error("封存落后 %.0f 秒：请看封存服务是否在运行（jiangxin sealer）。", seconds)
