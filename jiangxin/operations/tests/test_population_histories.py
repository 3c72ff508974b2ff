"""The moves of the city as 变动, and what was called otherwise before."""

from datetime import timedelta

import pytest

from jiangxin.lib import clock
from jiangxin.organisations.models import (
    Affiliation,
    Change,
    FormerName,
    Office,
    Organisation,
    Placement,
    Tenancy,
)
from jiangxin.people.models import FormerName as PersonsFormerName
from jiangxin.people.models import Person

pytestmark = pytest.mark.django_db  # the city is written before, in a transaction around each


def test_every_move_is_a_change(city):
    over = [kind.objects.exclude(until=None) for kind in (Tenancy, Placement, Affiliation)]
    assert any(over)
    renamed = FormerName.objects.count()
    assert Change.objects.count() == sum(map(len, over)) + renamed
    assert Change.objects.filter(kind="更名").count() == renamed > 0
    for left in over[0][:1]:
        assert Change.objects.about(left.enterprise).exists()


def test_names_were_others_once(city):
    today = clock.today()
    for former in FormerName.objects.exclude(enterprise=None):
        before = former.until - timedelta(days=1)
        assert former.enterprise.name_on(before) == former.name != former.enterprise.name
    assert PersonsFormerName.objects.filter(until__lt=today).exists()
    for former in PersonsFormerName.objects.select_related("person"):
        assert former.name != former.person.name
        assert former.name[0] == former.person.name[0]
    assert PersonsFormerName.objects.count() < Person.objects.count() / 50


def test_changes_of_each_kind_can_be_taken_back(sealed_off):
    chief = Office.objects.get(organisation__tier=Organisation.Tier.FEDERATION).user
    kinds = set(Change.objects.values_list("kind", flat=True))
    assert "更名" in kinds and len(kinds) > 2  # which others there are, depends on the day
    for kind in sorted(kinds):
        changes = Change.objects.filter(kind=kind).for_list()
        change = next(change for change in changes if not change.is_stood_on)
        change.undo(by=chief)
        assert change.is_undone()
