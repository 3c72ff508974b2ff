import pytest
from django.db import connection

from jiangxin.programmes.models import Status
from jiangxin.proposals.models import Proposal, found_by

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


@pytest.mark.parametrize("who", ["zhang", "liu", "chen", "he", "zhao", "sun", "li", "wu", "zhou"])
def test_of_some_keys_the_same_are_seen(proposal, propose, cast, who):
    user = getattr(cast, who)
    user = getattr(user, "user", user)
    asked = propose(cast.zhang, colleagues=[cast.liu])
    asked.submit(by=cast.zhang.user)
    others = [propose(cast.chen), propose(cast.he), propose(cast.zhang)]
    for each in others[:2]:
        each.submit(by=each.author.user)
    keys = [proposal.pk, asked.pk, *(each.pk for each in others)]
    seen = Proposal.objects.visible_to(user).filter(pk__in=keys)
    assert set(Proposal.objects.visible_to(user, among=keys)) == set(seen)


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
    with django_assert_num_queries({"zhao": 10, "zhang": 9}[who]):
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
    assert proposal.title in words.replace("<mark>", "").replace("</mark>", "")
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


@pytest.mark.parametrize(
    ("who", "asked", "found"),
    [
        ("zhao", "夹具", True),
        ("zhao", "张师傅", True),  # who wrote it
        ("zhao", "zsf", True),  # the initials
        ("zhao", "刘徒弟", False),
        ("sun", "张师傅", False),
        ("chen", "夹具", False),
        ("liu", "zsf", False),
        ("zhou", "具夹", False),
        ("zhou", "？！", False),
        ("zhou", "", True),
    ],
)
@pytest.mark.parametrize("many", [0, 1000])
def test_what_a_search_finds_whatever_the_way(proposal, cast, monkeypatch, who, asked, found, many):
    if many == 0 and asked in ("张师傅", "zsf"):
        return  # a name is looked for only where few hold the words
    monkeypatch.setattr("jiangxin.proposals.models.finding.MANY", many)
    user = getattr(cast, who)
    assert found_by(getattr(user, "user", user), asked).exists() is found


def test_a_typo_is_forgiven(sign_in, proposal, cast):
    asked = {"q": "快换夹俱压紧手柄"}
    words = sign_in(cast.zhao).get(LIST, asked).content.decode()
    assert "也许是这些" in words
    assert proposal.get_absolute_url() in words
    assert "也许是这些" not in sign_in(cast.sun).get(LIST, asked).content.decode()


def test_what_was_asked_for_is_marked_and_nothing_else_is_let_through(sign_in, propose, cast):
    propose(cast.zhang, title="<b>夹具</b>").submit(by=cast.zhang.user)
    words = sign_in(cast.zhao).get(LIST, {"q": "夹具"}).content.decode()
    assert "&lt;b&gt;<mark>夹具</mark>&lt;/b&gt;" in words
