"""The whole house as the guards walk it: every address that the rooms declare, furnished."""

import importlib
import re
from functools import cache
from html import unescape

from django.apps import apps
from django.test import Client
from django.urls import reverse

MISSING = 999_999_999
FILES = {
    "proposals:photo",
    "proposals:thumbnail",
    "proposals:paper",
    "proposals:word",
    "proposals:receipt_file",
    "proposals:receipt_paper",
    "people:roster_refused",
    "portal:export_file",
    "portal:seal_file",
    "registers:template",
    "registers:register_refused",
    "proposals:patent_table_refused",
    "proposals:enclosure",
    "proposals:scan",
    "portal:dossier_paper",
    "kpi:declaration_paper",
    "kpi:report_file",
    "api:v1:openapi-json",
    "api:v1:indicators",
    "api:v1:places",
    "api:v1:figures",
    "kpi:open_file",
}  # no pages
# Answered in JSON, or with a box of a page.
FOR_SCRIPTS = {"proposals:draft_new", "proposals:draft_revision", "proposals:hint"}


def rooms():
    """What each room says of its addresses: its module `tests.doors`, where there is one."""
    for app in apps.get_app_configs():
        if app.name.startswith("jiangxin."):
            try:
                yield importlib.import_module(f"{app.name}.tests.doors")
            except ModuleNotFoundError:
                continue


@cache
def declared():
    """{name of the address: Door} over all rooms."""
    return {name: door for room in rooms() for name, door in room.DOORS.items()}


def furnish(cast, programme):
    """One of each thing that an address speaks of, beside the cast."""
    for room in rooms():
        if put := getattr(room, "furnish", None):
            put(cast, programme)
    return cast


def address(name, things, *, missing=False):
    door = declared()[name]
    kwargs = dict(door.kwargs)
    if door.subject:
        kwargs["pk"] = MISSING if missing else getattr(things, door.subject).pk
    return reverse(name, kwargs=kwargs)


def signed_in(who, **how):
    """A client as somebody of the cast (a Person, a User, a program with a key), or as nobody."""
    if secret := getattr(who, "secret", ""):
        return Client(headers={"Authorization": f"Bearer {secret}"}, **how)
    client = Client(**how)
    if who is not None:
        client.force_login(getattr(who, "user", who))
    return client


def pages(things):
    """(who, address) of each page that its owner gets."""
    for name, door in sorted(declared().items()):
        if door.get == 200 and name not in FILES:
            yield getattr(things, door.owner), address(name, things)


def variants(html, path):
    """The same page asked otherwise (?act=…, ?part=…, the next rows), as its own links offer."""
    links = [unescape(link).partition("?") for link in re.findall(r'href="([^"]*)"', html)]
    return list(dict.fromkeys(f"{path}?{q}" for base, _, q in links if q and base in ("", path)))
