import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from jiangxin.people.models import Person
from jiangxin.programmes.models import Status
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.conftest import WRITTEN
from tests.cast import LONG_AGO, phone


@pytest.fixture
def filled(programme):
    """What a worker's phone sends when the form is filled in."""
    return {
        "title": WRITTEN["title"],
        "category": programme.categories.get(position=3).pk,
        "form_token": str(uuid.uuid4()),
        "act": "submit",
        **{f"answer_{key}": answer for key, answer in WRITTEN["answers"].items()},
    }


def new_url(programme):
    return reverse("proposals:new", args=[programme.pk])


def url(name, proposal):
    return reverse(f"proposals:{name}", args=[proposal.pk])


def picture(name="夹具.jpg", colour="red"):
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def test_a_worker_proposes_and_reads_until_when(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    response = client.post(new_url(programme), filled, follow=True)
    proposal = Proposal.objects.get()
    assert proposal.journey.status == Status.UNDER_WAY
    assert proposal.category.name == "工艺与安全"
    words = response.content.decode()
    for said in (
        "已提交，",
        "企业在看",
        "现在在精工公司工会 赵专管员处",
        "7 个工作日内答复",
        "最迟",
    ):
        assert said in words


def test_with_one_call_there_is_nothing_to_choose(sign_in, cast, programme):
    response = sign_in(cast.zhang).get(reverse("proposals:start"))
    assert response.url == new_url(programme)


def test_a_draft_needs_only_a_title_and_is_nobody_elses(sign_in, cast, programme):
    form = {"title": "快换夹具", "form_token": str(uuid.uuid4()), "act": "draft"}
    response = sign_in(cast.zhang).post(new_url(programme), form, follow=True)
    assert "只有您看得见" in response.content.decode()
    assert sign_in(cast.zhao).get(Proposal.objects.get().get_absolute_url()).status_code == 404


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(sign_in, cast, programme, filled):
    response = sign_in(cast.zhang).post(new_url(programme), {**filled, "answer_measure": " "})
    words = response.content.decode()
    assert response.status_code == 422
    assert "请写“打算怎么改”" in words
    assert filled["answer_problem"] in words
    assert not Proposal.objects.exists()


def test_the_same_form_twice_is_one_proposal(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    first = client.post(new_url(programme), filled)
    second = client.post(new_url(programme), filled)
    assert first.url == second.url
    assert Proposal.objects.count() == 1


def test_back_and_sent_again_changes_the_draft(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    client.post(new_url(programme), {**filled, "act": "draft"}, follow=True)
    client.post(new_url(programme), {**filled, "title": "快换夹具"})
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.journey.status) == ("快换夹具", Status.UNDER_WAY)


def test_anothers_form_token_gives_nothing_away(sign_in, cast, programme, filled):
    sign_in(cast.zhang).post(new_url(programme), filled)
    response = sign_in(cast.chen).post(new_url(programme), filled)
    assert response.status_code == 409
    assert Proposal.objects.count() == 1


def test_photos_are_kept_once_and_shown_to_who_may_see(
    sign_in, cast, programme, filled, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(cast.zhang)
    client.post(new_url(programme), {**filled, "act": "draft", "photos": [picture()]})
    client.post(
        new_url(programme),
        {**filled, "photos": [picture(), picture("打表.jpg", "blue")]},
    )
    photos = Proposal.objects.get().photos.order_by("id")
    assert len(photos) == 2
    for address in (photos[0].url, photos[0].get_absolute_url()):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(response)[:3] == b"\xff\xd8\xff"
    assert sign_in(cast.chen).get(photos[0].url).status_code == 404


def test_a_photo_can_be_taken_away_while_it_lies_with_its_author(
    sign_in, cast, programme, filled, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(cast.zhang)
    client.post(new_url(programme), {**filled, "act": "draft", "photos": [picture()]})
    proposal = Proposal.objects.get()
    client.post(reverse("proposals:removal", args=[proposal.photos.get().pk]))
    assert not proposal.photos.exists()


def test_what_is_no_photo_is_said_at_the_field(sign_in, cast, programme, filled):
    script = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    response = sign_in(cast.zhang).post(new_url(programme), {**filled, "photos": [script]})
    assert "第 1 张：这不是照片" in response.content.decode()
    assert not Proposal.objects.exists()


def test_colleagues_are_found_by_name_within_the_enterprise(sign_in, cast, programme, filled):
    response = sign_in(cast.zhang).post(new_url(programme), {**filled, "colleagues": "刘徒弟"})
    assert response.status_code == 302
    assert [a.person for a in Proposal.objects.get().authorships.order_by("position")] == [
        cast.zhang,
        cast.liu,
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("陈师傅", "本单位名册上没有“陈师傅”"),  # next door
        ("王伟", "本单位有 2 位“王伟”，请在姓名后加手机号后四位"),
        ("王伟 9999", "没有手机号后四位是 9999 的“王伟”"),
        ("张师傅", "不用写您自己"),
    ],
)
def test_a_name_that_does_not_say_who(sign_in, cast, programme, filled, typed, said):
    two_of_one_name(cast)
    response = sign_in(cast.zhang).post(new_url(programme), {**filled, "colleagues": typed})
    assert said in response.content.decode()


def test_of_two_with_one_name_the_last_four_digits_decide(sign_in, cast, programme, filled):
    _, second = two_of_one_name(cast)
    typed = "王伟（００２２）、刘徒弟"
    sign_in(cast.zhang).post(new_url(programme), {**filled, "colleagues": typed})
    asked = Proposal.objects.get().authorships.filter(consented_at=None)
    assert {a.person for a in asked} == {second, cast.liu}


def two_of_one_name(cast):
    return [
        Person.enrol("王伟", enterprise=cast.jinggong, phone=phone(n), since=LONG_AGO)
        for n in (21, 22)
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("zhao", 302),  # keeps the gate
        ("zhang", 403),  # the author may look, not judge
        ("zheng", 403),  # offices above may look, not decide in the keeper's stead
        ("li", 403),
        ("zhou", 403),
        ("liu", 404),  # a colleague who was not asked
        ("chen", 404),  # next door: there is no such proposal
        ("sun", 404),
        ("wu", 404),  # the office is over
    ],
)
@pytest.mark.parametrize("act", ["passage", "return", "rejection"])
def test_who_may_decide(sign_in, proposal, cast, who, status, act):
    words = {"remark": "改法可行", "reason": "花费大于好处"}
    assert sign_in(getattr(cast, who)).post(url(act, proposal), words).status_code == status


def test_a_refusal_needs_its_reason_and_its_words(sign_in, proposal, cast):
    client = sign_in(cast.zhao)
    response = client.post(url("rejection", proposal), {"remark": "不行"})
    assert response.status_code == 422
    assert "请选一个不通过的理由" in response.content.decode()
    response = client.post(url("return", proposal), {})
    assert "请写一句话" in response.content.decode()
    proposal.journey.refresh_from_db()
    assert proposal.journey.status == Status.UNDER_WAY


def test_a_page_from_before_hears_who_was_first(sign_in, proposal, cast):
    shown = proposal.journey.moves
    proposal.pass_on(by=cast.zhao)
    response = sign_in(cast.zhao).post(url("return", proposal), {"remark": "补", "moves": shown})
    assert response.status_code == 409
    words = response.content.decode()
    assert "已由 精工公司工会 赵专管员 通过，您的“退回修改”没有生效" in words


def test_the_desk_goes_on_to_where_it_says_and_nowhere_else(sign_in, draft, cast):
    for then, onward in (("/desk/", "/desk/"), ("//evil.example/", draft.get_absolute_url())):
        again = Proposal.draft(programme=draft.journey.programme, author=cast.zhang, **WRITTEN)
        again.submit(by=cast.zhang.user)
        response = sign_in(cast.zhao).post(url("passage", again), {"then": then})
        assert response.url == (onward if then == "/desk/" else again.get_absolute_url())


def test_the_page_says_the_same_to_the_author_as_the_trace(sign_in, proposal, cast):
    proposal.hand_back(by=cast.zhao, remark="请写明每天换型几次")
    proposal.submit(by=cast.zhang.user)
    proposal.pass_on(by=cast.zhao, remark="改法可行")
    words = sign_in(cast.zhang).get(proposal.get_absolute_url()).content.decode()
    order = [
        "退回修改",
        "请写明每天换型几次",
        "补充后再次提交",
        "企业初审通过",
        "改法可行",
        "东湾区总工会办理中",
        "云川市总工会",
    ]
    places = [words.index(said) for said in order]
    assert places == sorted(places)
    assert "区里在看" in words


def test_the_author_withdraws_and_a_colleague_cannot(sign_in, cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    proposal.consent(by=cast.liu.user)
    assert sign_in(cast.liu).post(url("withdrawal", proposal)).status_code == 403
    response = sign_in(cast.zhang).post(url("withdrawal", proposal), follow=True)
    assert "已撤回" in response.content.decode()


def test_a_colleague_is_asked_on_the_page_and_answers(sign_in, cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    client = sign_in(cast.liu)
    assert "同事请您一起提" in client.get(proposal.get_absolute_url()).content.decode()
    client.post(url("consent", proposal))
    assert client.post(url("decline", proposal)).status_code == 403
    assert sign_in(cast.chen).post(url("consent", proposal)).status_code == 404


def test_a_closed_programme_says_so_before_anything_is_written(sign_in, cast, programme):
    type(programme).objects.filter(pk=programme.pk).update(
        opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z"
    )
    response = sign_in(cast.zhang).get(new_url(programme))
    assert response.status_code == 409
    assert "现在不收件" in response.content.decode()


@pytest.mark.parametrize(("who", "asked"), [("zhang", 16), ("zhao", 20), ("zhou", 18)])
def test_the_page_asks_the_database_so_often(
    sign_in, proposal, cast, who, asked, django_assert_num_queries
):
    client = sign_in(getattr(cast, who))
    client.get(proposal.get_absolute_url())
    with django_assert_num_queries(asked):
        client.get(proposal.get_absolute_url())
