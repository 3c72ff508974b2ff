import pytest
from hypothesis import settings as hypothesis

from jiangxin.programmes.ready_made import suggestion_box
from tests import house
from tests.cast import build_cast

pytest_plugins = ["tests.browser"]


# A shared machine may be slow at any moment: a property is wrong or right, never late.
hypothesis.register_profile("house", deadline=None, print_blob=True)
hypothesis.load_profile("house")


@pytest.fixture(autouse=True)
def folders(settings, tmp_path_factory):
    """What tests upload lies apart from what people uploaded; whitenoise wants its folder."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def cast(db):
    return build_cast()


@pytest.fixture
def programme(cast):
    """合理化建议, the standing call of the city: three gates, enterprise, district, city."""
    return suggestion_box(cast.city, by=cast.zhou)


@pytest.fixture
def things(cast, programme):
    """The cast, and one of each thing that an address speaks of."""
    return house.furnish(cast, programme)


@pytest.fixture
def sign_in(client):
    def as_(who):
        client.force_login(getattr(who, "user", who))
        return client

    return as_
