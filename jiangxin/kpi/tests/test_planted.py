"""A small planted city: what the whole bench measures, on few units."""

import pytest

from bench.flags import measured
from bench.planting import KINDS

pytestmark = pytest.mark.django_db


def test_planted_inflation_is_found_and_honest_units_are_left_alone():
    """24 of 24 kinds and units, and at most one of 60 honest ones."""
    outcome, _ = measured(20170301, clean=60, planted=2)
    assert {kind: outcome.found[kind] for kind in KINDS} == dict.fromkeys(KINDS, 2)
    assert outcome.wronged <= 1, outcome.wrong
