"""Where a carrier reaches a person: proven, sealed, masked; and the robots of officers' groups."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core import mail as post
from django.db import connection

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.carriers import robots
from jiangxin.notifications.models import (
    Carrier,
    Contact,
    Delivery,
    Kind,
    Notification,
    Preference,
    State,
)
from jiangxin.notifications.tests.gateway import a_gateway, a_mail_server
from tests.cast import phone

ADDRESS, SECRET = "zhang@example.com", "SEC000canary000"
GROUP = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary-key"


def code_of(letter):
    return re.search(r"\d{6}", letter.body)[0]


def test_an_address_is_used_once_its_code_came_back(cast):
    user = cast.zhang.user
    contact = Contact.ask(user, ADDRESS)
    run_waiting()
    (letter,) = post.outbox
    assert Contact.objects.usable().count() == 0
    with pytest.raises(Refusal, match="验证码不对"):
        contact.confirm("000000" if code_of(letter) != "000000" else "111111")
    contact.confirm(code_of(letter))
    assert list(Contact.objects.of(user).usable()) == [contact]
    with pytest.raises(Refusal):
        contact.confirm(code_of(letter))


def test_a_code_has_few_tries_and_a_short_life(cast):
    contact = Contact.ask(cast.zhang.user, ADDRESS)
    with pytest.raises(Refusal, match="一分钟只发一次"):
        Contact.ask(cast.zhang.user, "else@example.com")
    run_waiting()
    right = code_of(post.outbox[0])
    with clock.shifted(timedelta(minutes=31)), pytest.raises(Refusal, match="过期"):
        contact.confirm(right)
    for _ in range(5):
        with pytest.raises(Refusal):
            contact.confirm("not it")
    with pytest.raises(Refusal, match="次数太多"):
        contact.confirm(right)


def test_an_address_that_nobody_has_is_seen_to_come_back(cast, settings):
    with a_mail_server(settings, RCPT="550 nobody"):
        contact = Contact.ask(cast.zhang.user, ADDRESS)
        run_waiting()
    contact.refresh_from_db()
    assert contact.bounce == "退信（550）" and contact.state[1] == "退回来了"


def test_the_address_book_is_sealed_and_shown_masked(cast):
    told = [(Carrier.SMS, phone(1)), (Carrier.EMAIL, ADDRESS), (Carrier.WECOM, GROUP)]
    kept = [Contact.keep(cast.zhang.user, *one, secret=SECRET) for one in told]
    assert [one.masked for one in kept] == ["138****0001", "z***@example.com", "…-key"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_contact::text FROM notifications_contact")
        rows = "".join(text for (text,) in cursor.fetchall())
    for plain in (phone(1), ADDRESS, GROUP, SECRET):
        assert plain not in rows and plain.encode().hex() not in rows
        assert plain not in repr(kept) + str(kept)


def test_signing_in_proves_a_number_and_giving_it_up_forgets_it(cast):
    zhang, user = cast.zhang, cast.zhang.user
    first = Contact.keep(user, Carrier.SMS, phone(1))
    assert Contact.keep(user, Carrier.SMS, phone(1)) == first
    assert Contact.objects.of(user).count() == 1
    zhang.take_phone(phone(77), by=cast.zhao, reason="换号")
    assert Contact.objects.of(user).count() == 0
    Contact.keep(user, Carrier.SMS, phone(77))
    zhang.give_up_phone(by=cast.zhao, reason="停用")
    assert Contact.objects.of(user).count() == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.cn/send?key=1",
        "https://qyapi.weixin.qq.com@evil.cn/send?key=1",
        "https://evil.cn/qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com:8443/send",
        "https://127.0.0.1/send",
        "file:///etc/passwd",
        "https://[::1",
        "",
        "qyapi.weixin.qq.com/cgi-bin",
    ],
)
def test_no_other_place_can_be_made_to_be_called(url):
    assert robots.may_be_asked(GROUP, robots.WeCom.HOSTS)
    assert not robots.may_be_asked(url, robots.WeCom.HOSTS)


def in_a_group(settings, gateway, carrier, *users, **more):
    settings.ROBOT_HOSTS_BESIDES = {gateway.place}
    anytime = (clock.local(clock.now()).time(),) * 2
    for user in users:
        Contact.keep(user, carrier, gateway.url, **more)
        Preference.choose(user, {}, quiet=anytime)


def test_a_group_reads_each_event_once_and_no_title(cast, settings):
    with a_gateway() as gateway:
        in_a_group(settings, gateway, Carrier.WECOM, cast.zhao, cast.li)
        for user in (cast.zhao, cast.li):
            told = {"kind": Kind.WAITING, "path": "/proposals/7/", "key": "waiting:7:1"}
            Notification.tell(user, "待办：机密夹具", **told)
            Notification.tell(user, "您已任专管员", kind=Kind.OFFICE)
        run_waiting()
    assert gateway.taken == [
        (
            "/send?key=1",
            {"msgtype": "markdown", "markdown": {"content": "有一件新的等您办理。"}},
        )
    ]


def test_dingtalk_is_signed_and_refusals_are_understood(cast, settings):
    answers = [{"errcode": 130101}, {"errcode": 300001}]
    with a_gateway(*[(200, body) for body in answers]) as gateway:
        in_a_group(settings, gateway, Carrier.DINGTALK, cast.zhao, secret=SECRET)
        for step in (1, 2):
            Notification.tell(cast.zhao, "每周小结：等您办 3 件", kind=Kind.DIGEST, key=str(step))
        run_waiting()
    (path, told), _ = gateway.taken
    assert re.fullmatch(r"/send\?key=1&timestamp=\d{13}&sign=[\w%]+", path)
    moment, mark = re.findall("timestamp=([0-9]+)&sign=(.+)", path)[0]
    expected = hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(unquote(mark)) == expected
    assert told["markdown"]["text"] == "每周小结：等您办 3 件"
    states = list(Delivery.objects.order_by("id").values_list("state", flat=True))
    assert states == [State.WAITING, State.FAILED]
    assert Contact.objects.of(cast.zhao).usable().count() == 0
