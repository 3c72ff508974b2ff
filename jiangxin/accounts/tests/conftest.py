import pytest
from django.test import Client

from jiangxin.accounts.tests.visitor import Visitor


@pytest.fixture
def visitor(client, capsys):
    return Visitor(client, capsys)


@pytest.fixture
def other_visitor(capsys):
    """Somebody else, elsewhere."""
    return Visitor(Client(), capsys)
