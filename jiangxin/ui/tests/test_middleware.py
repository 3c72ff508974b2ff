from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, IntegrityError, OperationalError
from django.urls import reverse

from jiangxin.lib.refusal import Refusal
from jiangxin.ui.middleware import SOMETHING_STANDS_IN_THE_WAY, RefusalMiddleware, sentence

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(rf):
    """What a person reads when a view ends with this exception."""

    def to(exception, **headers):
        request = rf.post("/somewhere/", headers=headers)
        request.user = AnonymousUser()
        return RefusalMiddleware(None).process_exception(request, exception)

    return to


def broken_constraint(name):
    error = IntegrityError()
    error.__cause__ = Exception()
    error.__cause__.diag = SimpleNamespace(constraint_name=name)
    return error


def test_a_refusal_is_a_page_with_its_sentence_and_a_way_back(answer):
    page = answer(Refusal("这件已由 周敏 通过"), Referer="http://testserver/proposals/7/")

    assert page.status_code == 409
    assert "这件已由 周敏 通过" in page.text
    assert 'href="/proposals/7/"' in page.text


def test_the_way_back_leads_to_no_other_site(answer):
    page = answer(Refusal("不行"), Referer="http://elsewhere.example/x")

    assert "elsewhere" not in page.text


def test_htmx_gets_the_sentence_in_the_alert_region(answer):
    page = answer(Refusal("这件已由 周敏 通过"), **{"HX-Request": "true", "HX-Target": "rows"})

    assert page.status_code == 409
    assert page["HX-Retarget"] == "#alerts"
    assert page.text.startswith('<div class="jx-say')


def test_markup_in_a_refusal_stays_words(answer):
    assert "<b>" not in answer(Refusal("<b>夹具</b>")).text


def test_a_broken_constraint_says_its_own_sentence():
    own = [
        constraint
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    ]
    if not own:
        pytest.skip("no model has a constraint with a sentence of its own yet")
    for constraint in own:
        said = sentence(broken_constraint(constraint.name))
        assert said == str(constraint.violation_error_message)


def test_an_unknown_constraint_is_still_a_sentence(answer):
    page = answer(broken_constraint("nobody_knows_this"))

    assert page.status_code == 409
    assert SOMETHING_STANDS_IN_THE_WAY in page.text


def test_a_locked_row_is_503_and_may_be_tried_again(answer):
    page = answer(OperationalError("canceling statement due to lock timeout"))

    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "您写的还在上一页" in page.text


@pytest.mark.parametrize(
    "exception", [DataError("NUL"), UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate")]
)
def test_what_the_database_cannot_hold_is_400(answer, exception):
    assert answer(exception).status_code == 400


def test_any_other_exception_is_left_alone(answer):
    assert answer(KeyError("x")) is None


def test_an_address_for_buttons_says_so_when_it_is_opened(client, someone):
    client.force_login(someone)
    answer = client.get(reverse("ui:appearance"))

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "这个地址不能直接打开" in answer.text


@pytest.mark.parametrize("address", ["/%00/", "/ui/?q=%00", "/ui/?%00=1", "/ui/?page=a&page=%00"])
def test_nul_in_an_address_is_400(client, address):
    page = client.get(address)

    assert page.status_code == 400
    assert page["Content-Security-Policy"].startswith("default-src 'self'")


def test_nul_in_a_cookie_is_400(client):
    client.cookies["sessionid"] = "a\x00b"

    assert client.get("/ui/").status_code == 400


def test_too_long_a_text_is_said_to_be_too_long(client, someone):
    client.force_login(someone)

    page = client.post(reverse("ui:appearance"), {"back": "长" * 1_000_000})

    assert page.status_code == 413
    assert "一次交的内容太多" in page.text


def test_odd_encodings_are_never_500(client):
    for address in ("/%ED%A0%80/", "/ui/?q=%ED%A0%80", "/ui/?q=%FF%FE", "/ui/?page=%F0%9F%92%A9"):
        assert client.get(address).status_code < 500


def test_headers_let_nothing_in_from_outside(client, someone):
    client.force_login(someone)

    page = client.get(reverse("ui:style"))

    assert "script-src 'self';" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    assert "camera=()" in page["Permissions-Policy"]


def test_a_missing_page_says_the_same_at_every_address(client, someone):
    client.force_login(someone)

    one, other = client.get("/nothing/1/"), client.get("/nothing/2/?x=y")

    assert one.status_code == other.status_code == 404
    assert one.content == other.content
    assert "没有这一页" in one.text
