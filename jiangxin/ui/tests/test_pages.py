import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_stranger_must_sign_in_to_see_the_style_page(client):
    assert client.get(reverse("ui:style")).status_code == 302


def test_the_style_page_shows_each_state(client, someone):
    client.force_login(someone)

    page = client.get(reverse("ui:style"))

    for word in ("草稿", "办理中", "已通过", "退回修改", "不通过", "已超期", "已截止"):
        assert word in page.text


def test_a_person_keeps_their_theme_and_size(client, someone):
    client.force_login(someone)
    client.post(reverse("ui:appearance"), {"theme": "dark"})
    client.post(reverse("ui:appearance"), {"text_size": "large"})

    someone.refresh_from_db()
    assert (someone.theme, someone.text_size) == ("dark", "large")
    page = client.get(reverse("ui:style")).text
    assert 'data-bs-theme="dark"' in page
    assert 'data-size="large"' in page


def test_a_stranger_keeps_them_in_a_cookie(client):
    answer = client.post(reverse("ui:appearance"), {"theme": "dark", "back": "/"})

    assert answer.cookies["appearance"].value == "dark.normal"


def test_nonsense_changes_nothing(client, someone):
    client.force_login(someone)
    client.post(reverse("ui:appearance"), {"theme": "\x00", "text_size": "x" * 9999})

    someone.refresh_from_db()
    assert (someone.theme, someone.text_size) == ("light", "normal")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_it_sends_nobody_to_another_site(client, back):
    assert client.post(reverse("ui:appearance"), {"back": back}).url == "/"


def test_htmx_gets_the_whole_page_when_there_is_no_such_box(client, someone):
    client.force_login(someone)
    for target in ("nonsense", "../base", "a#b", ""):
        page = client.get(reverse("ui:style"), headers={"HX-Request": "1", "HX-Target": target})
        assert page.status_code == 200
        assert page.text.startswith("<!doctype html>")
