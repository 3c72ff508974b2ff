"""What may be typed and pressed before the door."""

import json

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jiangxin.accounts.tests.visitor import Visitor

KNOWN = "13800000001"
HOSTILE = [
    "", " ", "\0", "a\0b", "😀" * 6, "𓀀", "1" * 11, "1380000000", "138000000011",
    "' OR 1=1 --", "<script>alert(1)</script>", "+1 415 555 0100", "021-12345678", "九八七六五四",
    "١٣٨٠٠٠٠٠٠٠١", "1.38E+10", "-1", "NaN", "½" * 11, "x" * 20_000,
]  # fmt: skip
ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example",
    "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "evil.example", "@evil.example", " //evil.example", "/\n/evil.example",
    "http://testserver@evil.example/", "http://testserver/", "//testserver/", "ftp://evil.example",
    "/" + "a" * 600, "%2F%2Fevil.example", "／／evil.example", "/\u202e//evil",
]  # fmt: skip
PAGES = ["/sign-in/", "/sign-in/password/"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_gets_a_sentence(cast, visitor, text):
    fields = {"phone": text, "password": text, "code": text, "last_four": text, "next": text}
    for path in PAGES:
        assert visitor.client.post(path, fields).status_code == 422
    visitor.ask(KNOWN)
    assert visitor.client.post("/sign-in/code/", fields).status_code == 422
    assert visitor.user() is None


@pytest.mark.parametrize("path", [*PAGES, "/sign-in/code/", "/sign-in/out/"])
def test_ten_megabytes_are_turned_away(db, path):
    strict = Client(enforce_csrf_checks=True)  # as in service: it looks for the token in the body
    strict.get("/sign-in/")
    assert strict.post(path, {"phone": "1" * 10_000_000}).status_code == 413


def test_what_is_wrong_with_the_number_is_said(db, visitor):
    page = visitor.ask("1380000000").content.decode()
    assert "手机号应为 11 位，现有 10 位，请核对。" in page
    assert 'aria-invalid="true"' in page
    assert "请填写手机号" in visitor.ask("").content.decode()


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_one_is_never_sent_elsewhere(cast, visitor, onward):
    answer = visitor.come_in(KNOWN, next=onward)
    assert answer.headers["Location"] == "/"
    assert visitor.client.get("/sign-in/", {"next": onward}).headers["Location"] == "/"


def test_an_address_kept_before_the_door_is_reached(cast, visitor):
    page = visitor.client.get("/sign-in/", {"next": "/proposals/7/?page=2"}).content.decode()
    assert 'name="next" value="/proposals/7/?page=2"' in page
    assert visitor.come_in(KNOWN, next="/proposals/7/?page=2").headers["Location"] == (
        "/proposals/7/?page=2"
    )


def test_everything_else_is_closed(cast, client):
    answer = client.get("/sign-in/password/new/")
    assert answer.headers["Location"] == "/sign-in/?next=/sign-in/password/new/"


def test_the_code_page_without_an_attempt_goes_back_to_the_phone(db, client):
    for path in ("/sign-in/code/", "/sign-in/last-four/"):
        assert client.get(path).headers["Location"] == "/sign-in/"
        assert client.post(path, {"code": "123456"}).headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/again/").headers["Location"] == "/sign-in/"


def test_signing_out_needs_a_press(cast, visitor):
    visitor.come_in(KNOWN)
    assert visitor.client.get("/sign-in/out/").status_code == 405
    assert visitor.user()
    assert visitor.where(visitor.client.post("/sign-in/out/")) == "/sign-in/"
    assert visitor.user() is None


def test_a_form_from_elsewhere_is_refused(cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"phone": KNOWN}).status_code == 403
    assert strict.post("/sign-in/out/").status_code == 403


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_change_phone"],
)
def test_what_is_not_used_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_outside_a_demonstration_nothing_of_it_is_shown(cast, visitor, settings, tmp_path):
    settings.VAR = tmp_path
    write_roles(tmp_path)
    assert "以谁的身份看看" not in visitor.client.get("/sign-in/").content.decode()
    visitor.ask(KNOWN)
    page = visitor.client.get("/sign-in/code/").content.decode()
    assert "演示" not in page
    assert visitor.code not in page


def test_a_demonstration_shows_the_roles_and_the_code(cast, visitor, settings, tmp_path):
    settings.DEMONSTRATION, settings.VAR = True, tmp_path
    assert visitor.client.get("/sign-in/").status_code == 200  # not built yet
    write_roles(tmp_path)
    page = visitor.client.get("/sign-in/").content.decode()
    assert "张师傅，精工公司 职工" in page
    assert f'name="phone" value="{KNOWN}"' in page
    visitor.ask(KNOWN)
    page = visitor.client.get("/sign-in/code/").content.decode()
    assert f"演示验证码：{visitor.code[:3]} {visitor.code[3:]}" in page
    assert visitor.user() is None  # not a back door
    visitor.give(f"{visitor.code[:3]} {visitor.code[3:]}")
    assert visitor.user()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "[1]", '[{"role": 1}]', "null", "7"])
def test_a_broken_list_of_roles_is_no_list(db, client, settings, tmp_path, text):
    settings.DEMONSTRATION, settings.VAR = True, tmp_path
    (tmp_path / "demo.json").write_text(text)
    assert client.get("/sign-in/").status_code == 200


def write_roles(folder):
    row = {"role": "职工", "place": "精工公司", "name": "张师傅", "phone": KNOWN}
    (folder / "demo.json").write_text(json.dumps([row]))


def test_pages_before_the_door_are_not_kept_by_browsers(cast, visitor):
    visitor.ask(KNOWN)
    for path in ("/sign-in/", "/sign-in/code/", "/sign-in/password/", "/sign-in/lost/"):
        assert "no-store" in visitor.client.get(path).headers["Cache-Control"]


def test_who_is_inside_is_sent_on(cast, capsys, sign_in):
    inside = Visitor(sign_in(cast.zhang), capsys)
    assert inside.client.get("/sign-in/", {"next": "/ui/"}).headers["Location"] == "/ui/"
    assert inside.client.get("/sign-in/code/").headers["Location"] == "/"
