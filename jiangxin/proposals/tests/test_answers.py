"""A form with every kind of question, as a worker fills it in; and what is kept meanwhile."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangxin.documents.models import Attachment
from jiangxin.proposals.models import Jotting, Proposal

PDF = b"%PDF-1.4 1 0 obj <<>> endobj startxref 9 %%EOF"


@pytest.fixture
def call(cast, programme):
    """The city's call with three more questions, put in force."""
    programme.begin_version(by=cast.zhou)
    form = programme.form_in_the_making
    form.ask("saved", "一年省多少", "money", is_required=False)
    form.ask("tried", "试过吗", "choice", choices=["试过", "没有"])
    form.ask("when", "哪天试的", "date", show_if_key="tried", show_if_value="试过")
    form.ask("witness", "谁看过", "person", is_required=False)
    form.ask("cost", "花费", "table", choices=["项目", "元"], is_required=False)
    form.ask("proof", "试用记录", "file", is_required=False)
    programme.start_version(by=cast.zhou)
    return programme


def typed(programme, **more):
    return {
        "title": "快换夹具",
        "category": programme.categories.first().pk,
        "answer_problem": "换型慢",
        "answer_measure": "改定位销",
        "answer_tried": "没有",
        "form_token": uuid.uuid4(),
        "act": "submit",
        **more,
    }


def new(programme):
    return reverse("proposals:new", args=[programme.pk])


def test_every_kind_is_kept_typed_and_shown(cast, call, sign_in):
    client = sign_in(cast.zhang)
    said = typed(
        call,
        answer_saved="1,200.5",
        answer_tried="试过",
        answer_when="2026-10-08",
        answer_witness="刘徒弟",
        **{"answer_cost-1-1": "定位销", "answer_cost-1-2": "80"},
        answer_proof=SimpleUploadedFile("记录.pdf", PDF),
    )
    assert client.post(new(call), said).status_code == 302
    proposal = Proposal.objects.get()
    answers = proposal.answers
    assert (answers["saved"], answers["when"]) == (120050, "2026-10-08")
    assert answers["witness"] == {"key": cast.liu.pk, "name": "刘徒弟"}
    assert answers["cost"] == [["定位销", "80"]]
    assert proposal.journey.questionnaire.version == 2
    for url in (proposal.get_absolute_url(), reverse("proposals:sheet", args=[proposal.pk])):
        shown = client.get(url).content.decode()
        for word in ("1,200.50 元", "2026-10-08", "刘徒弟", "定位销", "记录.pdf"):
            assert word in shown, (url, word)
    file = client.get(proposal.enclosures.get().get_absolute_url())
    assert file["Content-Disposition"].startswith("attachment")
    assert sign_in(cast.chen).get(file.request["PATH_INFO"]).status_code == 404
    assert Proposal.objects.matching("定位销").exists()


def test_what_is_hidden_is_neither_required_nor_kept(cast, call, sign_in):
    said = typed(call, answer_when="胡乱写的", answer_tried="没有")
    assert sign_in(cast.zhang).post(new(call), said).status_code == 302
    assert "when" not in Proposal.objects.get().answers


def test_what_is_shown_is_required(cast, call, sign_in):
    answer = sign_in(cast.zhang).post(new(call), typed(call, answer_tried="试过"))
    assert answer.status_code == 422
    assert "请填“哪天试的”" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_stranger_is_no_witness(cast, call, sign_in):
    answer = sign_in(cast.zhang).post(new(call), typed(call, answer_witness="陈师傅"))
    assert "本单位名册上没有“陈师傅”" in answer.content.decode()


