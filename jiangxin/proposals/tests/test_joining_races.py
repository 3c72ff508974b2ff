"""合并 on real connections, with its control: without the lock on both, authors are lost."""

from threading import Barrier

import pytest
from django.db import connection

from jiangxin.lib.refusal import Refusal
from jiangxin.programmes.models import Journey, Status
from jiangxin.proposals.models import Joining, Proposal, joining
from jiangxin.proposals.tests.test_races import at_once
from tests.cast import build_cast

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def cast(transactional_db):
    return build_cast()


def sent(propose, author):
    proposal = propose(author)
    proposal.submit(by=author.user)
    return Proposal.objects.get(pk=proposal.pk)


def asked(one, other, cast, author):
    """A merging for which 刘徒弟 alone has still to agree."""
    merging = Joining.propose(one, other, {author.pk: 60, cast.liu.pk: 40}, by=cast.zhao)
    merging.agree(by=author.user)
    return merging


def agreeing(merging, cast):
    """The last consent, as another process would give it; a refusal is its answer."""
    mine = Joining.objects.get(pk=merging.pk)

    def act():
        try:
            return mine.agree(by=cast.liu.user)
        except Refusal as refusal:
            return refusal

    return act


def refused(given):
    return [answer for answer in given if isinstance(answer, Refusal)]


def status(proposal):
    return Proposal.objects.get(pk=proposal.pk).journey.status


def chain(propose, cast):
    """Two mergings that meet: 陈师傅's into 刘徒弟's, and that one into 张师傅's."""
    first, second, third = (sent(propose, who) for who in (cast.zhang, cast.liu, cast.chen))
    return [asked(second, third, cast, cast.chen), asked(first, second, cast, cast.zhang)]


def unlocked(monkeypatch):
    """Take the lock away: both have looked at the row before either of them writes."""
    looked = Barrier(2)

    def read(keys):
        return {key: Journey.objects.get(pk=key) for key in keys}

    def after_both(verb):
        def act(*about, **told):
            looked.wait(10)
            return verb(*about, **told)

        return act

    monkeypatch.setattr(Journey, "hold_all", read)
    monkeypatch.setattr(Journey, "hold", lambda journey: journey)
    monkeypatch.setattr(joining, "take_in", after_both(joining.take_in))
    monkeypatch.setattr(Journey, "withdraw", after_both(Journey.withdraw))


def test_of_two_mergings_that_meet_one_is_refused(cast, propose):
    """What went on in another takes nobody in; and who came meanwhile is asked first."""
    for _ in range(ROUNDS):
        both = chain(propose, cast)
        given = at_once(*(agreeing(one, cast) for one in both))
        assert len(refused(given)) == 1
        assert Joining.objects.standing().filter(pk__in=[one.pk for one in both]).count() == 1


def test_without_the_lock_one_author_is_lost(cast, propose, monkeypatch):
    """The control: 陈师傅's goes on in 刘徒弟's, and that one without 陈师傅 in 张师傅's."""
    both = chain(propose, cast)
    unlocked(monkeypatch)
    assert at_once(*(agreeing(one, cast) for one in both)) == [None, None]
    assert [status(one.source) for one in both] == [Status.MERGED, Status.MERGED]
    assert not both[1].target.authorships.filter(person=cast.chen).exists()


def test_the_same_consent_twice_at_once_merges_once(cast, propose):
    one, other = sent(propose, cast.zhang), sent(propose, cast.liu)
    merging = asked(one, other, cast, cast.zhang)
    given = at_once(agreeing(merging, cast), agreeing(merging, cast))
    assert len(refused(given)) == 1
    assert [row.position for row in one.authorships.order_by("position")] == [1, 3]
    assert status(other) == Status.MERGED


def test_a_merging_and_a_withdrawal_at_once_are_one_of_both(cast, propose):
    for _ in range(ROUNDS):
        one, other = sent(propose, cast.zhang), sent(propose, cast.liu)
        merging = asked(one, other, cast, cast.zhang)
        given = at_once(agreeing(merging, cast), withdrawing(one, cast))
        assert len(refused(given)) == 1
        is_merged = status(other) == Status.MERGED
        assert (status(one) == Status.WITHDRAWN) is not is_merged


def test_without_the_lock_both_would_happen(cast, propose, monkeypatch):
    """The control: one is withdrawn, and another was merged into it."""
    one, other = sent(propose, cast.zhang), sent(propose, cast.liu)
    merging = asked(one, other, cast, cast.zhang)
    unlocked(monkeypatch)
    assert at_once(agreeing(merging, cast), withdrawing(one, cast)) == [None, None]
    assert (status(one), status(other)) == (Status.WITHDRAWN, Status.MERGED)


def withdrawing(proposal, cast):
    mine = Proposal.objects.select_related("journey").get(pk=proposal.pk)

    def act():
        connection.ensure_connection()
        try:
            return mine.withdraw(by=cast.zhang.user)
        except Refusal as refusal:
            return refusal

    return act
