"""和本职工作的关系 (1986, 第十条): asked where the programme asks, shown wherever the rest is."""

import uuid
import zipfile

import pytest
from django.urls import reverse

from jiangxin.audit.models import Trace
from jiangxin.programmes.models import Programme
from jiangxin.programmes.ready_made import READY_MADE, draft_suggestion_box
from jiangxin.proposals.exports import proposals as ledger
from jiangxin.proposals.models import Duty, Jotting, Proposal
from jiangxin.proposals.papers import as_pdf, as_word, said
from jiangxin.proposals.tests.conftest import WRITTEN

ASKED = "和本职工作的关系"


def url(name, thing):
    return reverse(f"proposals:{name}", args=[thing.pk])


@pytest.fixture
def filled(programme):
    return {
        "title": WRITTEN["title"],
        "category": programme.categories.get(position=3).pk,
        "duty": "beyond",
        "form_token": str(uuid.uuid4()),
        "act": "submit",
        **{f"answer_{key}": answer for key, answer in WRITTEN["answers"].items()},
    }


def turn_off(programme, cast):
    programme.amend(by=cast.zhou, asks_duty=False)


def test_ready_made_suggestions_and_five_smalls_ask_it(cast):
    made = {key: draft(cast.city, by=cast.zhou) for key, (_, draft) in READY_MADE.items()}
    asking = {key for key, call in made.items() if call.asks_duty}
    assert asking == {"suggestion", "five", "national"}


def test_it_is_copied_along(cast, programme):
    assert programme.copy(by=cast.zhou).asks_duty
    turn_off(programme, cast)
    assert not programme.copy(by=cast.zhou).asks_duty


def test_an_officer_turns_it_off_on_the_page_and_a_trace_says_so(sign_in, cast, programme):
    client = sign_in(cast.zhou)
    draft = draft_suggestion_box(cast.city, by=cast.zhou)
    edit = client.get(reverse("programmes:edit", args=[draft.pk])).content.decode()
    assert 'name="terms-asks_duty"' in edit and "问和本职工作的关系" in edit
    address = reverse("programmes:terms", args=[draft.pk])
    terms = {"terms-name": "甲", "terms-summary": "", "terms-opens_at": "2026-01-01T09:00"}
    for given, asks in (({}, False), ({"terms-asks_duty": "on"}, True)):
        assert client.post(address, {**terms, **given}).status_code == 302
        assert Programme.objects.get(pk=draft.pk).asks_duty is asks


def test_the_trace_says_yes_or_no(cast, programme):
    turn_off(programme, cast)
    assert Trace.objects.about(programme).get(verb="改活动").details["asks_duty"] == "否"


def test_it_is_asked_kept_and_shown(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    assert ASKED in client.get(url("new", programme)).content.decode()
    client.post(url("new", programme), filled)
    made = Proposal.objects.get()
    assert made.duty == Duty.BEYOND
    client = sign_in(cast.zhao)
    desk = reverse("portal:desk_entry", args=[made.journey.pk])
    for address in (made.get_absolute_url(), desk, url("sheet", made)):
        page = client.get(address).content.decode()
        assert ASKED in page and "本职范围以外" in page
    (row,) = next(ledger(cast.zhao).portions())
    assert ledger(cast.zhao).columns[ASKED](row) == "本职范围以外"


def test_it_stands_on_paper(propose, cast):
    draft = propose(cast.zhang, duty="within")
    assert said(draft)["answers"][-1] == {"label": ASKED, "answer": "本职范围以内"}
    assert as_pdf(draft).startswith(b"%PDF-")
    with zipfile.ZipFile(as_word(draft)) as book:
        assert "本职范围以内" in book.read("word/document.xml").decode()


def test_nobody_has_to_answer_it(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    assert client.post(url("new", programme), {**filled, "duty": ""}).status_code == 302
    made = Proposal.objects.get()
    assert made.duty == ""
    for address in (made.get_absolute_url(), url("sheet", made)):
        assert ASKED not in client.get(address).content.decode()
    assert ASKED not in str(said(made))


def test_something_else_is_refused(sign_in, cast, programme, filled):
    answer = sign_in(cast.zhang).post(url("new", programme), {**filled, "duty": "gold"})
    assert answer.status_code == 422 and "请在列出的几种里选" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_where_it_is_not_asked_nothing_is_kept_and_nothing_lost(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    client.post(url("new", programme), {**filled, "act": "draft"})
    turn_off(programme, cast)
    draft = Proposal.objects.get()
    assert ASKED not in client.get(url("revision", draft)).content.decode()
    client.post(url("revision", draft), {**filled, "title": "改", "duty": "within"})
    draft.refresh_from_db()
    assert (draft.title, draft.duty) == ("改", Duty.BEYOND)


def test_a_revision_shows_it_and_changes_it(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    client.post(url("new", programme), {**filled, "act": "draft"})
    draft = Proposal.objects.get()
    shown = client.get(url("revision", draft)).content.decode()
    assert 'value="beyond" checked' in shown
    client.post(url("revision", draft), {**filled, "duty": "unsure"})
    draft.refresh_from_db()
    assert draft.duty == Duty.UNSURE


def test_what_is_being_written_keeps_it(sign_in, cast, programme, filled):
    client = sign_in(cast.zhang)
    assert client.post(url("draft_new", programme), filled).status_code == 200
    assert Jotting.objects.get().fields["duty"] == ["beyond"]
    assert 'value="beyond" checked' in client.get(url("new", programme)).content.decode()
