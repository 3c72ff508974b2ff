"""查重 over a call: what is found, who is told, and what a person says of it."""

import pytest
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.lib.refusal import OutOfStep, Refusal
from jiangxin.proposals.models import Comparison, Likeness, Lookalike, Proposal, Verdict
from jiangxin.proposals.models.comparing import likest
from jiangxin.proposals.tests.conftest import WRITTEN

LIST = "/proposals/lookalikes/"
OTHER = {
    "title": "冷却液集中过滤回用",
    "answers": {
        "problem": "各机床单独换冷却液，三个月就发臭，每次倒掉半吨，处理费不低。",
        "measure": "地沟引到一处，装磁分离器和纸带过滤机，过滤以后泵回各机床。",
    },
}
LONGER = {
    "title": "关于夹具的想法",
    "answers": {
        "problem": "我们班组每天换三次型，大家都等。" + WRITTEN["answers"]["problem"],
        "measure": WRITTEN["answers"]["measure"] + "另外把扳手挂在机床旁边，不用来回跑。",
    },
}


@pytest.fixture
def sent(propose):
    def send(author, **written):
        one = propose(author, **written)
        one.submit(by=author.user)
        return one

    return send


def compared(programme, cast):
    started = Comparison.start(programme, by=cast.zhou)
    started.compare()
    started.refresh_from_db()
    return started


@pytest.fixture
def pair(sent, programme, cast):
    """陈师傅 sent in word for word what 张师傅 had sent in."""
    sent(cast.zhang)
    sent(cast.chen)
    compared(programme, cast)
    return Lookalike.objects.get()


def test_the_later_of_two_is_held_against_the_earlier(pair, cast):
    assert (pair.one.author, pair.other.author) == (cast.chen, cast.zhang)
    assert pair.share == 100


def test_a_part_put_into_a_longer_text_is_found(sent, programme, cast):
    sent(cast.zhang)
    sent(cast.chen, **LONGER)
    compared(programme, cast)
    assert Lookalike.objects.get().share >= 70


def test_one_answer_that_was_copied_is_named(sent, programme, cast):
    sent(cast.zhang)
    mixed = {**OTHER["answers"], "measure": WRITTEN["answers"]["measure"]}
    sent(cast.chen, title=OTHER["title"], answers=mixed)
    compared(programme, cast)
    assert Lookalike.objects.get().section == "measure"


def test_unlike_ones_are_not_found(sent, programme, cast):
    sent(cast.zhang)
    sent(cast.chen, **OTHER)
    done = compared(programme, cast)
    assert (done.compared, done.found) == (2, 0)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"problem": "慢"},
        {"problem": "。" * 500},
        {"problem": "合理化建议" * 50},
        {"problem": "12 34"},
    ],
)
def test_texts_that_say_nothing_are_alike_to_nothing(sent, programme, cast, answers):
    for author in (cast.zhang, cast.chen):
        one = sent(author)
        type(one).objects.filter(pk=one.pk).update(title="慢", answers=answers)
        Likeness.objects.all().delete()
    assert compared(programme, cast).found == 0


def test_drafts_and_withdrawn_ones_are_not_compared(propose, sent, programme, cast):
    propose(cast.zhang)
    sent(cast.liu).withdraw(by=cast.liu.user)
    sent(cast.chen)
    done = compared(programme, cast)
    assert (done.compared, done.found) == (1, 0)


def test_an_earlier_call_is_held_against_as_well(sent, programme, cast):
    sent(cast.zhang)
    newer = programme.copy(by=cast.zhou)
    newer.publish(by=cast.zhou)
    one = Proposal.draft(programme=newer, author=cast.chen, **WRITTEN)
    one.submit(by=cast.chen.user)
    compared(newer, cast)
    assert Lookalike.objects.get().one == one


def test_of_three_each_hangs_together_with_the_others(sent, programme, cast):
    for author in (cast.zhang, cast.chen, cast.liu):
        sent(author)
    sent(cast.zhang, **OTHER)
    sent(cast.chen, **OTHER)
    compared(programme, cast)
    groups = Lookalike.objects.values_list("group", flat=True)
    assert sorted(map(list(groups).count, set(groups))) == [1, 3]


