"""The pages of 推广应用: who sees what was opened, and how another enterprise takes it up."""

import pytest
from django.urls import reverse

from jiangxin.lib import clock
from jiangxin.proposals.models import Adoption, Opening, Proposal
from jiangxin.proposals.tests.conftest import finished, team

OPENED = "/proposals/opened/"


def url(name, row):
    return reverse(f"proposals:{name}", args=[row.pk])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("sun", 200),  # next door
        ("zhou", 200),
        ("theirs", 200),
        ("zhang", 403),  # its author has no office
        ("chen", 403),
        ("wu", 403),  # no longer
    ],
)
def test_every_officer_sees_what_was_opened(opening, cast, theirs, sign_in, who, sees):
    cast.theirs = theirs
    answer = sign_in(getattr(cast, who)).get(OPENED)
    assert answer.status_code == sees
    assert (opening.proposal.title in answer.text) is (sees == 200)


def test_a_neighbour_sees_nothing_of_what_was_not_opened(in_use, cast, sign_in):
    client = sign_in(cast.sun)
    assert in_use.title not in client.get(OPENED).text
    assert client.get(url("adoptions", in_use)).status_code == 404
    assert client.get(url("adopting", in_use)).status_code == 404
    Opening.open(in_use, by=cast.zhao)
    assert client.get(url("adoptions", in_use)).status_code == 200
    assert client.get(in_use.get_absolute_url()).status_code == 404  # no more than was opened


def test_no_number_of_a_person_is_shown_or_found(propose, cast, sign_in):
    written = {
        "problem": "慢，问我 13800000001 或 138-0000-0002、021-55667788，X5032 铣床",
        "measure": "310101198506120017 的同事知道",
    }
    proposal = finished(team(propose, cast, answers=written), cast)
    Opening.open(proposal, by=cast.zhao)
    client = sign_in(cast.sun)
    for page in (client.get(OPENED).text, client.get(url("adoptions", proposal)).text):
        assert "X5032" in page and "张师傅、刘徒弟" in page
        for number in ("13800000001", "138-0000-0002", "55667788", "310101198506120017"):
            assert number not in page
    assert not Opening.objects.matching("13800000001").exists()
    assert Opening.objects.matching("X5032 精工").exists()


def test_its_list_is_searched_and_asks_as_often_for_three_as_for_one(
    propose, cast, sign_in, django_assert_num_queries
):
    client = sign_in(cast.sun)
    for n in (1, 3):
        while Opening.objects.count() < n:
            Opening.open(finished(team(propose, cast), cast), by=cast.zhao)
        client.get(OPENED)
        with django_assert_num_queries(12):
            page = client.get(OPENED)
        assert len(page.context["rows"]) == n
    assert "没有找到" in client.get(OPENED, {"q": "磨床"}).text
    assert "快换夹具" in client.get(OPENED, {"q": "偏心压紧"}).text


def test_the_list_goes_on_by_keys(propose, cast, sign_in):
    for _ in range(11):
        Opening.open(finished(team(propose, cast), cast), by=cast.zhao)
    client = sign_in(cast.sun)
    first = client.get(OPENED).context["rows"]
    second = client.get(OPENED + first.next_url).context["rows"]
    assert (len(first), len(second)) == (10, 1)


def signature(**more):
    line = {"saved": "hours", "unit": "小时", "before": "2", "after": "1"}
    line |= {"quantity": "100", "price": "50"}
    told = {f"line0-{name}": value for name, value in line.items()}
    return {"since": "2026-11-01", "basis": "工时定额", **told, **more}


def test_from_opening_to_the_signature_through_the_pages(in_use, cast, theirs, sign_in):
    assert sign_in(cast.zhao).post(url("opening", in_use)).status_code == 302
    client = sign_in(cast.sun)
    assert "恒力公司" in client.get(url("adopting", in_use)).text  # the one for which she acts
    asked = {"enterprise": "恒力公司", "since": clock.today().isoformat(), "place": "一车间"}
    answer = client.post(url("adopting", in_use), asked | {"changed": "底板加厚 5 毫米"})
    adoption = Adoption.objects.get()
    assert answer.url == adoption.get_absolute_url()
    page = client.get(answer.url).text
    assert "底板加厚 5 毫米" in page and "张师傅、刘徒弟" in page
    client = sign_in(theirs)
    assert client.post(url("adoption_confirmation", adoption), signature()).status_code == 302
    page = client.get(answer.url).text
    assert "5,000.00" in page and "已核定" in page
    assert client.post(url("adoption_confirmation", adoption), signature(why="算错")).url
    assert adoption.benefits.count() == 2
    assert "恒力公司" in client.get(reverse("proposals:adopted")).text


def test_it_is_ended_on_its_page_by_those_who_use_it(adoption, cast, sign_in):
    ending, page = url("adoption_end", adoption), adoption.get_absolute_url()
    client = sign_in(cast.zhang)
    assert "1 家别的企业在用" in client.get(adoption.proposal.get_absolute_url()).text
    assert client.get(page).status_code == 200  # the author sees where it went
    assert client.post(ending, {"why": "x"}).status_code == 403
    client = sign_in(cast.sun)
    assert client.get(url("adoption_confirmation", adoption)).status_code == 403
    assert client.post(ending, {}).status_code == 422
    assert client.post(ending, {"why": "停产"}).status_code == 302
    assert "停产" in client.get(page).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"enterprise": "精工公司"}, "您能选的里面没有"),
        ({"place": ""}, "请写用在哪里"),
        ({"since": "明天"}, "日子看不懂"),
    ],
)
def test_a_wrong_field_is_said_beside_it(opening, cast, sign_in, wrong, said):
    asked = {"enterprise": "恒力公司", "since": clock.today().isoformat(), "place": "一车间"}
    answer = sign_in(cast.sun).post(url("adopting", opening.proposal), asked | wrong)
    assert answer.status_code == 422 and said in answer.text


def test_an_officer_of_elsewhere_records_nothing_for_another(opening, cast, sign_in):
    """郑红 sees 恒力公司, whose own union covers it: she may look, not record."""
    asked = {"enterprise": "恒力公司", "since": clock.today().isoformat(), "place": "一车间"}
    answer = sign_in(cast.zheng).post(url("adopting", opening.proposal), asked)
    assert answer.status_code == 422 and "您不在这家企业任职" in answer.text
    assert not Adoption.objects.exists()


def test_an_author_closes_it_on_its_page(opening, cast, sign_in):
    client = sign_in(cast.liu)
    assert "我不同意公开推广" in client.get(url("adoptions", opening.proposal)).text
    assert client.post(url("closing", opening.proposal), {}).status_code == 302
    assert not Opening.objects.standing().exists()
    assert "刘徒弟不同意" in client.get(url("adoptions", opening.proposal)).text
    assert sign_in(cast.sun).get(url("adoptions", opening.proposal)).status_code == 404


def test_the_enterprise_is_asked_why_on_the_page(opening, cast, sign_in):
    answer = sign_in(cast.zhao).post(url("closing", opening.proposal), {})
    assert answer.status_code == 422 and "请写为什么停止" in answer.text
    assert Proposal.objects.get(pk=opening.proposal_id).openings.standing().exists()
