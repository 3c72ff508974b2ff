"""Real connections, real threads. Each guard has a control: without it the same race is lost."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from jiangxin.accounts.models import User
from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Office
from jiangxin.programmes.models import Participation
from jiangxin.programmes.models.journey import JourneyQuerySet
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.conftest import WRITTEN
from tests.cast import LONG_AGO, build_cast

GUARD = {"status__in", "moves"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    return build_cast()


def at_once(*acts):
    """Run these acts, each on its own connection, from the same moment; what each of them gave."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            gate.wait(10)
            return act()
        except OutOfStep as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def second_keeper(cast):
    user = User.objects.create_user("钱副主席")
    Office.grant(user, Office.Role.STEWARD, cast.jinggong_union, by=cast.zhou, since=LONG_AGO)
    return user


def decisions(proposal, cast, second_keeper):
    """赵 passes it on while 钱 hands it back; each has looked at it before."""
    one, other = (Proposal.objects.select_related("journey").get(pk=proposal.pk) for _ in "12")
    return (
        lambda: one.pass_on(by=cast.zhao),
        lambda: other.hand_back(by=second_keeper, remark="请补照片"),
    )


def test_of_two_officers_one_is_told_who_was_first(cast, proposal, second_keeper):
    given = at_once(*decisions(proposal, cast, second_keeper))
    refused = [answer for answer in given if isinstance(answer, OutOfStep)]
    assert len(refused) == 1
    assert "没有生效" in str(refused[0])
    assert proposal.journey.trail().count() == 2  # 提交, and one decision


def test_without_the_guard_both_would_decide(cast, proposal, second_keeper, monkeypatch):
    """The control: the same verbs, but the update no longer asks what the row still is."""
    guarded, both_have_looked = JourneyQuerySet.filter, Barrier(2)

    def unguarded(rows, *where, **how):
        if how.keys() >= GUARD:
            both_have_looked.wait(10)
        asked = {name: value for name, value in how.items() if name not in GUARD}
        return guarded(rows, *where, **asked)

    monkeypatch.setattr(JourneyQuerySet, "filter", unguarded)
    given = at_once(*decisions(proposal, cast, second_keeper))
    assert given == [None, None]
    assert proposal.journey.trail().count() == 3


def test_a_form_sent_twice_at_once_is_one_proposal(cast, programme):
    token = uuid.uuid4()

    def send():
        return Proposal.write(
            programme, author=cast.zhang, form_token=token, submit=True, **WRITTEN
        ).pk

    given = at_once(send, send, send)
    assert len(set(given)) == 1
    assert Proposal.objects.count() == 1
    assert Participation.objects.count() == 1


def test_without_the_token_it_would_be_three(cast, programme):
    """The control."""

    def send():
        return Proposal.write(
            programme, author=cast.zhang, form_token=uuid.uuid4(), submit=True, **WRITTEN
        ).pk

    assert len(set(at_once(send, send, send))) == 3


def test_submitted_twice_at_once_it_counts_once(cast, draft):
    one, other = (Proposal.objects.get(pk=draft.pk) for _ in "12")
    given = at_once(
        lambda: one.submit(by=cast.zhang.user), lambda: other.submit(by=cast.zhang.user)
    )
    assert sum(isinstance(answer, OutOfStep) for answer in given) == 1
    assert Participation.objects.count() == 1


def test_consent_and_withdrawal_at_once_leave_nothing_counted(cast, propose):
    for _ in range(5):
        proposal = propose(cast.zhang, colleagues=[cast.liu])
        proposal.submit(by=cast.zhang.user)
        one, other = (Proposal.objects.get(pk=proposal.pk) for _ in "12")
        at_once(
            lambda p=one: p.consent(by=cast.liu.user),
            lambda p=other: p.withdraw(by=cast.zhang.user),
        )
        assert Participation.objects.standing().filter(journey=proposal.journey).acts() == 0
