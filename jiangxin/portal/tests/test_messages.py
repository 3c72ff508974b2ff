"""Messages and how one gets them: the pages, and what they ask the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.models import (
    Carrier,
    Contact,
    Delivery,
    Kind,
    Notification,
    Preference,
    QuietHours,
    State,
)
from jiangxin.proposals.models import Proposal
from tests.cast import phone

SETTINGS, MESSAGES = "portal:message_settings", "portal:messages"
ANSWERS = {"problem": "换型慢", "measure": "改定位销"}
NIGHT = {"begins": "22:00", "ends": "07:00"}


def propose(author, programme, title, **more):
    told = {"programme": programme, "author": author, "title": title, "answers": ANSWERS}
    proposal = Proposal.draft(**told, **more)
    proposal.submit(by=author.user)
    return proposal


def unread(user, kind):
    return Notification.objects.of(user).of_kind(kind).unread().count()


def test_one_may_look_at_one_kind_only(cast, sign_in):
    Notification.tell(cast.zhao, "甲方案有了答复", kind=Kind.ANSWER)
    Notification.tell(cast.zhao, "待办：乙方案", kind=Kind.WAITING)
    client = sign_in(cast.zhao)
    everything = client.get(reverse(MESSAGES)).text
    assert "甲方案" in everything and "乙方案" in everything
    answers = client.get(reverse(MESSAGES), {"kind": "answer"}).text
    assert "甲方案" in answers and "乙方案" not in answers
    assert "没有这一种消息" in client.get(reverse(MESSAGES), {"kind": "office"}).text
    assert "乙方案" in client.get(reverse(MESSAGES), {"kind": "no such"}).text


def test_what_left_the_desk_is_not_unread_any_more(cast, programme):
    proposal = propose(cast.zhang, programme, "夹具快换", colleagues=[cast.liu])
    assert unread(cast.zhao, Kind.WAITING) == 1 and unread(cast.liu.user, Kind.INVITATION) == 1
    proposal.pass_on(by=cast.zhao)
    assert unread(cast.zhao, Kind.WAITING) == 0
    assert unread(cast.li, Kind.WAITING) == 1
    assert unread(cast.zhang.user, Kind.ANSWER) == 1
    proposal.consent(by=cast.liu.user)
    assert unread(cast.liu.user, Kind.INVITATION) == 0
    proposal.hand_back(by=cast.li, remark="请补照片")
    proposal.submit(by=cast.zhang.user)
    assert unread(cast.li, Kind.WAITING) == 1
    proposal.withdraw(by=cast.zhang.user)
    assert unread(cast.li, Kind.WAITING) == 0


def test_whoever_signs_in_by_phone_can_have_texts_from_then_on(cast, sign_in):
    assert "还没有。用手机号登录一次" in sign_in(cast.zhang).get(reverse(SETTINGS)).text
    Contact.keep(cast.zhang.user, Carrier.SMS, phone(1))
    page = sign_in(cast.zhang).get(reverse(SETTINGS)).text
    assert "138****0001" in page and phone(1) not in page
    assert "答复" in page and "每周小结" not in page and "加群机器人" not in page


def test_a_person_chooses_and_it_is_so_from_the_next_message_on(cast, sign_in):
    user = cast.zhang.user
    Contact.keep(user, Carrier.SMS, phone(1))
    client, url = sign_in(cast.zhang), reverse(SETTINGS)
    told = {"answer": [], "office": ["sms"], "begins": "00:00", "ends": "00:00"}
    assert client.post(url, told, follow=True).status_code == 200
    chosen = Preference.objects.chosen_by(user)
    assert not chosen["answer", "sms"] and chosen["office", "sms"]
    assert not chosen["invitation", "sms"] and not chosen["waiting", "sms"]
    assert str(QuietHours.of(user)) == "00:00–00:00"
    Notification.tell(user, "通过", kind=Kind.ANSWER)
    Notification.tell(user, "任命", kind=Kind.OFFICE)
    assert [d.notification.kind for d in Delivery.objects.all()] == [Kind.OFFICE]


@pytest.mark.parametrize(
    "told",
    [
        {"begins": "25:00", "ends": "07:00"},
        {"begins": "", "ends": ""},
        {**NIGHT, "answer": ["pigeon"]},
        {**NIGHT, "answer": ["email"]},
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(cast, sign_in, told):
    Contact.keep(cast.zhang.user, Carrier.SMS, phone(1))
    answer = sign_in(cast.zhang).post(reverse(SETTINGS), told)
    assert answer.status_code == 200 and "要改" in answer.text
    assert Preference.objects.count() == QuietHours.objects.count() == 0


def test_an_e_mail_address_from_the_page_to_the_first_letter(cast, sign_in, mailoutbox):
    client = sign_in(cast.zhang)
    assert "不像一个邮箱" in client.post(reverse("portal:email"), {"address": "张"}).text
    page = client.post(reverse("portal:email"), {"address": "zhang@example.com"}, follow=True)
    assert "验证码已发往您的邮箱" in page.text and "z***@example.com" in page.text
    run_waiting()
    code = mailoutbox[0].body.split("验证码是 ")[1][:6]
    page = client.post(reverse("portal:email_confirmation"), {"code": code}, follow=True)
    assert "邮箱确认好了" in page.text and "可以用" in page.text
    Preference.choose(cast.zhang.user, {}, quiet=("00:00", "00:00"))
    Notification.tell(cast.zhang.user, "您的建议有了答复", kind=Kind.ANSWER)
    run_waiting()
    assert mailoutbox[1].subject == "匠新：您的建议有了答复"
    contact = Contact.objects.of(cast.zhang.user).get()
    page = client.post(reverse("portal:contact_removal", args=[contact.pk]), follow=True)
    assert "已去掉邮件" in page.text and Contact.objects.count() == 0


def test_only_officers_keep_robots_and_only_of_the_two_places(cast, sign_in):
    url = reverse("portal:robot")
    told = {"carrier": "wecom", "address": "https://evil.example/send?key=1", "secret": ""}
    assert sign_in(cast.zhang).post(url, told).status_code == 404
    assert sign_in(cast.wu).get(url).status_code == 404
    client = sign_in(cast.zhao)
    assert "这不是群机器人的地址" in client.post(url, told).text
    told["address"] = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd"
    page = client.post(url, told, follow=True).text
    assert "…abcd" in page and "webhook" not in page


def test_the_operator_reads_what_did_not_arrive_and_tries_again(things, sign_in):
    client, url = sign_in(things.zhou), reverse("portal:deliveries")
    page = client.get(url).text
    assert "对方不收（400）" in page and "再试" in page and "key=1" not in page
    unclear = client.get(url, {"state": "unclear"}).text
    assert "这些不会再发" in unclear and "再试" not in unclear
    client.post(reverse("portal:delivery_retry", args=[things.failed.pk]))
    assert Delivery.objects.get(pk=things.failed.pk).state == State.WAITING
    again = client.post(reverse("portal:delivery_retry", args=[things.failed.pk]))
    assert again.status_code == 409


@pytest.mark.parametrize("who", ["zhang", "zhao", "li", "wu"])
def test_nobody_else_operates(things, sign_in, who):
    client = sign_in(getattr(things, who))
    assert client.get(reverse("portal:deliveries")).status_code == 404
    retry = reverse("portal:delivery_retry", args=[things.failed.pk])
    assert client.post(retry).status_code == 404
    assert Delivery.objects.get(pk=things.failed.pk).state == State.FAILED


def test_the_operator_finds_the_way(cast, sign_in):
    link = f'href="{reverse("portal:deliveries")}"'
    assert link in sign_in(cast.zhou).get(reverse("portal:me")).text
    assert link not in sign_in(cast.zhao).get(reverse("portal:me")).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_same_however_much_there_is(cast, sign_in, count):
    for number in range(count):
        user = User.objects.create_user(f"职工{number}")
        Contact.keep(user, Carrier.SMS, phone(number))
        Notification.tell(user, "通过", kind=Kind.ANSWER)
        Notification.tell(cast.zhou, "通过", kind=Kind.ANSWER)
    for carrier in [Carrier.SMS, Carrier.EMAIL, Carrier.WECOM][:count]:
        Contact.keep(cast.zhou, carrier, f"1380000000{count}")
    Delivery.objects.update(state=State.FAILED, ended_at=clock.now())
    client, asked = sign_in(cast.zhou), {}
    for name in ("portal:deliveries", MESSAGES, SETTINGS):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        asked[name] = len(queries)
    assert asked == {"portal:deliveries": 10, MESSAGES: 8, SETTINGS: 10}
