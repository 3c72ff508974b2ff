import pytest

from jiangxin.programmes.ready_made import suggestion_box
from tests.cast import build_cast

pytest_plugins = ["tests.browser"]


@pytest.fixture
def cast(db):
    return build_cast()


@pytest.fixture
def programme(cast):
    """合理化建议, the standing call of the city: three gates, enterprise, district, city."""
    return suggestion_box(cast.city, by=cast.zhou)


@pytest.fixture
def sign_in(client):
    def as_(who):
        client.force_login(getattr(who, "user", who))
        return client

    return as_
