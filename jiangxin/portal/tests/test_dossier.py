"""创新档案: what one person took part in; records that became one count as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.lib.refusal import Refusal
from jiangxin.people.models import Merger, Person
from jiangxin.portal.dossier import Dossier, as_pdf, said
from jiangxin.proposals.models import Benefit, Grading, Implementation, Proposal, Shares
from jiangxin.proposals.tests.test_results import HOURS
from tests.cast import LONG_AGO

ANSWERS = {"problem": "换型慢", "measure": "改定位销"}


def propose(programme, author, *colleagues, title="夹具快换"):
    sent = Proposal.draft(
        programme=programme, author=author, title=title, answers=ANSWERS, colleagues=colleagues
    )
    sent.submit(by=author.user)
    for colleague in colleagues:
        sent.consent(by=colleague.user)
    return sent


def url(person, name="dossier"):
    return reverse(f"portal:{name}", args=[person.pk])


@pytest.fixture
def graded(cast, programme):
    """张师傅 and 刘徒弟, 60 to 40: carried out, confirmed by somebody else, graded."""
    proposal = propose(programme, cast.zhang, cast.liu)
    for keeper in (cast.zhao, cast.li, cast.zhou):
        proposal.pass_on(by=keeper)
    proposal = Proposal.objects.get(pk=proposal.pk)
    told = {"plan": "做底板", "owner": cast.liu, "due_on": clock.today()}
    Implementation.begin(proposal, by=cast.zhao, **told).finish(by=cast.zhao, on=clock.today())
    proposal = Proposal.objects.get(pk=proposal.pk)
    counted = {"since": clock.today(), "basis": "定额", "lines": [HOURS]}
    Benefit.expect(proposal, by=cast.zhang.user, **counted | {"lines": [{**HOURS, "cost": 0}]})
    Benefit.confirm(proposal, by=cast.zhao, **counted)
    held = Shares(proposal)
    held.propose({held.rows[0].pk: 60, held.rows[1].pk: 40}, by=cast.zhang.user)
    Shares(proposal).agree(Shares(proposal).print, by=cast.liu.user)
    Grading.give(proposal, by=cast.zhao, is_borrowed=False, amount=40_000)
    return proposal


def test_a_line_says_share_state_benefits_apart_and_grade(cast, graded):
    dossier = Dossier(cast.liu, cast.liu.user)
    (line,) = dossier.lines(dossier.proposals())
    assert line.share == "2 人一起提，份额 40 / 100"
    assert (line.expected, line.confirmed) == (57_755_25, 55_955_25)
    assert line.grade == "四等"


def test_the_page_says_it_to_the_worker_and_to_who_may_see_them(cast, graded, sign_in):
    for who in (cast.zhang, cast.zhao, cast.zhou):
        page = sign_in(who).get(url(cast.zhang)).content.decode()
        assert "份额 60 / 100" in page and "已通过" in page
        assert "预计 57,755.25 元 · 核定 55,955.25 元 · 四等" in page
        assert "合理化建议" in page and "1 人次" in page


@pytest.mark.parametrize("name", ["dossier", "dossier_paper"])
@pytest.mark.parametrize("who", ["chen", "sun", "wu", "liu"])
def test_nobody_else_learns_of_it(cast, graded, sign_in, name, who):
    assert sign_in(getattr(cast, who)).get(url(cast.zhang, name)).status_code == 404


def test_drafts_are_not_in_it_and_what_was_withdrawn_counts_no_more(cast, programme):
    Proposal.draft(programme=programme, author=cast.zhang, title="草稿", answers=ANSWERS)
    propose(programme, cast.zhang, title="不要了").withdraw(by=cast.zhang.user)
    dossier = Dossier(cast.zhang, cast.zhang.user)
    (line,) = dossier.lines(dossier.proposals())
    assert (line.proposal.title, line.share) == ("不要了", "独自提出")
    assert (dossier.acts, dossier.years) == (0, [])


def test_merged_records_are_one(cast, programme, sign_in):
    twin = Person.enrol("张师傅", enterprise=cast.jinggong, since=LONG_AGO)
    twin.account()
    propose(programme, cast.zhang, title="甲")
    propose(programme, twin, title="乙")
    both = propose(programme, cast.zhang, twin, title="丙")
    Merger.make(cast.zhang, twin, by=cast.zhao, reason="同一人")
    dossier = Dossier(Person.objects.get(pk=cast.zhang.pk), cast.zhang.user)
    lines = dossier.lines(dossier.proposals().order_by("id"))
    assert [line.proposal.title for line in lines] == ["甲", "乙", "丙"]
    assert [line.share for line in lines] == ["独自提出"] * 3
    assert dossier.acts == 4 and len(dossier.years) == 1
    assert sign_in(cast.zhao).get(url(twin)).status_code == 404
    assert both.title in sign_in(cast.zhang).get(url(cast.zhang)).content.decode()


def test_an_officer_reads_only_proposals_that_they_may_see(cast, programme, sign_in):
    propose(programme, cast.zhang, title="在精工时提的")
    cast.zhang.transfer(cast.hengli, on=clock.today(), by=cast.zhou)
    page = sign_in(cast.sun).get(url(cast.zhang)).content.decode()
    assert "在精工时提的" not in page
    assert "在精工时提的" in sign_in(cast.zhang).get(url(cast.zhang)).content.decode()


@pytest.mark.parametrize("who", ["zhang", "zhao"])
def test_as_many_queries_for_three_as_for_one(cast, programme, sign_in, who):
    client = sign_in(getattr(cast, who))
    made = []
    for _ in range(2):
        propose(programme, cast.zhang)
        client.get(url(cast.zhang))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url(cast.zhang))
        made.append(len(asked))
        propose(programme, cast.zhang)
    assert made[0] == made[1] <= 26


def test_it_is_paged_by_key(cast, programme, sign_in):
    for number in range(11):
        propose(programme, cast.zhang, title=f"第{number:02}件")
    client = sign_in(cast.zhang)
    answer = client.get(url(cast.zhang))
    assert "第00件" not in answer.content.decode()
    later = client.get(url(cast.zhang) + answer.context["rows"].next_url)
    assert "第00件" in later.content.decode()


def test_it_is_printed_on_a4(cast, graded, sign_in):
    dossier = Dossier(cast.zhang, cast.zhang.user)
    ((_, title, _, share, state, expected, confirmed, grade),) = said(dossier)["proposals"]
    assert (title, state, grade) == ("夹具快换", "已通过", "四等")
    assert (expected, confirmed) == ("57,755.25", "55,955.25")
    assert share == "2 人一起提，份额 60 / 100"
    assert as_pdf(dossier).startswith(b"%PDF-")
    assert as_pdf(Dossier(cast.chen, cast.chen.user)).startswith(b"%PDF-")
    answer = sign_in(cast.zhang).get(url(cast.zhang, "dossier_paper"))
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_was_typed_is_never_code_and_a_missing_letter_is_named(cast, programme):
    propose(programme, cast.zhang, title='#read("/etc/passwd") $x$ *b* @ref')
    assert as_pdf(Dossier(cast.zhang, cast.zhang.user)).startswith(b"%PDF-")
    propose(programme, cast.zhang, title="𠮷师傅的夹具")
    with pytest.raises(Refusal, match="字库里没有“𠮷”"):
        as_pdf(Dossier(cast.zhang, cast.zhang.user))


def test_the_way_to_it_stands_on_me_and_on_the_persons_page(cast, sign_in):
    assert url(cast.zhang) in sign_in(cast.zhang).get(reverse("portal:me")).content.decode()
    shown = sign_in(cast.zhao).get(reverse("portal:person", args=[cast.zhang.pk]))
    assert url(cast.zhang) in shown.content.decode()
