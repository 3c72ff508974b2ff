"""What somebody did under two records is theirs once the records are one (并档)."""

import pytest

from jiangxin.notifications.models import Notification
from jiangxin.people.models import Merger, Person
from jiangxin.programmes.models import Participation
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.doors import WRITTEN
from tests.cast import LONG_AGO


@pytest.fixture
def proposals(cast, programme):
    """One by 张师傅, one by a second record of him, one that this record has only drafted."""
    cast.twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    sent = [
        Proposal.draft(programme=programme, author=author, title=title, answers=WRITTEN["answers"])
        for author, title in ((cast.zhang, "甲"), (cast.twin, "乙"))
    ]
    for proposal in sent:
        proposal.submit(by=proposal.author.user)
    draft = Proposal.draft(
        programme=programme, author=cast.twin, title="丙", answers=WRITTEN["answers"]
    )
    merger = Merger.make(cast.zhang, cast.twin, by=cast.zhao, reason="同一人")
    return [*sent, draft], merger


def test_they_count_once_and_no_act_is_lost(cast, proposals):
    acts = Participation.objects.standing()
    assert (acts.people(), acts.acts()) == (1, 2)
    proposals[1].undo(by=cast.zhao)
    assert acts.people() == 2


def test_all_are_theirs(cast, proposals):
    titles = {"甲", "乙", "丙"}
    user = cast.zhang.user
    assert {p.title for p in Proposal.objects.visible_to(user)} == titles
    assert {p.title for p in Proposal.objects.by(user)} == titles
    assert {p.title for p in Proposal.objects.of_author(cast.zhang)} == titles
    assert all(p.is_by(user) for p in Proposal.objects.by(user))
    assert not any(p.is_by(cast.liu.user) for p in Proposal.objects.by(user))


def test_the_one_that_is_kept_is_told(cast, proposals):
    Notification.objects.all().delete()
    (_, second, _), _ = proposals
    second.hand_back(by=cast.zhao, remark="请补图")
    assert Notification.objects.of(cast.zhang.user).count() == 1


def test_a_colleague_who_became_another_may_still_agree(cast, programme):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    asked = Proposal.draft(
        programme=programme,
        author=cast.liu,
        title="丁",
        answers=WRITTEN["answers"],
        colleagues=[twin],
    )
    asked.submit(by=cast.liu.user)
    Merger.make(cast.zhang, twin, by=cast.zhao, reason="同一人")
    assert asked in Proposal.objects.asking(cast.zhang.user)
    asked.consent(by=cast.zhang.user)
    assert asked.is_by(cast.zhang.user)
    assert Participation.objects.standing().people() == 2
