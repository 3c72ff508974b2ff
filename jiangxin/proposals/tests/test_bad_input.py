"""What may come in a field: cleaned and kept, or refused with a sentence; never a 500."""

import uuid

import pytest
from django.urls import reverse

from jiangxin.proposals.forms import ProposalForm
from jiangxin.proposals.models import Proposal
from jiangxin.proposals.tests.conftest import WRITTEN


@pytest.fixture
def send(sign_in, cast, programme):
    client = sign_in(cast.zhang)
    filled = {
        "category": programme.categories.first().pk,
        "title": WRITTEN["title"],
        **{f"answer_{key}": answer for key, answer in WRITTEN["answers"].items()},
    }

    def post(**fields):
        form = {**filled, "form_token": str(uuid.uuid4()), "act": "submit", **fields}
        return client.post(reverse("proposals:new", args=[programme.pk]), form)

    return post


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("快换\x00夹具", "快换夹具"),  # NUL
        ("快换\u202e夹具\u2066", "快换夹具"),  # bidi marks turn words around
        ("  快换\u200b夹具\r\n", "快换夹具"),
        ("买买提·吾守尔的𠮷字夹具", "买买提·吾守尔的𠮷字夹具"),
        ("夹具 ３ 号", "夹具 ３ 号"),  # what was written stays; the search reads it as 3
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_title_survives(send, typed, kept):
    assert send(title=typed).status_code == 302
    assert Proposal.objects.get().title == kept


def test_a_lone_surrogate_survives(cast, programme):
    """No browser sends one, but a form may be filled by a program."""
    data = {"title": "快换\ud83d夹具", "form_token": str(uuid.uuid4()), "act": "draft"}
    form = ProposalForm(data, programme=programme, person=cast.zhang)
    assert form.is_valid()
    assert form.cleaned_data["title"] == "快换夹具"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "快" * 121, "最多 120 个字，现有 121 个"),
        ("answer_problem", "慢" * 2001, "最多 2,000 个字，现有 2,001 个"),
        ("answer_measure", "\x00\u200b \n", "请写“打算怎么改”"),
        ("category", "999999999", "选"),
        ("colleagues", "、".join(f"王{n}" for n in range(10)), "最多 9 位"),
        ("form_token", "0", ""),
    ],
)
def test_a_field_says_what_is_wrong(send, field, typed, said):
    response = send(**{field: typed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("field", ["title", "answer_problem", "colleagues"])
def test_ten_megabytes_get_a_sentence(send, field):
    response = send(**{field: "快" * 3_500_000})
    assert response.status_code in {400, 413}
    assert "<p" in response.content.decode()


def test_a_script_stays_text(sign_in, cast, send):
    send(title="<script>alert(1)</script>")
    words = sign_in(cast.zhao).get(Proposal.objects.get().get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in words
    assert "<script>alert(1)" not in words


@pytest.mark.parametrize("moves", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_a_decision_with_a_nonsense_version_decides_nothing_by_accident(
    sign_in, proposal, cast, moves
):
    url = reverse("proposals:passage", args=[proposal.pk])
    response = sign_in(cast.zhao).post(url, {"moves": moves})
    assert response.status_code in {302, 409, 422}


@pytest.mark.parametrize("query", ["%", "'", "\\", "快" * 5000, "\ufffd", "{}", "\u202e"])
def test_any_search_is_answered(sign_in, proposal, cast, query):
    assert sign_in(cast.zhao).get("/proposals/", {"q": query}).status_code == 200


def test_a_cursor_that_makes_no_sense_is_the_first_page(sign_in, proposal, cast):
    response = sign_in(cast.zhao).get("/proposals/", {"page": "⟨nonsense⟩"})
    assert proposal.title in response.content.decode()
