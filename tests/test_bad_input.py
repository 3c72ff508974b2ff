"""Whatever is put into a field, an address or a header: a sentence or a page, never a 500.

The forms are read off the pages themselves, so that a new field is attacked from its first day.
Reliability paper, FZ-2. The fast tier puts 20 values of each kind into each form; the full tier
puts 200 into each field, by each button.
"""

import re
from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import override_settings
from django.urls import reverse

from jiangxin.people.tests.rosters import HEADER, received, upload
from tests import house
from tests.attack import BOUNDARY, FORM, PARTS, body, raw, undone
from tests.cast import phone
from tests.forms_of import forms_of
from tests.nasty import BREAKOUTS, FEW, FILES, HUGE, MANY, PATHS, QUERIES, TARGETS, values
from tests.states import ROWS

NUMBER = re.compile(r"\d+")
PARAMETERS = ["page", "q", "part", "status", "under", "enterprise", "branches", "act", "next"]
SHARES = 2  # of the forms, so that several processes may share the work
HERE = "http://testserver"
EXAMPLES = {
    "title": "快换夹具",
    "answer_problem": "换型慢",
    "answer_measure": "改定位销",
    "remark": "请补一张照片",
    "workers": "20",
    "name": "刘徒弟",
    "tail": "0002",
    "reason": "核对技师证书",
    "new": "Gongjiang-2026",
    "again": "Gongjiang-2026",
    "phone": phone(1),
    "park": "临江智造园",
    "organisation": "精工公司工会",
    "parent": "东湾区总工会",
    "other": "恒力公司",
    "credit_code": "91310000MA0000009",
}

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]


@pytest.fixture
def things(standing_things, db):
    return standing_things


@pytest.fixture(scope="module")
def pages(standing_things):
    """[(who, address)] of every page, and of what shows another form in another state."""
    things = standing_things
    roster = received(things.jinggong, upload(ROWS), by=things.zhao)
    unsure = received(things.hengli, upload(ROWS, header=["人员", *HEADER[1:]]), by=things.sun)
    return [
        *house.pages(things),
        (things.zhang, things.draft.get_absolute_url()),
        (things.zhang, things.proposal.get_absolute_url()),
        (things.liu, things.asking.get_absolute_url()),
        (things.zhao, roster.get_absolute_url()),
        (things.sun, reverse("people:roster_columns", args=[unsure.pk])),
    ]


@pytest.fixture(scope="module")
def forms(pages, is_full):
    """[(client, path, form)]: each kind of form that has fields, once.

    A page's links to itself (?act=…) lead to other forms of the same page; such as ask the same
    count as one, but in the full tier.
    """
    with override_settings(DEMONSTRATION=False):
        found = list(forms_in(pages, is_full))
    assert len(found) > 25
    return found


def forms_in(pages, is_full):
    clients = {who: house.signed_in(who) for who, _ in pages}
    asked = [(clients[who], path) for who, path in pages] + list(before_the_door())
    seen = set()
    for client, path in asked:
        page = client.get(path).content.decode()
        for where in [path, *house.variants(page, path)]:
            html = page if where == path else client.get(where).content.decode()
            for form in forms_of(html, where):
                action = NUMBER.sub("N", form.action.split("?")[0])
                act = where.partition("act=")[2] if is_full else ""
                kind = (action, tuple(form.fields), act)
                if form.fields and form.buttons and kind not in seen:
                    seen.add(kind)
                    yield client, where, form


def before_the_door():
    """Clients who are asked for a phone, a password, a code."""
    yield house.signed_in(None), reverse("account_login")
    yield house.signed_in(None), reverse("account_password_sign_in")
    waiting = house.signed_in(None)
    waiting.post(reverse("account_login"), {"phone": phone(1)})
    yield waiting, reverse("account_code")


@pytest.mark.parametrize("share", range(SHARES))
def test_no_value_breaks_a_form(share, forms, attack, is_full):
    for client, path, form in forms[share::SHARES]:
        for number, (name, value) in enumerate(attempts(form, is_full)):
            turn = number % len(form.buttons)
            for button in form.buttons if is_full else form.buttons[turn : turn + 1]:
                with undone():
                    fill(attack, client, path, form, button, {name: value})


def attempts(form, is_full):
    """(field, value): each kind of value, over the fields of its kind in turn; or over each."""
    for kind in sorted({field.kind for field in form.fields.values()}):
        names = [name for name, field in form.fields.items() if field.kind == kind]
        nasty = FILES if kind == "file" else values(kind, MANY if is_full else FEW)
        for number, value in enumerate(nasty):
            for name in names if is_full else [names[number % len(names)]]:
                yield name, value


def fill(attack, client, path, form, button, nasty):
    """Send the form as it stands with these values in it, and look at what comes of it."""
    given = {**example(form), **({button[1]: button[2]} if button[1] else {}), **nasty}
    if form.method == "get":
        asked = "&".join(f"{quote(n)}={quote_from_bytes(raw(v))}" for n, v in given.items())
        return attack.get(client, f"{path.split('?')[0]}?{asked}")
    pairs, headers = list(given.items()), {"referer": HERE + path}
    answer = attack.post(client, button[0], pairs, multipart=form.multipart, headers=headers)
    if answer.status_code == 302 and BREAKOUTS & {v for v in nasty.values() if isinstance(v, str)}:
        attack.get(client, answer.url)
    if answer.status_code in (200, 422):
        attack.wrong += lost(form, given, answer, path)
    return answer


