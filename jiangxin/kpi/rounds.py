"""What is counted by the clock: nobody who takes part waits for it."""

import logging

from django.db import transaction

from jiangxin.kpi import tallying
from jiangxin.kpi.flags import screening
from jiangxin.kpi.flags.telling import tell_auditors
from jiangxin.kpi.models import Closing, Watermark
from jiangxin.kpi.models.subscription import tell_subscribers
from jiangxin.kpi.recounting import differences
from jiangxin.lib import clock
from jiangxin.lib.later import periodically
from jiangxin.lib.unhurried import unhurried

log = logging.getLogger(__name__)
SEARCHING = 100  # seconds; less than what a stop of the worker may wait for
SHOWN = 20  # differences in one alarm; `jiangxin tallies` prints all


@periodically("* * * * * */20")
def count_participation():
    tallying.count_acts()


@periodically("* * * * *")
def look_at_entries():
    tallying.look_at_entries()


@periodically("40 18 * * *")  # 02:40 in China
def recount_participation():
    found = recount()
    for sentence in found[:SHOWN]:
        log.error("参与位图和复算不一致：%s", sentence)


@periodically("15 0-9 * * *")  # 08:15 in China; again each hour, in case no worker was there
def tell_of_reports():
    tell_subscribers()


@periodically("*/5 19-21 * * *")  # 03:00 to 06:00 in China; what is left is left to the next one
def look_for_doubts():
    if screening.catch_up(SEARCHING):
        tell_auditors(clock.today())


@transaction.atomic
def recount():
    """All differences, as sentences; the page of figures says how many there were.

    Open months against the acts, closings against their digests.
    """
    mark = tallying.hold(wait=True)
    with unhurried():
        found = list(differences(mark.xid))
        broken = [one for one in Closing.objects.done() if not one.is_as_sealed()]
    found += [f"{one}：和封存的摘要不一致" for one in broken]
    Watermark.objects.update(recounted_at=clock.now(), differences=len(found))
    return found
