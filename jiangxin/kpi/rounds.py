"""What is counted by the clock: nobody who takes part waits for it."""

import logging

from django.db import transaction

from jiangxin.kpi import tallying
from jiangxin.kpi.flags import screening
from jiangxin.kpi.models import Watermark
from jiangxin.kpi.recounting import differences
from jiangxin.lib import clock
from jiangxin.lib.later import periodically
from jiangxin.lib.unhurried import unhurried

log = logging.getLogger(__name__)
SEARCHING = 100  # seconds; less than what a stop of the worker may wait for
SHOWN = 20  # differences in one alarm; `jiangxin tallies` prints all


@periodically("* * * * * */20")
def count_participation():
    tallying.catch_up()


@periodically("40 18 * * *")  # 02:40 in China
def recount_participation():
    found = recount()
    for sentence in found[:SHOWN]:
        log.error("参与位图和复算不一致：%s", sentence)


@periodically("*/5 19-21 * * *")  # 03:00 to 06:00 in China; what is left is left to the next one
def look_for_doubts():
    screening.catch_up(SEARCHING)


@transaction.atomic
def recount():
    """All differences, as sentences; the page of figures says how many there were."""
    mark = tallying.hold(wait=True)
    with unhurried():
        found = list(differences(mark.xid))
    Watermark.objects.update(recounted_at=clock.now(), differences=len(found))
    return found