def example(form):
    """What somebody honest would send."""
    return {
        name: value if value or form.fields[name].kind == "choice" else EXAMPLES.get(name, "")
        for name, value in form.filled().items()
    }


def lost(form, given, answer, path):
    """Fields of a refused form in which what was typed does not stand any more."""
    said = forms_of(answer.text, path) if 'aria-invalid="true"' in answer.text else []
    again = [one for one in said if list(one.fields) == list(form.fields) and one.says_wrong]
    for name, field in again[0].fields.items() if again else ():
        typed = given.get(name)
        if field.kind in ("file", "choice") or field.secret or not isinstance(typed, str):
            continue
        if bare(field.value) != bare(typed):
            yield f"{path}: {name} was {typed[:60]!r}, came back as {field.value[:60]!r}"


def bare(text):
    return re.sub(r"\r\n?", "\n", text).strip().replace("\x00", "")


def test_no_form_breaks_by_its_shape(forms, attack):
    """Fields that are missing, doubled or too many; a body that is cut, mislabelled or too long."""
    for client, path, form in forms:
        if form.method == "post":
            pairs = list(example(form).items()) or [(name, "") for name in form.fields]
            for data, kind in shapes(pairs, form):
                with undone():
                    how = {"data": data, "content_type": kind, "headers": {"referer": HERE + path}}
                    attack.send(client, "POST", form.buttons[0][0], **how)


def shapes(pairs, form):
    as_form, as_parts = body(pairs, False)[0], body(pairs, True)[0]
    yield b"", FORM
    yield body(pairs * 3, form.multipart)
    yield body([(f"{name}[]", value) for name, value in pairs], form.multipart)
    yield body([(name.upper(), value) for name, value in pairs], form.multipart)
    yield body([(f"x{n}", "") for n in range(500)], form.multipart)
    yield body([*pairs, (pairs[-1][0], HUGE)], form.multipart)
    yield as_parts[: len(as_parts) * 2 // 3], PARTS
    yield as_parts, f"multipart/form-data; boundary={'x' * 300}"
    yield as_parts, "multipart/form-data"
    yield as_parts.replace(BOUNDARY.encode(), b"?"), PARTS
    yield as_form, PARTS
    yield as_form, "application/json"
    yield as_form, f"{FORM}; charset=utf-16"
    yield as_form, f"{FORM}; charset=nonsense"
    yield as_form, ""
    yield b"%" * 1000 + b"&=&=&;;%zz=%u1234", FORM
    yield b"\xff\xfe\x00" * 300, FORM


def test_no_form_is_taken_without_its_token(forms, attack):
    tokens = [("csrfmiddlewaretoken", value) for value in ("", "x", "x" * 64, "\x00", b"\xff")]
    for client, _path, form in forms:
        if form.method == "post":
            client.handler.enforce_csrf_checks = True
            for extra in ([], *([one] for one in tokens)):
                pairs = [*example(form).items(), *extra]
                with undone():
                    answer = attack.post(client, form.buttons[0][0], pairs)
                assert answer.status_code in (400, 403), form.action
            client.handler.enforce_csrf_checks = False


@pytest.mark.parametrize("share", range(2))
def test_no_query_breaks_a_page(share, things, attack, is_full):
    """Nonsense after the question mark; cursors of another list, or tampered with."""
    for number, (who, path) in enumerate([*house.pages(things)][share::2]):
        client = house.signed_in(who)
        for place, value in enumerate(QUERIES if is_full else QUERIES[number % 3 :: 3]):
            turn = (place + number) % len(PARAMETERS)
            for name in PARAMETERS if is_full else PARAMETERS[turn : turn + 1]:
                with undone():
                    attack.get(client, f"{path}?{name}={quote_from_bytes(raw(value))}")


def test_no_address_header_or_method_breaks_the_house(things, attack, is_full):
    client = house.signed_in(things.zhao)
    for path in PATHS:
        with undone():
            attack.get(client, path)
    for name in sorted(house.declared()):
        path = house.address(name, things)
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "JX"):
            with undone():
                attack.send(client, method, path)
    for number, (who, path) in enumerate(house.pages(things)):
        client = house.signed_in(who)
        for target in TARGETS if is_full else TARGETS[number % 3 :: 3]:
            with undone():
                headers = {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": target}
                attack.get(client, path, headers=headers)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", "[::1", "\u00e9",
     "testserver:80:80", "..", "%00", "x" * 300, "testserver/../"],
)  # fmt: skip
def test_a_foreign_host_is_turned_away(host, things, attack):
    client = house.signed_in(things.zhao)
    for path in ("/", "/desk/", "/sign-in/", "/nothing/"):
        answer = attack.get(client, path, HTTP_HOST=host)
        assert answer.status_code == 400
        assert "evil" not in answer.text
