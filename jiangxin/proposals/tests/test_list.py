import pytest
from django.db import connection

from jiangxin.programmes.models import Status
from jiangxin.proposals.models import Proposal

LIST = "/proposals/"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("zhang", 1),
        ("zhao", 1),
        ("zheng", 1),
        ("li", 1),
        ("zhou", 1),
        ("liu", 0),
        ("chen", 0),
        ("sun", 0),
        ("wu", 0),
    ],
)
def test_who_sees_it(proposal, cast, who, sees):
    user = getattr(cast, who)
    seen = Proposal.objects.visible_to(getattr(user, "user", user))
    assert seen.count() == sees


def test_a_draft_that_was_withdrawn_was_never_anybody_elses(draft, cast):
    draft.withdraw(by=cast.zhang.user)
    assert not Proposal.objects.visible_to(cast.zhou).exists()


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize("who", ["zhao", "zhang"])
def test_as_many_queries_for_three_as_for_one(
    sign_in, propose, cast, how_many, who, django_assert_num_queries
):
    for _ in range(how_many):
        propose(cast.zhang).submit(by=cast.zhang.user)
    client = sign_in(getattr(cast, who))
    client.get(LIST)
    with django_assert_num_queries({"zhao": 14, "zhang": 12}[who]):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("夹具", True),  # a word
        ("铣", True),  # one character
        ("缩短换型时间", True),  # a clause
        ("时间 夹具", True),  # two words, in any order
        ("x5032", True),  # Latin letters, in any case
        ("Ｘ５０３２", True),  # full-width
        ("压紧手柄", True),  # in an answer, not in the title
        ("磨床", False),
        ("具夹", False),  # the characters are there, the word is not
        ("？！", False),
        ("", True),
    ],
)
def test_search(proposal, asked, found):
    assert Proposal.objects.matching(asked).exists() is found


def test_search_uses_its_index(proposal):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Proposal.objects.matching("快换夹具").order_by().explain()
    assert "proposals_by_word" in plan


def test_htmx_gets_the_rows_alone(sign_in, proposal, cast):
    client = sign_in(cast.zhao)
    rows = client.get(LIST, {"q": "夹具"}, headers={"HX-Request": "true", "HX-Target": "rows"})
    words = rows.content.decode()
    assert proposal.title in words
    assert "<html" not in words
    assert proposal.title not in client.get(LIST, {"q": "磨床"}).content.decode()


def test_a_state_is_chosen_and_nonsense_is_all(sign_in, proposal, cast):
    client = sign_in(cast.zhao)
    for status, there in ((Status.UNDER_WAY, True), (Status.ACCEPTED, False), ("?", True)):
        shown = client.get(LIST, {"status": status}).content.decode()
        assert (proposal.title in shown) is there


def test_the_list_goes_on_by_keys(sign_in, propose, cast):
    for n in range(27):
        propose(cast.zhang, title=f"第{n}条快换夹具").submit(by=cast.zhang.user)
    client = sign_in(cast.zhao)
    first = client.get(LIST)
    assert "第2条快换夹具" in first.content.decode()
    assert "第1条快换夹具" not in first.content.decode()
    second = client.get(LIST + first.context["rows"].next_url).content.decode()
    assert "第1条快换夹具" in second
    assert "第0条快换夹具" in second
