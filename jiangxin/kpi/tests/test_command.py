"""`jiangxin tallies`: counts, recounts, counts anew."""

import io

import pytest
from django.core.management import CommandError, call_command

from jiangxin.kpi.figures import figures_of
from jiangxin.kpi.models import Tally
from jiangxin.kpi.period import Period
from jiangxin.kpi.place import Place
from jiangxin.kpi.tests.aids import count_new

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
    assert people(cast) == 1


def test_a_recount_prints_what_differs_and_fails(cast, act):
    act(cast.zhang)
    told(rebuild=True)
    assert told(recount=True) == ""
    Tally.objects.filter(organisation=cast.city).update(acts=7)
    with pytest.raises(CommandError, match="人次应有 1，记了 7"):
        told(recount=True)
