"""A small city in one transaction, written once for each file of tests."""

from datetime import datetime

import pytest
from django.db import transaction

from jiangxin.lib import clock
from jiangxin.operations.population.city import City

# A city so small has one of each kind by luck, which is drawn anew on every day.
ITS_DAY = datetime(2026, 11, 20, 12, tzinfo=clock.CHINA)
PEOPLE, ENTERPRISES, PARKS, PROPOSALS = 2_000, 60, 50, 150


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    counts = {"people": PEOPLE, "enterprises": ENTERPRISES, "parks": PARKS}
    said = []
    with django_db_blocker.unblock(), clock.shifted(ITS_DAY - clock.now()), transaction.atomic():
        new = City(say=said.append, seed=7, proposals=PROPOSALS, **counts)
        new.build()
        new.said = said
        yield new
        transaction.set_rollback(True)


@pytest.fixture
def sealed_off(city):
    """Whatever a test changes is gone after it."""
    with transaction.atomic():
        yield city
        transaction.set_rollback(True)
