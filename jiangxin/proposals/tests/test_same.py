import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from jiangxin.proposals import rounds
from jiangxin.proposals.models import Commonness, Likeness, similar_to
from jiangxin.proposals.tests.conftest import WRITTEN

HINT = "/proposals/similar/"
AGAIN = "铣床快换夹具：做定位销孔，用偏心压紧手柄，换零件不用重新打表"
PHONE, PLAIN = "13800001234", WRITTEN["title"]


def user_of(cast, who):
    one = getattr(cast, who)
    return getattr(one, "user", one)


def found(cast, who, text=AGAIN, **more):
    return [one.proposal for one in similar_to(text, user=user_of(cast, who), **more)]


def test_what_was_said_already_is_found_with_a_figure_and_the_words(proposal, cast):
    (one,) = similar_to(AGAIN, user=cast.zhao)
    assert one.proposal == proposal
    assert 40 < one.figure <= 100
    assert one.is_seen
    assert "压紧" in one.why or "定位" in one.why


def test_the_same_text_is_a_hundred(proposal, cast):
    (one,) = similar_to(proposal.text, user=cast.zhao)
    assert one.figure == 100


@pytest.mark.parametrize(
    ("who", "named", "seen"),
    [
        ("zhang", True, True),
        ("liu", True, False),  # a colleague: title and outcome, no page
        ("chen", False, False),
        ("he", False, False),
        ("zhao", True, True),
        ("zheng", True, True),
        ("li", True, True),
        ("zhou", True, True),
        ("sun", False, False),
        ("wu", False, False),
    ],
)
def test_who_is_told_of_it(proposal, cast, who, named, seen):
    alike = similar_to(AGAIN, user=user_of(cast, who))
    assert [one.is_seen for one in alike] == ([seen] if named else [])


def test_a_federation_may_tell_colleagues_nothing(proposal, cast, monkeypatch):
    monkeypatch.setattr(settings, "SIMILAR_TITLES_IN_ENTERPRISE", False)
    assert found(cast, "liu") == []
    assert found(cast, "zhang") == [proposal]


def test_what_is_opened_is_named_to_everybody_by_its_title_alone(opening, cast):
    for who in ("chen", "he", "sun"):
        (one,) = similar_to(AGAIN, user=user_of(cast, who))
        assert one.proposal == opening.proposal
        assert not one.is_seen


def test_what_is_opened_no_more_is_named_no_more(opening, cast):
    opening.close(by=cast.zhao, why="正在申请专利")
    assert found(cast, "chen") == []


def test_drafts_are_nobodys_hint(draft, cast):
    for who in ("zhang", "liu", "zhao", "zhou"):
        assert found(cast, who) == []


def test_what_a_colleague_took_back_is_told_no_more(proposal, cast):
    proposal.withdraw(by=cast.zhang.user)
    assert found(cast, "liu") == []
    assert found(cast, "zhang") == [proposal]


def test_it_is_not_like_itself(proposal, cast):
    assert found(cast, "zhang", exclude=proposal.pk) == []


def test_numbers_of_people_stay_hidden_in_a_title_alone(propose, cast):
    propose(cast.zhang, title=f"快换夹具，找 {PHONE}").submit(by=cast.zhang.user)
    (one,) = similar_to(AGAIN, user=cast.liu.user)
    assert PHONE not in one.title
    (one,) = similar_to(AGAIN, user=cast.zhao)
    assert PHONE in one.title


@pytest.mark.parametrize(
    "text",
    [
        "",
        "油",
        "？！。，",
        "合理化建议 存在的问题：",
        "Ⅷ𠮷é" * 30,
        "X5032",
        "1" * 60,
        "\u200b",
        "%_\\'\"",
    ],
)
def test_little_or_odd_text_is_like_nothing_in_particular(proposal, cast, text):
    assert found(cast, "zhang", text) in ([], [proposal])


def test_a_hundred_thousand_characters_are_answered(proposal, cast):
    assert found(cast, "zhang", proposal.text * 1300) == [proposal]


def test_at_most_five_the_nearest_first(propose, cast):
    for n in range(7):
        propose(cast.zhang, title=f"夹具改进{'快换' * (n % 2)}").submit(by=cast.zhang.user)
    alike = similar_to(AGAIN, user=cast.zhao)
    assert len(alike) == 5
    assert [one.figure for one in alike] == sorted((one.figure for one in alike), reverse=True)


@pytest.mark.parametrize("how_many", [1, 3])
def test_as_many_queries_for_three_as_for_one(propose, cast, how_many, django_assert_num_queries):
    for _ in range(how_many):
        propose(cast.zhang).submit(by=cast.zhang.user)
    similar_to(AGAIN, user=cast.zhao)
    with django_assert_num_queries(18):
        assert len(similar_to(AGAIN, user=cast.zhao)) == how_many


def test_counting_makes_what_all_have_weigh_less(propose, cast):
    for n in range(60):
        propose(cast.zhang, answers={"problem": f"第{n}台", "measure": "改"}).submit(
            by=cast.zhang.user
        )
    Commonness.count()
    scale = Commonness.scale()
    assert scale.weight("夹具") < scale.weight("油泵")
    Commonness.count()
    assert Commonness.objects.filter(word="夹具").count() == 1


def test_the_index_of_words_is_asked(proposal, cast, django_assert_num_queries):
    similar_to(AGAIN, user=cast.zhao)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("15s",)
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


