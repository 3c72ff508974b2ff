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

DOORS = house.declared()


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


@pytest.mark.parametrize("name", sorted(DOORS))
def test_owner(name, things):
    door = DOORS[name]
    url = house.address(name, things)
    client = house.signed_in(getattr(things, door.owner))
    assert client.get(url).status_code == door.get
    assert client.get(url, headers={"HX-Request": "true"}).status_code == door.get
    assert client.post(url, {}).status_code == door.post


@pytest.mark.parametrize("name", sorted(DOORS))
def test_anonymous(name, things):
    door = DOORS[name]
    for ask in (Client().get, Client().post):
        response = ask(house.address(name, things))
        if door.anonymous == "open":
            assert response.status_code in {200, 302, 405, 400}
        else:
            assert response.status_code == 302
            assert response.url.startswith("/sign-in/")


@pytest.mark.parametrize("name", sorted(n for n, d in DOORS.items() if d.subject))
@pytest.mark.parametrize("role", ["stranger", "former"])
def test_foreign(name, role, things):
    """A foreign row answers as a missing one: same status, same body, same number of queries."""
    door = DOORS[name]
    client = house.signed_in(getattr(things, door.stranger_is if role == "stranger" else "wu"))
    expected = getattr(door, role)
    foreign, missing = house.address(name, things), house.address(name, things, missing=True)
    client.get(missing)  # warm what is made once
    for method, headers in (("get", {}), ("get", {"HX-Request": "true"}), ("post", {})):
        answers = [asked(client, method, url, headers) for url in (foreign, missing)]
        assert answers[0][0] in {expected, 405}, method
        if answers[0][0] == 404:
            assert answers[0] == answers[1]


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
