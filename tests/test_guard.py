"""The guard: every address is declared, and gives each kind of person what was declared.

Walks every URL of the resolver as anonymous, owner, stranger and former officer, with GET, POST
and an htmx request. A foreign row must answer exactly as a row that is not there.
"""

import re

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests import house
from tests.attack import undone

DOORS = house.declared()
pytestmark = pytest.mark.django_db
WITHOUT_SIGN_IN = {"open": {200, 302, 405, 400}, "key": {401, 405}, "off": {404, 405}}


@pytest.fixture
def things(standing_things, db):
    return standing_things


def patterns(resolver=None, prefix=""):
    """(name, pattern) of every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from patterns(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else str(pattern.pattern), pattern


def names():
    return {name for name, _ in patterns()}


def test_every_address_is_declared():
    assert sorted(names() - DOORS.keys()) == []


def test_no_declaration_outlives_its_address():
    assert sorted(DOORS.keys() - names()) == []


ROOMS = sorted({name.split(":")[0].split("_")[0] for name in DOORS})


def doors_of(room):
    """(name, door) of each address of a room; each is tried on the same furniture, and undone."""
    for name, door in sorted(DOORS.items()):
        if name.split(":")[0].split("_")[0] == room:
            with undone():
                yield name, door


@pytest.mark.parametrize("room", ROOMS)
def test_owner(room, things):
    wrong = {}
    for name, door in doors_of(room):
        url = house.address(name, things)
        client = house.signed_in(getattr(things, door.owner))
        got = [
            client.get(url).status_code,
            client.get(url, headers={"HX-Request": "true"}).status_code,
            client.post(url, {}).status_code,
        ]
        if got != [door.get, door.get, door.post]:
            wrong[name] = got
    assert wrong == {}


@pytest.mark.parametrize("room", ROOMS)
def test_anonymous(room, things):
    wrong = {}
    for name, door in doors_of(room):
        for ask in (Client().get, Client().post):
            response = ask(house.address(name, things))
            if door.anonymous == "sign-in":
                is_right = response.status_code == 302 and response.url.startswith("/sign-in/")
            else:
                is_right = response.status_code in WITHOUT_SIGN_IN[door.anonymous]
            if not is_right:
                wrong[name] = response.status_code
    assert wrong == {}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("role", ["stranger", "former"])
def test_foreign(room, role, things):
    """A foreign row answers as a missing one: same status, same body, same number of queries."""
    wrong = {}
    for name, door in doors_of(room):
        if door.subject:
            wrong |= foreign(name, door, role, things)
    assert wrong == {}


def foreign(name, door, role, things):
    """{name: what is wrong} where a foreign row tells more than a missing one."""
    client = house.signed_in(getattr(things, door.stranger_is if role == "stranger" else "wu"))
    expected, wrong = getattr(door, role), {}
    there, missing = house.address(name, things), house.address(name, things, missing=True)
    client.get(missing)  # warm what is made once
    for method, headers in (("get", {}), ("get", {"HX-Request": "true"}), ("post", {})):
        answers = [asked(client, method, url, headers) for url in (there, missing)]
        status = answers[0][0]
        if status not in {expected, 405} or (status == 404 and answers[0] != answers[1]):
            wrong[f"{name} {method}"] = [answer[0::2] for answer in answers]
    return wrong


def asked(client, method, url, headers):
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(url, headers=headers)
    body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", response.content)
    return response.status_code, body.replace(url.encode(), b""), len(queries)


def shadowed():
    """(name, view) of each address at which a room above answers with more: its own view too."""
    for name, pattern in patterns():
        door = DOORS.get(name)
        if door and door.subject:
            path = reverse(name, kwargs={**door.kwargs, "pk": 1})
            if resolve(path).func is not pattern.callback:
                yield name, pattern.callback


@pytest.mark.parametrize(("name", "view"), sorted(shadowed(), key=str))
def test_a_shadowed_view_is_guarded_too(name, view, things, rf):
    door = DOORS[name]
    key = getattr(things, door.subject).pk
    assert view(request_of(rf, getattr(things, door.owner)), pk=key).status_code == door.get
    for stranger in (getattr(things, door.stranger_is), things.wu):
        with pytest.raises(Http404):
            view(request_of(rf, stranger), pk=key)


def request_of(rf, who):
    request = rf.get("/")
    request.user, request.htmx = getattr(who, "user", who), None
    request.session, request._messages = {}, []
    return request
