import re
from urllib.parse import urlsplit

from django.db import connection

ANSWER = re.compile(r"验证码 (\d{6})")
TOKEN = re.compile(r'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]+"')
MASKED = re.compile(r"\d{3}\*{4}\d{4}")


class Visitor:
    """Somebody before the door, with a browser and a phone (what the console carrier wrote)."""

    def __init__(self, client, capsys):
        self.client, self.capsys = client, capsys

    def ask(self, phone, **more):
        """Page one. Returns the answer; the code that arrived, or None, is in `self.code`."""
        self.capsys.readouterr()
        answer = self.client.post("/sign-in/", {"phone": phone, **more})
        self.code = self.arrived()
        return answer

    def arrived(self):
        found = ANSWER.search(self.capsys.readouterr().err)
        return found and found[1]

    def give(self, code):
        return self.client.post("/sign-in/code/", {"code": code})

    def come_in(self, phone, **more):
        self.ask(phone, **more)
        return self.give(self.code)

    def user(self):
        """The key of who is signed in, or None."""
        return self.client.session.get("_auth_user_id")

    @staticmethod
    def where(answer):
        return urlsplit(answer.headers.get("Location", "")).path


def wrong(code):
    return f"{(int(code or 0) + 1) % 1_000_000:06d}"


def shift(interval):
    """Put the database's clock forward, until the test is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiangxin.clock_shift', %s, false)", [interval])


def body(answer):
    """A page without the token that differs each time, and without the number that was typed."""
    return MASKED.sub("", TOKEN.sub("", answer.content.decode()))
