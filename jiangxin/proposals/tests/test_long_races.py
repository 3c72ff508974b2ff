"""64 at once, 20 rounds (a few of each without the full tier): submit, decide, agree, confirm.

Each has a control: the same race without its guard is lost, or the race would prove nothing.
"""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models

from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep
from jiangxin.organisations.models import Organisation
from jiangxin.programmes.models import Journey, Participation
from jiangxin.programmes.models.journey import JourneyQuerySet
from jiangxin.programmes.tests.test_deciding import road, steward
from jiangxin.proposals.models import Benefit, Implementation, Proposal
from jiangxin.proposals.tests.conftest import WRITTEN
from jiangxin.proposals.tests.test_races import GUARD, at_once
from tests.cast import build_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
MEETINGS = 10
LINE = dict.fromkeys(("before", "quantity", "price"), Decimal(1))
LINE |= {"after": Decimal(0), "unit": "件", "saved": "scrap"}


@pytest.fixture
def cast(transactional_db):
    return build_cast()


@pytest.fixture
def size(is_full):
    """(how many at once, rounds)."""
    return (64, 20) if is_full else (8, 2)


def fresh(proposal):
    return Proposal.objects.select_related("journey").get(pk=proposal.pk)


def told(*kinds):
    """An act whose refusal counts as an answer."""

    def tolerant(act):
        try:
            return act()
        except kinds as refusal:
            return refusal

    return tolerant


def done(given):
    return [one for one in given if not isinstance(one, Exception)]


def unguarded(monkeypatch):
    """The update of a step no longer asks what the row still is."""
    guarded = JourneyQuerySet.filter

    def blind(rows, *where, **how):
        return guarded(rows, *where, **{k: v for k, v in how.items() if k not in GUARD})

    monkeypatch.setattr(JourneyQuerySet, "filter", blind)


def test_submit(cast, programme, propose, size):
    many, rounds = size
    for _ in range(rounds):
        draft = propose(cast.zhang)
        ones = [fresh(draft) for _ in range(many)]
        given = at_once(*(lambda one=one: one.submit(by=cast.zhang.user) or one for one in ones))
        assert len(done(given)) == 1
        assert Participation.objects.filter(journey=draft.journey).count() == 1
        assert draft.journey.seats.count() == 1


def test_one_form_sent_many_times(cast, programme, size):
    many, rounds = size
    for _ in range(rounds):
        token = uuid.uuid4()
        given = at_once(*[lambda token=token: write(programme, cast.zhang, token)] * many)
        assert len(set(given)) == 1
        assert Proposal.objects.filter(form_token=token).count() == 1


def write(programme, author, token):
    written = {"author": author, "form_token": token, "submit": True, **WRITTEN}
    return Proposal.write(programme, **written).pk


def decide_at_once(cast, proposal, many):
    """Half of them pass it on, half hand it back; each has looked at it before."""
    ones = [fresh(proposal) for _ in range(many)]
    acts = [
        lambda one=one, n=n: (
            one.hand_back(by=cast.zhao, remark="补照片") if n % 2 else one.pass_on(by=cast.zhao)
        )
        for n, one in enumerate(ones)
    ]
    tolerant = told(IntegrityError)
    return at_once(*(lambda act=act: tolerant(act) for act in acts))


def test_decide(cast, propose, size):
    many, rounds = size
    for _ in range(rounds):
        proposal = propose(cast.zhang)
        proposal.submit(by=cast.zhang.user)
        given = decide_at_once(cast, proposal, many)
        assert len(done(given)) == 1
        assert proposal.journey.trail().count() == 2
        assert Journey.objects.get(pk=proposal.journey.pk).moves == 2


def test_decide_without_its_guard(cast, propose, size, monkeypatch):
    """On a slow machine they may come one after the other: then another race is run."""
    for _ in range(MEETINGS):
        proposal = propose(cast.zhang)
        proposal.submit(by=cast.zhang.user)
        with monkeypatch.context() as patch:
            unguarded(patch)
            decide_at_once(cast, proposal, size[0])
        if proposal.journey.trail().count() > 2:
            return
    pytest.fail("the guard was never missed")


