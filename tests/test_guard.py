"""The guard: every address is declared, and gives each kind of person what was declared.

Walks every URL of the resolver as anonymous, owner, stranger and former officer, with GET, POST
and an htmx request. A foreign row must answer exactly as a row that is not there.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests import house

DOORS = house.declared()


def names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else str(pattern.pattern)


def test_every_address_is_declared():
    assert sorted(set(names()) - DOORS.keys()) == []


def test_no_declaration_outlives_its_address():
    assert sorted(DOORS.keys() - set(names())) == []


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
    for method in ("get", "post"):
        answers = [asked(client, method, url) for url in (foreign, missing)]
        assert answers[0][0] in {expected, 405}, method
        if answers[0][0] == 404:
            assert answers[0] == answers[1]


def asked(client, method, url):
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(url)
    body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", response.content)
    return response.status_code, body.replace(url.encode(), b""), len(queries)
