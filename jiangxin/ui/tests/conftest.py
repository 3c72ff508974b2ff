import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def someone(db):
    return get_user_model().objects.create_user("李慧")