def joint_entries(cast, programme, many):
    """One entry at a gate of two keepers, and for each press a page that was open before."""
    tiers = Organisation.Tier
    road(programme, ("会签", [steward(tiers.BUREAU), steward(tiers.FEDERATION)], {}), by=cast.zhou)
    entry = Journey.start(programme, title="夹具", origin=cast.jinggong_union, by=cast.zhang.user)
    entry.submit(by=cast.zhang.user)
    return entry, [Journey.objects.get(pk=entry.pk) for _ in range(many)]


def agree_at_once(cast, entries):
    """Half of them for the district, half for the city."""
    return at_once(
        *(
            lambda one=one, n=n: one.pass_on(by=cast.li if n % 2 else cast.zhou)
            for n, one in enumerate(entries)
        )
    )


def test_agree(cast, programme, size):
    """Of two who must both agree the last one moves it on: never neither, never twice."""
    many, rounds = size
    for _ in range(rounds):
        entry, ones = joint_entries(cast, programme, many)
        given = agree_at_once(cast, ones)
        assert sorted(done(given)) == [False, True]
        entry.refresh_from_db()
        assert entry.status == "accepted"
        assert [trace.verb for trace in entry.trail()] == ["提交", "同意", "通过"]


def test_agree_without_the_lock(cast, programme, monkeypatch):
    """Each asks whether the other has agreed before either is written: it stays for ever."""
    monkeypatch.setattr(Journey, "hold", lambda self: self)
    stuck = 0
    for _ in range(20):
        entry, ones = joint_entries(cast, programme, 2)
        agree_at_once(cast, ones)
        entry.refresh_from_db()
        stuck += entry.status != "accepted"
        if stuck:
            return
    raise AssertionError("without the lock nothing went wrong: the race proves nothing")


def finished(cast, propose):
    proposal = propose(cast.zhang)
    proposal.submit(by=cast.zhang.user)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    terms = {"plan": "做底板", "owner": cast.liu, "due_on": clock.today()}
    Implementation.begin(fresh(proposal), by=cast.zhao, **terms).finish(
        by=cast.zhao, on=clock.today()
    )
    return proposal


def confirm_at_once(proposal, by, many):
    terms = {"since": clock.today(), "basis": "台账", "lines": [LINE]}
    ones = [fresh(proposal) for _ in range(many)]
    tolerant = told(IntegrityError)
    return at_once(
        *(lambda one=one: tolerant(lambda: Benefit.confirm(one, by=by, **terms).pk) for one in ones)
    )


def test_confirm(cast, propose, finance, size):
    many, rounds = size
    for _ in range(rounds):
        proposal = finished(cast, propose)
        given = confirm_at_once(proposal, finance, many)
        assert len(done(given)) == 1
        assert all(isinstance(one, OutOfStep | int) for one in given)
        assert proposal.benefits.confirmed().count() == 1


def test_confirm_without_the_lock_meets_the_constraint(cast, propose, finance, monkeypatch):
    """The second guard: the database itself. Without both, two sums would stand."""
    monkeypatch.setattr(Journey, "hold", lambda self: self)
    standing = Benefit.objects.confirmed().standing
    for _ in range(10):
        proposal = finished(cast, propose)
        given = confirm_at_once(proposal, finance, 8)
        assert standing().filter(proposal=proposal).count() == 1
        if any(isinstance(one, IntegrityError) for one in given):
            break
    else:
        raise AssertionError("nobody met the constraint: the race proves nothing")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_standing_benefit_of_a_kind")
    try:
        assert_two_stand(cast, propose, finance)
    finally:
        Benefit.objects.all().update(replaced_at=models.F("made_at"))
        with connection.schema_editor() as editor:
            constraint = next(
                c for c in Benefit._meta.constraints if c.name == "one_standing_benefit_of_a_kind"
            )
            editor.add_constraint(Benefit, constraint)


def assert_two_stand(cast, propose, finance):
    for _ in range(10):
        proposal = finished(cast, propose)
        confirm_at_once(proposal, finance, 8)
        if proposal.benefits.confirmed().standing().count() > 1:
            return
    raise AssertionError("without lock and constraint nothing went wrong")
