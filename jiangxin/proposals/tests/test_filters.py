"""更多条件: by call, category, place and days; what the file holds is what the page shows."""

from datetime import timedelta

import pytest

from jiangxin.lib import clock
from jiangxin.proposals.exports import proposals
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.conftest import WRITTEN

LIST = "/proposals/"
PARKS, UNIONS = "park{}", "union{}"


@pytest.fixture
def both(propose, programme, cast):
    """张师傅's with a category, and 陈师傅's of another enterprise."""
    category = programme.categories.order_by("position").first()
    one, other = propose(cast.zhang, category=category), propose(cast.chen, title="冷却液回用")
    for proposal in (one, other):
        proposal.submit(by=proposal.author.user)
    return one, other


def shown(client, **asked):
    words = client.get(LIST, asked).content.decode()
    words = words.replace("<mark>", "").replace("</mark>", "")
    return [title for title in (WRITTEN["title"], "冷却液回用") if title in words]


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def test_nothing_more_is_asked_before_it_is_opened(both, cast, sign_in):
    words = sign_in(cast.zhou).get(LIST).content.decode()
    assert "更多条件" in words and "全部类别" not in words
    assert "全部类别" in sign_in(cast.zhou).get(LIST, {"more": 1}).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (lambda cast, one: {"programme": one.journey.programme_id}, 2),
        (
            lambda cast, one: {
                "programme": one.journey.programme_id,
                "category": one.category_id,
            },
            1,
        ),
        (lambda cast, one: {"place": f"park{cast.park.pk}"}, 2),
        (lambda cast, one: {"place": f"union{cast.bureau.pk}"}, 2),
        (lambda cast, one: {"first": day(0), "last": day(0)}, 2),
        (lambda cast, one: {"first": day(1)}, 0),
        (lambda cast, one: {"last": day(-1)}, 0),
        (lambda cast, one: {"q": "夹具", "first": day(-1)}, 2),
        (lambda cast, one: {"status": "accepted"}, 0),
    ],
)
def test_only_what_is_wanted(both, cast, sign_in, asked, found):
    wanted = asked(cast, both[0])
    assert len(shown(sign_in(cast.zhou), **wanted)) == found
    table = proposals(cast.zhou, **wanted)
    assert table.rows.count() == found


@pytest.mark.parametrize(
    "nonsense",
    [
        {"programme": "x"},
        {"programme": "9" * 40},
        {"place": "park0"},
        {"place": "'; --"},
        {"category": "7"},
        {"first": "2026-13-45"},
        {"last": "9999-12-31"},
        {"first": "0001-01-01"},
        {"status": "nowhere"},
    ],
)
def test_what_makes_no_sense_asks_for_nothing(both, cast, sign_in, nonsense):
    assert len(shown(sign_in(cast.zhou), **nonsense)) == 2


def test_words_that_were_just_typed_go_along_to_more_conditions(both, cast, sign_in):
    asked = sign_in(cast.zhou).get(LIST, {"q": "夹具"}, headers={"HX-Target": "rows"})
    assert "more=1&amp;q=%E5%A4%B9%E5%85%B7" in asked.content.decode()


def test_a_place_that_one_does_not_lead_cannot_be_asked_for(both, cast, sign_in):
    client = sign_in(cast.zhao)
    words = client.get(LIST, {"more": 1, "place": f"union{cast.bureau.pk}"}).content.decode()
    assert str(cast.bureau) not in words.split("jx-search")[1].split("</form>")[0]
    assert shown(client, place=f"union{cast.bureau.pk}") == [WRITTEN["title"]]


def test_the_conditions_stay_while_one_turns_pages(propose, cast, sign_in):
    for _ in range(26):
        propose(cast.zhang).submit(by=cast.zhang.user)
    words = sign_in(cast.zhou).get(LIST, {"place": f"park{cast.park.pk}"}).content.decode()
    assert f"place=park{cast.park.pk}&amp;page=" in words
    assert Proposal.objects.count() == 26
