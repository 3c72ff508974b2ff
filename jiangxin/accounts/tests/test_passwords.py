import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiangxin.accounts.models import User
from jiangxin.accounts.passwords import LongEnough, ThreeOfFour
from jiangxin.accounts.tests.visitor import Visitor

KNOWN, NOBODY = "13800000001", "13911112222"
PASSWORD, NEW = "hua ban 7 ci", "xin mi ma 8 hao"
NEW_PASSWORD = "/sign-in/password/new/"
WEAK = ["", "1234567", "12345678", "password1", "gonghui2026", "Gonghui@2026", "工会2026工会",
        "aaaaaaaa", "abababab", "13800000001", "jiangxin123", "qwertyuiop"]  # fmt: skip


@pytest.fixture
def with_password(cast):
    cast.zhang.user.choose_password(PASSWORD, by=cast.zhang.user)
    return cast


def enter(client, phone, password, **more):
    return client.post("/sign-in/password/", {"phone": phone, "password": password, **more})


def test_a_password_is_kept_as_argon2id(with_password):
    assert with_password.zhang.user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_phone_and_password_let_in(with_password, visitor):
    answer = enter(visitor.client, "+86 138 0000 0001", PASSWORD, next="/proposals/")
    assert visitor.where(answer) == "/proposals/"
    assert visitor.user() == str(with_password.zhang.user.pk)


@pytest.mark.parametrize(
    ("phone", "password"), [(KNOWN, "wrong"), (NOBODY, PASSWORD), ("13800000002", PASSWORD)]
)
def test_the_answer_to_a_wrong_pair_is_one(with_password, visitor, phone, password):
    answer = enter(visitor.client, phone, password)
    assert answer.status_code == 422
    assert "手机号或密码不对" in answer.content.decode()
    assert password not in answer.content.decode()


def test_an_unknown_number_costs_as_many_queries_as_a_known_one(with_password):
    asked = []
    for phone in (KNOWN, NOBODY):
        client = Client()
        client.get("/sign-in/password/")
        with CaptureQueriesContext(connection) as queries:
            enter(client, phone, "wrong")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_closed_account_is_a_wrong_pair(with_password, visitor):
    User.objects.filter(pk=with_password.zhang.user.pk).update(is_active=False)
    answer = enter(visitor.client, KNOWN, PASSWORD)
    assert "手机号或密码不对" in answer.content.decode()


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["huabanqici", "七十二变七十二变", "m3-luo-shuan", "      x y z"]
)
def test_no_composition_is_asked_for(password):
    validate_password(password)


def test_the_classified_policy_asks_for_three_kinds_of_ten():
    ThreeOfFour().validate("Abcdefgh12")
    ThreeOfFour().validate("abcdefgh-1")
    LongEnough(10).validate("abcdefghij")
    with pytest.raises(ValidationError):
        LongEnough(10).validate("abcdefghi")
    with pytest.raises(ValidationError):
        ThreeOfFour().validate("abcdefgh12")


def test_who_came_by_a_code_chooses_a_password_without_the_old_one(with_password, visitor):
    visitor.come_in(KNOWN)
    assert "现在的密码" not in visitor.client.get(NEW_PASSWORD).content.decode()
    answer = visitor.client.post(NEW_PASSWORD, {"new": NEW, "again": NEW})
    assert visitor.where(answer) == "/"
    with_password.zhang.user.refresh_from_db()
    assert with_password.zhang.user.check_password(NEW)
    assert visitor.client.get(NEW_PASSWORD).status_code == 200  # still signed in here


def test_who_came_by_the_password_must_know_it_to_change_it(with_password, visitor):
    enter(visitor.client, KNOWN, PASSWORD)
    given = {"new": NEW, "again": NEW}
    assert visitor.client.post(NEW_PASSWORD, given).status_code == 422
    assert visitor.client.post(NEW_PASSWORD, {**given, "old": "x"}).status_code == 422
    assert visitor.client.post(NEW_PASSWORD, {**given, "old": PASSWORD}).status_code == 302


def test_a_new_password_ends_the_other_sessions(with_password, visitor, capsys):
    elsewhere = Visitor(Client(), capsys)
    enter(elsewhere.client, KNOWN, PASSWORD)
    visitor.come_in(KNOWN)
    visitor.client.post(NEW_PASSWORD, {"new": NEW, "again": NEW})
    assert elsewhere.client.get(NEW_PASSWORD).status_code == 302


def test_the_two_must_agree_and_the_reason_stands_at_the_field(cast, visitor):
    visitor.come_in(KNOWN)
    page = visitor.client.post(NEW_PASSWORD, {"new": NEW, "again": "x"}).content.decode()
    assert "两次填的不一样" in page
    page = visitor.client.post(NEW_PASSWORD, {"new": "12345678", "again": "12345678"})
    assert "用的人太多" in page.content.decode()


def test_a_password_of_a_megabyte_is_not_hashed(with_password, visitor):
    assert enter(visitor.client, KNOWN, "x" * 900_000).status_code == 422


def test_an_account_that_is_closed_is_out_at_once(cast, visitor):
    visitor.come_in(KNOWN)
    assert visitor.client.get(NEW_PASSWORD).status_code == 200
    User.objects.filter(pk=cast.zhang.user.pk).update(is_active=False)
    assert visitor.client.get(NEW_PASSWORD).status_code == 302
