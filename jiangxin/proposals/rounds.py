"""What is looked after by the clock, so that nothing of it delays a submission."""

import time

from jiangxin.lib.later import periodically
from jiangxin.proposals.models import Commonness, Likeness

SECONDS = 100  # less than what a transaction or a stop of the worker may wait for, batch by batch


NEWEST = 5_000  # looked through every minute; all of them, which takes half a second, more seldom


@periodically("* * * * *")
def catch_up_likeness():
    """Those just sent in."""
    catch_up(NEWEST)


@periodically("*/5 * * * *")
def catch_up_all_likeness():
    """Whatever lacks its row, has an older one or was written anew: after an update all of them."""
    catch_up()


def catch_up(newest=None):
    if not Commonness.objects.exists():
        Commonness.count()
    end = time.monotonic() + SECONDS
    while Likeness.catch_up(newest) and time.monotonic() < end:
        pass


@periodically("7 * * * *")
def count_commonness():
    Commonness.count()