def test_a_file_stays_until_another_comes(cast, call, sign_in):
    client = sign_in(cast.zhang)
    said = typed(call, act="draft", answer_proof=SimpleUploadedFile("记录.pdf", PDF))
    client.post(new(call), said)
    proposal = Proposal.objects.get()
    first = proposal.answers["proof"]
    url = reverse("proposals:revision", args=[proposal.pk])
    assert "已有：记录.pdf" in client.get(url).content.decode()
    client.post(url, typed(call, act="draft", form_token=proposal.form_token))
    proposal.refresh_from_db()
    assert proposal.answers["proof"] == first
    again = SimpleUploadedFile("新记录.pdf", PDF)
    client.post(url, typed(call, act="draft", form_token=proposal.form_token, answer_proof=again))
    proposal.refresh_from_db()
    assert proposal.answers["proof"]["name"] == "新记录.pdf"
    assert Attachment.objects.filter(name__contains="记录").count() == 1


def test_an_entry_keeps_the_form_it_was_written_on(cast, programme, sign_in):
    client = sign_in(cast.zhang)
    client.post(new(programme), typed(programme))
    proposal = Proposal.objects.get()
    proposal.hand_back(by=cast.zhao, remark="补一句")
    programme.begin_version(by=cast.zhou)
    programme.form_in_the_making.questions.get(key="problem").remove(by=cast.zhou)
    programme.ask("还有什么", "line", by=cast.zhou)
    programme.start_version(by=cast.zhou)
    shown = client.get(reverse("proposals:revision", args=[proposal.pk])).content.decode()
    assert "现在哪里不好" in shown and "还有什么" not in shown
    assert "还有什么" in client.get(new(programme)).content.decode()


def jot(client, programme, token, window="甲", **fields):
    said = {"form_token": token, "window": window, **fields}
    return client.post(reverse("proposals:draft_new", args=[programme.pk]), said)


def test_what_is_being_written_is_kept_on_the_platform(cast, programme, sign_in):
    client, token = sign_in(cast.zhang), uuid.uuid4()
    kept = jot(client, programme, token, answer_problem="换型\x00慢", title="", answer_saved="胡写")
    assert kept.json()["said"].startswith("已存到平台 ")
    shown = client.get(new(programme)).content.decode()
    assert "换型慢" in shown and str(token) in shown and "接着写" in shown
    assert not Proposal.objects.exists()
    assert "换型慢" not in sign_in(cast.liu).get(new(programme)).content.decode()


def test_of_two_windows_the_last_counts_and_says_so(cast, programme, sign_in):
    client, token = sign_in(cast.zhang), uuid.uuid4()
    jot(client, programme, token, title="一")
    assert "另一个页面" not in jot(client, programme, token, title="二").json()["said"]
    assert "以刚写的这一页为准" in jot(client, programme, token, "乙", title="三").json()["said"]
    assert Jotting.objects.get().fields["title"] == ["三"]


def test_it_goes_when_the_form_is_sent_and_does_not_come_back(cast, programme, sign_in):
    client, said = sign_in(cast.zhang), typed(programme)
    jot(client, programme, said["form_token"], title="一")
    client.post(new(programme), said)
    assert not Jotting.objects.exists()
    late = jot(client, programme, said["form_token"], title="一")
    assert late.status_code == 409
    assert not Jotting.objects.exists()


def test_a_revision_is_kept_too(cast, draft, sign_in):
    client = sign_in(cast.zhang)
    url = reverse("proposals:draft_revision", args=[draft.pk])
    client.post(url, {"form_token": draft.form_token, "window": "甲", "title": "改了一半"})
    shown = client.get(reverse("proposals:revision", args=[draft.pk])).content.decode()
    assert "改了一半" in shown
    draft.refresh_from_db()
    assert draft.title != "改了一半"
    draft.submit(by=cast.zhang.user)
    assert client.post(url, {"form_token": draft.form_token}).status_code == 403


def test_too_long_a_form_is_refused(cast, programme, sign_in):
    answer = jot(sign_in(cast.zhang), programme, uuid.uuid4(), answer_problem="长" * 130_000)
    assert answer.status_code == 409
    assert not Jotting.objects.exists()