def test_a_round_makes_what_is_lacking_and_no_more(proposal, draft, propose, cast):
    propose(cast.zhang)
    rounds.catch_up_likeness()
    row = Likeness.objects.get()
    assert row.proposal == proposal
    assert row.prints
    Likeness.objects.update(version=0, prints=[])
    rounds.catch_up_likeness()
    assert Likeness.objects.get().prints == row.prints


def test_the_round_of_a_minute_looks_at_the_newest_alone(proposal, propose, cast, monkeypatch):
    monkeypatch.setattr(rounds, "NEWEST", 1)
    newer = propose(cast.zhang)
    newer.submit(by=cast.zhang.user)
    rounds.catch_up_likeness()
    assert Likeness.objects.get().proposal == newer
    rounds.catch_up_all_likeness()
    assert Likeness.objects.count() == 2


def test_what_was_written_anew_gets_new_marks(proposal, cast):
    rounds.catch_up_likeness()
    before = Likeness.objects.get().prints
    proposal.hand_back(by=cast.zhao, remark="请写明每天几次")
    answers = {"problem": "三个月就发臭，每次倒掉半吨。", "measure": "地沟引到一处集中过滤。"}
    proposal.revise(by=cast.zhang.user, submit=True, title="冷却液回用", answers=answers)
    rounds.catch_up_likeness()
    assert not set(Likeness.objects.get().prints) & set(before)


def without_marks(words):
    return words.replace("<mark>", "").replace("</mark>", "")


def ask(client, **said):
    return client.post(HINT, said, headers={"HX-Request": "true", "HX-Target": "hint"})


def test_while_the_title_is_typed(sign_in, proposal, cast):
    words = ask(sign_in(cast.liu.user), title="铣床夹具快换，缩短换型").content.decode()
    assert PLAIN in without_marks(words)
    assert "<html" not in words
    assert proposal.get_absolute_url() not in words
    assert "张师傅" not in words
    assert "打表" not in words


def test_the_whole_text_is_asked_about(sign_in, proposal, cast):
    client = sign_in(cast.zhang.user)
    more = {"answer_problem": WRITTEN["answers"]["problem"]}
    assert "夹具" in ask(client, title="改进", **more).content.decode()
    assert (
        proposal.title
        not in ask(client, title="改进", exclude=proposal.pk, **more).content.decode()
    )


@pytest.mark.parametrize("said", [{}, {"title": "题" * 121}, {"title": "夹具", "exclude": "x"}])
def test_what_cannot_be_read_asks_for_nothing(sign_in, proposal, cast, said):
    answer = ask(sign_in(cast.zhang.user), **said)
    assert answer.status_code == 200
    assert "夹具" not in answer.content.decode()


def test_asked_too_often_it_says_nothing(sign_in, proposal, cast, settings):
    rates = {**settings.ACCOUNT_RATE_LIMITS, "similar": "1/m/user"}
    settings.ACCOUNT_RATE_LIMITS = rates
    client = sign_in(cast.zhang.user)
    assert "夹具" in ask(client, title=proposal.title).content.decode()
    answer = ask(client, title=proposal.title)
    assert answer.status_code == 200
    assert "夹具" not in answer.content.decode()


def test_its_failure_leaves_the_form_alone(sign_in, proposal, cast):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE proposals_opening RENAME TO away")
    answer = ask(sign_in(cast.zhang.user), title=proposal.title)
    assert answer.status_code == 200
    assert "夹具" not in answer.content.decode()


def test_an_officer_sees_what_is_alike_and_both_beside_each_other(sign_in, proposal, propose, cast):
    other = propose(cast.liu, title="铣床夹具快换")
    other.submit(by=cast.liu.user)
    client = sign_in(cast.zhao)
    box = client.get(reverse("proposals:similar", args=[proposal.pk])).content.decode()
    beside = reverse("proposals:beside", args=[proposal.pk, other.pk])
    assert beside in box
    words = client.get(beside).content.decode()
    assert "<mark>" in words
    assert words.count("<article") == 2


def test_beside_only_for_who_may_see_both(sign_in, proposal, propose, cast):
    other = propose(cast.chen)
    other.submit(by=cast.chen.user)
    beside = reverse("proposals:beside", args=[proposal.pk, other.pk])
    assert sign_in(cast.zhao).get(beside).status_code == 404
    assert sign_in(cast.zheng).get(beside).status_code == 200
    itself = reverse("proposals:beside", args=[proposal.pk, proposal.pk])
    assert sign_in(cast.zheng).get(itself).status_code == 404


def test_what_was_written_is_shown_as_text(sign_in, propose, cast):
    said = {"problem": "<script>夹具压紧手柄</script>", "measure": "改"}
    one, other = (propose(cast.zhang, answers=said) for _ in range(2))
    for each in (one, other):
        each.submit(by=cast.zhang.user)
    words = sign_in(cast.zhao).get(reverse("proposals:beside", args=[one.pk, other.pk]))
    assert "<script>夹具" not in words.content.decode()


def test_the_page_of_an_officer_has_the_box_and_a_workers_has_not(sign_in, proposal, cast):
    box = f'hx-get="{reverse("proposals:similar", args=[proposal.pk])}"'
    assert box in sign_in(cast.zhao).get(proposal.get_absolute_url()).content.decode()
    assert box not in sign_in(cast.zhang.user).get(proposal.get_absolute_url()).content.decode()
    assert box in sign_in(cast.zhao).get("/desk/").content.decode()
