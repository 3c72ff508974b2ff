"""Looking for doubts by night: month by month, some units at a time; killed, it goes on there."""

import math
import time
from hashlib import sha256

from django.db import transaction

from jiangxin.audit.models import leave_trace
from jiangxin.kpi.flags import entry_doubts, people_doubts, rules, unit_doubts
from jiangxin.kpi.flags.batch import Batch
from jiangxin.kpi.models import Flag, Screening
from jiangxin.kpi.period import later_by, month_of
from jiangxin.lib import clock
from jiangxin.lib.unhurried import unhurried
from jiangxin.organisations.models import Enterprise
from jiangxin.programmes.models import Participation

UNITS = 250  # of a batch, which is one transaction
BACK = 3  # months before this one: what is filed later may tell of them
FINDERS = (*people_doubts.RULES, *entry_doubts.RULES, *unit_doubts.RULES)


def catch_up(seconds, units=UNITS):
    """Go on with tonight's search for at most so many seconds; whether all of it is done."""
    end, tonight = time.monotonic() + seconds, clock.today()
    for month in months(tonight):
        Screening.objects.bulk_create([Screening(month=month, night=tonight)],
                                      ignore_conflicts=True)  # fmt: skip
        while one_batch(month, tonight, units):
            if time.monotonic() > end:
                return False
    return True


def months(day):
    """Those that are looked through in the night before this day, the oldest first."""
    return [later_by(month_of(day), -back) for back in range(BACK, -1, -1)]


@transaction.atomic
def one_batch(month, tonight, units=UNITS):
    """The next units of a month; False once all were looked at, or while another one does it."""
    rows = Screening.objects.select_for_update(skip_locked=True)
    screening = rows.filter(month=month).first()
    if screening is None or (screening.night == tonight and screening.ended_at):
        return False
    if screening.night != tonight:
        screening.begin(tonight)
    following = Enterprise.objects.filter(pk__gt=screening.reached).order_by("pk")
    keys = list(following.values_list("pk", flat=True)[:units])
    with unhurried():
        if keys:
            look_at(screening, keys)
            screening.go_on(keys[-1])
        else:
            draw_lots(screening, tonight)
            screening.end()
    return bool(keys)


def look_at(screening, enterprises):
    """All rules over these units; that numbers were opened leaves a trace."""
    batch = Batch(enterprises, screening.month)
    found = {one.mark: one for finder in FINDERS for one in finder(batch)}
    screening.keep(enterprises, found)
    if batch.opened:
        leave_trace("比对证件号", screening, by=None, opened=batch.opened, units=len(enterprises))


def draw_lots(screening, tonight):
    """Once a month is over: a share of the units that took part and have no flag."""
    if screening.drawn is not None or screening.month >= month_of(tonight):
        return
    last = later_by(screening.month, 1)
    acts = Participation.objects.standing().filter(on__gte=screening.month, on__lt=last)
    flagged = Flag.objects.filter(month=screening.month, faded_at=None).values("enterprise")
    active = acts.order_by().values_list("enterprise", flat=True).distinct()
    clean = sorted(set(active) - set(flagged.values_list("enterprise", flat=True)))
    screening.draw(clean, lots(clean, screening.seed))


def lots(units, seed, per_cent=rules.LOT_PER_CENT):
    """Some of these keys: anybody who knows the seed draws the same."""
    count = math.ceil(len(units) * per_cent / 100)
    return sorted(units, key=lambda key: sha256(f"{seed}:{key}".encode()).digest())[:count]
