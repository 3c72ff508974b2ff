import logging

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from hypothesis import settings as hypothesis

from jiangxin.lib.tests.aids import empty_queue
from jiangxin.programmes.ready_made import suggestion_box
from tests import house
from tests.attack import Attack
from tests.cast import build_cast

pytest_plugins = ["tests.browser"]


def pytest_configure(config):
    """The full tier looks for new examples, the other one asks the same ones every time.

    A shared machine may be slow at any moment: a property is wrong or right, never late.
    """
    known = "not slow" in config.option.markexpr
    hypothesis.register_profile("house", deadline=None, print_blob=True, derandomize=known)
    hypothesis.load_profile("house")


def pytest_collection_modifyitems(items):
    """Those of the whole house come first: they are long, and at the end one core would wait."""
    items.sort(key=lambda item: item.path.parent.name != "tests" or "jiangxin" in item.path.parts)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path_factory):
    """What tests write lies apart from what people wrote; whitenoise wants its folder."""
    base = tmp_path_factory.getbasetemp()
    settings.MEDIA_ROOT, settings.HEADS = base / "media", base / "heads"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def queue(request, django_db_blocker):
    """What a test that commits left in the queue and the cache is no business of the next one."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            empty_queue()
            cache.clear()  # its table is no model's: no flush empties it


@pytest.fixture
def cast(db):
    return build_cast()


@pytest.fixture
def programme(cast):
    """合理化建议, the standing call of the city: three gates, enterprise, district, city."""
    return suggestion_box(cast.city, by=cast.zhou)


@pytest.fixture(scope="module")
def standing_things(django_db_setup, django_db_blocker, tmp_path_factory):
    """The same as `things`, put once for all tests of a file; each takes back what it changes."""
    base = tmp_path_factory.getbasetemp()
    folders = override_settings(MEDIA_ROOT=base / "media", HEADS=base / "heads")
    with folders, django_db_blocker.unblock(), transaction.atomic():
        cast = build_cast()
        yield house.furnish(cast, suggestion_box(cast.city, by=cast.zhou))
        transaction.set_rollback(True)


@pytest.fixture
def things(cast, programme):
    """The cast, and one of each thing that an address speaks of."""
    return house.furnish(cast, programme)


@pytest.fixture(scope="session")
def is_full(request):
    """Is this the full tier (make test-full)?"""
    return "not slow" not in request.config.option.markexpr


@pytest.fixture
def attack(request):
    """Requests that nobody should send; what came of them is told at the end."""
    one = Attack()
    logging.disable()  # thousands of refusals
    yield one
    logging.disable(logging.NOTSET)
    one.say(request.node.name)


@pytest.fixture
def sign_in(client):
    def as_(who):
        client.force_login(getattr(who, "user", who))
        return client

    return as_
