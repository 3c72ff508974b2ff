"""Real input: 696 patents, written as proposals by the verbs."""

import json
import uuid
from pathlib import Path

import pytest
import rjieba

from jiangxin.lib.refusal import Refusal
from jiangxin.lib.text import clean
from jiangxin.programmes.models import Participation, Status
from jiangxin.proposals.models import Proposal

PATENTS = Path(__file__).parents[4] / "shared" / "data" / "texts" / "patents_696.jsonl"


def longest_word(title):
    """What somebody would look for."""
    return max(rjieba.cut(title), key=len)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked", [pytest.param(1, marks=pytest.mark.slow), 4])
@pytest.mark.skipif(not PATENTS.exists(), reason="../shared/data/texts/patents_696.jsonl is absent")
def test_696_patents_go_the_whole_way(cast, programme, walked):
    patents = [json.loads(line) for line in PATENTS.read_text().splitlines()]
    assert len(patents) == 696
    authors = [cast.zhang, cast.liu, cast.chen, cast.he, cast.liu]
    keepers = {
        union.pk: keeper
        for union, keeper in [
            (cast.jinggong_union, cast.zhao),
            (cast.hengli_union, cast.sun),
            (cast.park_union, cast.zheng),
            (cast.bureau, cast.li),
            (cast.city, cast.zhou),
        ]
    }
    for number, patent in enumerate(patents):
        author = authors[number % 5]
        text = clean(patent["abstract"] or patent["claims"], 20_000)
        proposal = Proposal.write(
            programme,
            author=author,
            form_token=uuid.uuid4(),
            submit=True,
            title=clean(patent["title"], 120) or text[:40],  # a few were scanned without one
            answers={"problem": text[:40], "measure": text},
        )
        # All are sent in; the fast tier walks one in four through every gate, the slow one all.
        while number % walked == 0 and proposal.journey.is_under_way():
            proposal.pass_on(by=keepers[proposal.journey.keeper_id])

    assert Proposal.objects.with_status(Status.ACCEPTED).count() == 696 // walked
    under_way = Proposal.objects.with_status(Status.UNDER_WAY).count()
    assert under_way == 696 - 696 // walked
    lost = [proposal.title for proposal in Proposal.objects.all() if not is_found(proposal)]
    assert lost == []
    assert Participation.objects.standing().acts() == 696
    assert Participation.objects.standing().people() == 4
    assert Participation.objects.in_plan().acts() == 696


def test_what_has_no_title_is_refused(cast, programme):
    with pytest.raises(Refusal, match="题目"):
        Proposal.draft(programme=programme, author=cast.zhang, title="", answers={})


def is_found(proposal):
    return Proposal.objects.matching(longest_word(proposal.title)).filter(pk=proposal.pk).exists()
