import pytest
from django.db.models import Q

from jiangxin.lib.any_of import AnyOf
from jiangxin.organisations.models import Enterprise, Tenancy


@pytest.mark.parametrize("wrap", [lambda condition: condition, Q, lambda condition: ~~Q(condition)])
def test_the_same_rows_as_in(cast, wrap):
    keys = [cast.hengli.pk, cast.jinggong.pk]
    found = Enterprise.objects.filter(wrap(AnyOf("pk", keys)))
    assert set(found) == {cast.hengli, cast.jinggong}
    assert set(Enterprise.objects.exclude(AnyOf("pk", keys))) == set(
        Enterprise.objects.exclude(pk__in=keys)
    )


def test_a_foreign_key_needs_no_join(cast):
    here = Tenancy.objects.filter(AnyOf("enterprise", [cast.hengli.pk]))
    assert set(here) == set(Tenancy.objects.filter(enterprise=cast.hengli))
    assert "JOIN" not in str(here.query)


def test_none_of_no_keys(cast):
    assert not Enterprise.objects.filter(AnyOf("pk", [])).exists()
