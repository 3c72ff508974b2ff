"""What a page says at the moments where people looked in vain."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.proposals.tests.conftest import WRITTEN


@pytest.fixture
def page(sign_in):
    """What somebody reads at the page of a proposal."""

    def read(person, proposal):
        return sign_in(person).get(proposal.get_absolute_url()).content.decode()

    return read


def test_who_declined_is_named_to_nobody_but_the_author(page, cast, propose):
    proposal = propose(cast.zhang, colleagues=[cast.liu])
    proposal.submit(by=cast.zhang.user)
    proposal.decline(by=cast.liu.user)

    assert f"{cast.liu.name}（没有署名）" in page(cast.zhang, proposal)
    assert cast.liu.name not in page(cast.zhao, proposal)


def test_a_draft_leads_on_to_writing(page, cast, draft):
    words = page(cast.zhang, draft)
    assert (
        f'class="btn btn-primary" href="{reverse("proposals:revision", args=[draft.pk])}"' in words
    )


def test_what_was_handed_back_is_mended_from_the_very_top(page, cast, proposal):
    proposal.hand_back(by=cast.zhao, remark="请写明每天几次")
    words = page(cast.zhang, proposal)

    assert words.index("按意见修改") < words.index("办理过程")
    assert "按意见修改" not in page(cast.zhao, proposal)


def test_a_refused_form_says_above_what_to_mend_and_that_photos_went(sign_in, cast, programme):
    photo = SimpleUploadedFile("夹具.jpg", b"no photo", content_type="image/jpeg")
    sent = {"title": WRITTEN["title"], "form_token": str(uuid.uuid4()), "act": "submit"}
    response = sign_in(cast.zhang).post(
        reverse("proposals:new", args=[programme.pk]), {**sent, "photos": photo}
    )
    words = response.content.decode()

    assert words.index("处要改") < words.index("data-count-of")
    assert '<a href="#id_answer_problem">' in words
    assert "照片和文件没有留住" in words
