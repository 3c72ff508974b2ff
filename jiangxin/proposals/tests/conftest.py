import pytest

from jiangxin.accounts.models import User
from jiangxin.lib import clock
from jiangxin.organisations.models import Office
from jiangxin.proposals.models import Adoption, Implementation, Opening, Proposal
from tests.cast import LONG_AGO, Role

WRITTEN = {
    "title": "立式铣床快换夹具，缩短换型时间",
    "answers": {
        "problem": "X5032 铣床换一种零件要拆四颗螺栓、重新打表，每次约 25 分钟。",
        "measure": "底板做定位销孔，夹具改用两个偏心压紧手柄，不再打表。",
    },
}


@pytest.fixture
def propose(programme):
    """A way to write a proposal down; it is a draft until it is submitted."""

    def draft(author, **details):
        return Proposal.draft(programme=programme, author=author, **{**WRITTEN, **details})

    return draft


@pytest.fixture
def draft(cast, propose):
    """What 张师傅 wrote for 精工公司."""
    return propose(cast.zhang)


@pytest.fixture
def proposal(draft, cast):
    """The same, submitted: it lies with 精工公司工会."""
    draft.submit(by=cast.zhang.user)
    return draft


@pytest.fixture
def accepted(proposal, cast):
    for keeper in (cast.zhao, cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def finance(cast):
    user = User.objects.create_user("金会计")
    Office.grant(user, Role.FINANCE, cast.jinggong, by=cast.zhou, since=LONG_AGO)
    return user


def team(propose, cast, **written):
    """Accepted: 张师傅's and 刘徒弟's."""
    proposal = propose(cast.zhang, colleagues=[cast.liu], **written)
    proposal.submit(by=cast.zhang.user)
    proposal.consent(by=cast.liu.user)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    return Proposal.objects.get(pk=proposal.pk)


def finished(proposal, cast):
    begun = {"plan": "做底板", "owner": cast.liu, "due_on": clock.today()}
    Implementation.begin(proposal, by=cast.zhao, **begun)
    proposal.implementation.finish(by=cast.zhao, on=clock.today())
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def in_use(propose, cast):
    """张师傅's and 刘徒弟's, carried out in 精工公司."""
    return finished(team(propose, cast), cast)


@pytest.fixture
def opening(in_use, cast):
    return Opening.open(in_use, by=cast.zhao)


def adopt(proposal, cast, **more):
    where = {"enterprise": cast.hengli, "since": clock.today(), "place": "一车间 3 台铣床"}
    return Adoption.record(proposal, by=cast.sun, **(where | more))


@pytest.fixture
def adoption(opening, cast):
    return adopt(opening.proposal, cast)


@pytest.fixture
def theirs(cast):
    """恒力公司's finance."""
    user = User.objects.create_user("恒会计")
    Office.grant(user, Role.FINANCE, cast.hengli, by=cast.zhou, since=LONG_AGO)
    return user
