"""Nothing sensitive leaves by a phone or into a group, whoever tells whom (PV-1)."""

import ast
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.core import mail as post
from django.db import connection

from jiangxin.kpi.flags.telling import tell_auditors
from jiangxin.kpi.models import Doubt, Screening, Subscription
from jiangxin.kpi.place import Place
from jiangxin.kpi.rhythm import Rhythm
from jiangxin.kpi.tests.aids import flagged
from jiangxin.lib import clock
from jiangxin.lib.tests.aids import run_waiting
from jiangxin.notifications.models import Carrier, Contact, Kind, Notification, Preference
from jiangxin.notifications.models.kind import NEUTRAL, offered
from jiangxin.notifications.tests.gateway import a_gateway, by_gateway
from jiangxin.organisations.models import Office
from jiangxin.people.models.roster_told import TAKEN_OVER, tell_left_behind
from jiangxin.portal import digest
from jiangxin.programmes.ready_made import REASONS
from jiangxin.proposals.models import (
    Implementation,
    Joining,
    Opening,
    Proposal,
    Shares,
    Support,
)
from jiangxin.registers.kinds import KINDS
from tests.cast import phone

TITLE, REMARK, ANSWER = "机密夹具金丝雀", "备注金丝雀", "做法金丝雀"
TELLERS = {  # every place that tells somebody something: a new one must be played below
    "kpi/flags/telling.py",
    "kpi/models/subscription.py",
    "people/models/moves.py",
    "people/models/person.py",
    "people/models/roster_told.py",
    "portal/digest.py",
    "programmes/models/alarm.py",
    "proposals/models/joining.py",
    "proposals/models/notices.py",
    "proposals/models/opening.py",
    "proposals/models/shares.py",
    "proposals/models/support.py",
    "registers/kinds/offices.py",
}


def test_all_who_tell_are_known():
    there = set()
    for file in (project.ROOT / "jiangxin").rglob("*.py"):
        if {"tests", "migrations"} & set(file.parts) or file.parent.name == "config":
            continue
        calls = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.Call)]
        if any(ast.unparse(one.func) == "Notification.tell" for one in calls):
            there.add(str(file.relative_to(project.ROOT / "jiangxin")))
    assert there == TELLERS


def play(cast, programme):
    """Everything that is told today, with canaries in all that people write."""

    def propose(**more):
        told = {"programme": programme, "author": cast.zhang, "title": TITLE, **more}
        answers = {"problem": ANSWER, "measure": ANSWER}
        proposal = Proposal.draft(answers=answers, **told)
        proposal.submit(by=cast.zhang.user)
        return proposal

    together, refused = propose(colleagues=[cast.liu]), propose()
    together.hand_back(by=cast.zhao, remark=REMARK)
    together.submit(by=cast.zhang.user)
    for officer in (cast.zhao, cast.li, cast.zhou):
        together.pass_on(by=officer, remark=REMARK)
    together.consent(by=cast.liu.user)
    held = Shares(together)
    held.propose({held.rows[0].pk: 60, held.rows[1].pk: 40}, by=cast.zhang.user)
    refused.reject(by=cast.zhao, reason=REASONS[0], remark=REMARK)
    Joining.propose(propose(), propose(), {cast.zhang.pk: 100}, by=cast.zhang.user)
    carried_out(cast, Proposal.objects.get(pk=together.pk))
    taken_over(cast)
    cast.chen.appoint(Office.Role.STEWARD, cast.bureau, by=cast.zhou)
    propose()
    digest.tell_officers()
    of_reports(cast)
    of_doubts(cast)


def of_doubts(cast):
    """精工公司 has a doubt whose reason nobody else may read; the city's 经审 is told of it."""
    Office.grant(cast.li, Office.Role.AUDIT, cast.city, by=cast.zhou)
    flagged(cast.jinggong, Doubt.GHOST, reason=REMARK)
    today = clock.today()
    Screening.objects.create(month=today.replace(day=1), night=today, ended_at=clock.now())
    tell_auditors(today)


def of_reports(cast):
    """周处长 subscribed, and is told that the month's report can be made."""
    subscription = Subscription.begin(Place(cast.city), Rhythm.MONTH, by=cast.zhou)
    with clock.shifted(timedelta(days=40)):
        subscription.tell(clock.today())


def carried_out(cast, proposal):
    """It needs an expert, is finished, and is shown to all officers."""
    today = clock.today()
    told = {"kind": "expert", "purpose": REMARK, "until": today}
    Support.ask(proposal, by=cast.zhang.user, **told)
    work = Implementation.begin(proposal, by=cast.zhao, plan=ANSWER, owner=cast.liu, due_on=today)
    work.finish(by=cast.zhao, on=today)
    Opening.open(Proposal.objects.get(pk=proposal.pk), by=cast.zhao)


def taken_over(cast):
    """陈师傅 is taken over by hand; a roster takes 何师傅 over, and his union is told."""
    cast.chen.transfer(cast.jinggong, by=cast.zhao, on=clock.today())
    roster = SimpleNamespace(enterprise=cast.jinggong)
    office = Office.objects.of(cast.li).first()
    KINDS["offices"].tell([SimpleNamespace(begins=[office])], path="")
    tell_left_behind(roster, [(cast.hengli.pk, 1)], TAKEN_OVER, by=cast.zhao)


@pytest.mark.parametrize("carrier", [Carrier.SMS, Carrier.WECOM, Carrier.DINGTALK])
def test_no_canary_leaves_the_house(cast, programme, settings, carrier):
    everybody = {"张师傅", "刘徒弟", "陈师傅", "赵专管员", "孙专管员", "李慧", "周处长"}
    users = [
        cast.zhang.user,
        cast.liu.user,
        cast.chen.user,
        cast.zhao,
        cast.sun,
        cast.li,
        cast.zhou,
    ]
    all_kinds = {(kind.value, carrier): True for kind in offered(carrier)}
    with a_gateway() as gateway:
        by_gateway(settings, gateway)
        settings.ROBOT_HOSTS_BESIDES = {gateway.place}
        for number, user in enumerate(users):
            address = phone(number) if carrier == Carrier.SMS else f"{gateway.url}&who={number}"
            Contact.keep(user, carrier, address)
            Preference.choose(user, all_kinds, quiet=("00:00", "00:00"))
        play(cast, programme)
        run_waiting()
    told = [text_of(sent) for _, sent in gateway.taken]
    assert len(told) > 5
    for words in told:
        assert not [one for one in {TITLE, REMARK, ANSWER, *everybody} if one in words]
        assert not [
            one.name for one in (cast.city, cast.bureau, cast.jinggong) if one.name in words
        ]
    if carrier == Carrier.SMS:
        assert set(told) <= {f"【匠新】{sentence}请登录查看。" for sentence in NEUTRAL.values()}
    said = set(Notification.objects.values_list("kind", flat=True))
    assert said == set(Kind) - {Kind.REMINDER}
    assert post.outbox == []


def text_of(sent):
    return sent.get("text") or next(iter(sent.get("markdown", {"": ""}).values()))


def test_a_queue_and_a_row_of_the_outbox_hold_no_address(cast):
    Contact.keep(cast.zhang.user, Carrier.SMS, phone(1))
    Notification.tell(cast.zhang.user, TITLE, kind=Kind.ANSWER)
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "notifications_delivery"):
            cursor.execute(f"SELECT {table}::text FROM {table}")
            rows = "".join(row for (row,) in cursor.fetchall())
            assert rows and phone(1) not in rows and TITLE not in rows