def test_run_again_it_finds_the_same_and_a_verdict_stays(pair, programme, cast):
    pair.judge(Verdict.COPIED, by=cast.zhou, said="一字不差")
    compared(programme, cast)
    assert Lookalike.objects.get().verdict == Verdict.COPIED


def test_what_was_written_anew_is_forgotten_unless_it_was_judged(pair, programme, cast):
    one = pair.one
    type(one).objects.filter(pk=one.pk).update(title=OTHER["title"], answers=OTHER["answers"])
    Likeness.objects.filter(proposal=one).delete()
    compared(programme, cast)
    assert not Lookalike.objects.exists()


def test_a_job_that_runs_again_does_nothing(pair, programme, cast):
    started = Comparison.objects.get()
    started.compare()
    assert Comparison.objects.get().found == 1


def test_a_second_one_waits_until_the_first_is_over(programme, cast):
    Comparison.start(programme, by=cast.zhou)
    with pytest.raises(Refusal, match="正在查重"):
        Comparison.start(programme, by=cast.zhou)


def test_a_verdict_says_who_and_is_traced(pair, cast):
    pair.judge(Verdict.DIFFERENT, by=cast.zhou)
    pair.refresh_from_db()
    assert pair.judged_by == cast.zhou
    assert Trace.objects.about(pair).get().verb == "认定雷同线索"
    assert Lookalike.objects.tally() == (1, 0)


def test_of_two_who_judge_at_once_the_second_is_told(pair, cast):
    pair.judge(Verdict.DIFFERENT, by=cast.zhou)
    with pytest.raises(OutOfStep):
        pair.judge(Verdict.COPIED, by=cast.li, said="一样")


def test_copied_wants_a_word_and_an_author_never_judges(pair, cast):
    with pytest.raises(Refusal, match="为什么"):
        pair.judge(Verdict.COPIED, by=cast.zhou)
    with pytest.raises(Refusal, match="作者"):
        pair.judge(Verdict.DIFFERENT, by=cast.chen.user)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("zhou", True), ("li", True), ("zheng", True), ("zhao", False), ("sun", False)],
)
def test_officers_above_both_see_the_pair(pair, cast, sign_in, who, sees):
    client = sign_in(getattr(cast, who))
    assert (str(pair.one) in client.get(LIST).content.decode()) is sees
    assert client.get(pair.get_absolute_url()).status_code == (200 if sees else 404)


def test_a_pair_is_judged_on_its_page(pair, cast, sign_in):
    client = sign_in(cast.zhou)
    words = client.get(pair.get_absolute_url()).content.decode()
    assert "<mark>" in words
    address = reverse("proposals:verdict", args=[pair.pk])
    refused = client.post(address, {"verdict": "copied"})
    assert (refused.status_code, "写一句为什么" in refused.content.decode()) == (422, True)
    done = client.post(address, {"verdict": "copied", "said": "一字不差"}, follow=True)
    assert "其中雷同 1 对" in done.content.decode()
    late = client.post(address, {"verdict": "different"})
    assert late.status_code == 409


def test_only_whoever_calls_may_start_one(programme, cast, sign_in):
    address = reverse("proposals:comparison", args=[programme.pk])
    assert sign_in(cast.zhao).post(address).status_code == 404
    answer = sign_in(cast.zhou).post(address)
    assert answer["Location"].startswith("/errands/")


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_database_so_often(
    pair, sent, programme, cast, sign_in, how_many, django_assert_num_queries
):
    for _ in range(how_many - 1):
        sent(cast.chen)
    compared(programme, cast)
    client = sign_in(cast.zhou)
    client.get(LIST)
    with django_assert_num_queries(13):
        client.get(LIST)


def test_the_figure_names_its_part(sent, cast):
    one, other = sent(cast.chen), sent(cast.zhang)
    assert likest(one, other)[0] == 100
