"""`jiangxin tallies`: counts, recounts, counts anew.

It waits for older transactions, also for those of tests beside this one, in other databases: what
it has counted at once is not certain here.
"""

import io

import pytest
from django.core.management import CommandError, call_command
from pyroaring import BitMap

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Tally
from jiangxin.kpi.models.tally import SETS
from jiangxin.kpi.period import Period, month_of
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_new
from jiangxin.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


def told(**how):
    out = io.StringIO()
    call_command("tallies", stdout=out, **how)
    return out.getvalue()


def people(cast):
    return figures_of(Place(cast.city), Period.this_year(), {"people"})["people"].value


def test_it_counts_anew_and_names_each_month(cast, act):
    row = act(cast.zhang)
    count_new()
    Tally.objects.all().delete()
    assert people(cast) == 0
    assert told(rebuild=True) == f"{row.on:%Y-%m}\n"
    count_new()
    assert people(cast) == 1


def test_a_recount_prints_what_differs_and_fails(cast, act):
    act(cast.zhang)
    told(rebuild=True)
    assert told(recount=True) == ""
    nobody = dict.fromkeys(SETS, BitMap().serialize())
    Tally.objects.create(organisation=cast.city, month=month_of(clock.today()), kind="opinion",
                         is_in_plan=False, acts=7, **nobody)  # fmt: skip
    with pytest.raises(CommandError, match="人次应有 0，记了 7"):
        told(recount=True)
