import pytest

from jiangxin.proposals.models import Proposal

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
