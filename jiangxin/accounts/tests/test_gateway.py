"""Sign-in codes through a gateway: by a job, once, and as much work for a number of nobody."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangxin.accounts.models import SignIn
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.models import Carrier, Contact
from jiangxin.notifications.tests.gateway import a_gateway, by_gateway
from tests.cast import phone

NOBODY = "13999999999"


@pytest.fixture
def gateway(settings):
    with a_gateway() as server:
        by_gateway(settings, server)
        yield server


def test_the_request_sends_nothing_and_the_job_sends_it_once(cast, visitor, gateway):
    visitor.ask(phone(1))
    assert gateway.taken == []
    attempt = SignIn.objects.get()
    run_waiting()
    attempt.hand_over()
    SignIn.objects.get().hand_over()
    ((_, told),) = gateway.taken
    code = re.search(r"验证码 (\d{6})", told["text"])[1]
    assert told["phone"] == phone(1)
    assert SignIn.objects.get().held is None
    visitor.give(code)
    assert visitor.user() == str(cast.zhang.user.pk)
    assert Contact.objects.of(cast.zhang.user).usable().get().carrier == Carrier.SMS


def test_a_number_of_nobody_costs_as_much_and_sends_nothing(cast, visitor, other_visitor, gateway):
    visitor.ask(NOBODY)  # what is made once is made
    run_waiting()
    counts = []
    for who, number in ((visitor, phone(1)), (other_visitor, "13999999998")):
        with CaptureQueriesContext(connection) as queries:
            who.ask(number)
        counts.append(len(queries))
    assert run_waiting() == 2
    assert counts[0] == counts[1]
    assert [told["phone"] for _, told in gateway.taken] == [phone(1)]


def test_a_gateway_that_is_away_is_no_fault_of_ours(cast, visitor, settings, caplog):
    with a_gateway() as server:
        by_gateway(settings, server)
    visitor.ask(phone(1))
    run_waiting()
    assert "没有送达" in caplog.text and phone(1) not in caplog.text


def test_the_code_lies_neither_in_the_queue_nor_in_the_row(cast, visitor, gateway):
    visitor.ask(phone(1))
    rows = ""
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "accounts_signin"):
            cursor.execute(f"SELECT {table}::text FROM {table}")
            rows += "".join(row for (row,) in cursor.fetchall())
    run_waiting()
    text = gateway.taken[0][1]["text"]
    for plain in (phone(1), text):
        assert plain not in rows and plain.encode().hex() not in rows
