"""回执: drawn up with each submission, provable once sealed, checked by a program without us."""

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import jiangxin_verify
from jiangxin.audit.models import Head, Trace
from jiangxin.audit.tests.aids import seal
from jiangxin.documents.photo import develop
from jiangxin.lib.refusal import Refusal
from jiangxin.lib.signing import SigningKey, signing_key
from jiangxin.proposals.models import Proposal, Receipt
from jiangxin.proposals.receipt_papers import qr, receipt_pdf
from jiangxin.proposals.tests.doors import Image, sent
from jiangxin_verify import heads, receipt
from jiangxin_verify.canonical import canonical


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.HEADS = tmp_path / "heads"


@pytest.fixture
def proved(proposal):
    """The receipt of 张师傅's proposal, sealed."""
    seal()
    return Receipt.objects.select_related("trace__about_kind").get(proposal=proposal)


def test_it_holds_what_was_sent_in_to_the_letter(propose, cast):
    draft = propose(cast.zhang, colleagues=[cast.liu], duty="within")
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    draft.add_photos([("夹具", develop(picture))], by=cast.zhang.user)
    draft.submit(by=cast.zhang.user)
    one = draft.receipts.get()
    told = json.loads(one.content)
    assert told["title"] == draft.title
    assert [(a["question"], a["answer"][:5]) for a in told["answers"]][0][1] == "X5032"
    assert (told["authors"], told["asked"]) == ([str(cast.zhang)], [str(cast.liu)])
    assert (told["number"], told["duty"]) == (draft.number, "本职范围以内")
    assert told["photos"] == [draft.photos.get().attachment.sha256]
    assert one.trace.details["content"] == sha256(one.content.encode()).hexdigest()
    assert one.trace.verb == "提交"


def test_each_submission_has_its_own(proposal, cast):
    proposal.hand_back(by=cast.zhao, remark="请补数据")
    proposal = Proposal.objects.get(pk=proposal.pk)
    changed = {"title": "换型不打表", "answers": {**proposal.answers, "effect": "省半小时"}}
    proposal.revise(by=cast.zhang.user, submit=True, **changed)
    verbs = [row.trace.verb for row in proposal.receipts.order_by("id")]
    assert verbs == ["提交", "补充后再次提交"]
    first, second = proposal.receipts.order_by("id")
    titles = [first.told["title"], second.told["title"]]
    assert titles == ["立式铣床快换夹具，缩短换型时间", "换型不打表"]


def test_on_behalf_too(things):
    one = things.entered.receipts.get()
    assert one.told["scan"] == things.entered.scan.sha256
    assert one.trace.by == things.zhao


def test_a_refused_submission_leaves_none(propose, cast):
    draft = propose(cast.zhang, answers={"problem": "", "measure": ""})
    with pytest.raises(Refusal):
        draft.submit(by=cast.zhang.user)
    assert not Receipt.objects.exists()


def test_it_costs_a_submission_one_insert_and_the_photos(draft, cast):
    draft.submit(by=cast.zhang.user)
    again = Proposal.draft(
        programme=draft.journey.programme, author=cast.zhang, title="另一条", answers=draft.answers
    )
    with CaptureQueriesContext(connection) as queries:
        again._send(by=cast.zhang.user)
    said = [query["sql"] for query in queries]
    assert sum('"proposals_receipt"' in one for one in said) == 1
    assert sum('"proposals_photo"' in one for one in said) == 1
    assert sum('"proposals_enclosure"' in one for one in said) == 0
    assert sum('FROM "questionnaires_question"' in one for one in said) <= 1
    assert sum('"proposals_authorship"' in one for one in said) == 1


def test_before_the_seal_it_asks_for_patience(proposal, cast, sign_in):
    one = proposal.receipts.get()
    client = sign_in(cast.zhang)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "正在封存" in page and 'hx-trigger="every 2s"' in page
    for name in ("receipt_file", "receipt_paper"):
        answer = client.get(reverse(f"proposals:{name}", args=[one.pk]))
        assert answer.status_code == 409
        assert "正在封存，一般几秒钟，请稍后再下载。" in answer.content.decode()


def test_htmx_gets_the_box_alone_until_it_is_sealed(proposal, cast, sign_in):
    client, path = sign_in(cast.zhang), proposal.receipts.get().get_absolute_url()
    asked = {"HX-Request": "true", "HX-Target": "seal"}
    box = client.get(path, headers=asked).content.decode()
    assert box.startswith('<div id="seal" hx-get=') and "<html" not in box  # it asks again
    seal()
    box = client.get(path, headers=asked).content.decode()
    assert box.startswith('<div id="seal">') and "下载回执文件" in box


def test_who_may_see_it(proved, cast, sign_in):
    for who, status in (("zhang", 200), ("zhao", 200), ("chen", 404)):
        client = sign_in(getattr(cast, who))
        for name in ("receipt", "receipt_file", "receipt_paper"):
            answer = client.get(reverse(f"proposals:{name}", args=[proved.pk]))
            assert answer.status_code == status


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_asks_the_same_however_many(times, cast, programme, sign_in):
    proposal = sent(cast, programme)
    for _ in range(times - 1):
        proposal.hand_back(by=cast.zhao, remark="请补")
        proposal.submit(by=cast.zhang.user)
    client, address = sign_in(cast.zhang), reverse("proposals:receipts", args=[proposal.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert page.count("jx-state--waiting") == times
    assert len(queries) == QUERIES


QUERIES = 7


def examined(proved, **how):
    return receipt.examine(proved.proof().encode(), **(how or {"place": settings.HEADS}))


def test_a_receipt_is_valid(proved):
    verdict = examined(proved)
    assert verdict.status == 0
    assert "立式铣床快换夹具" in verdict.sentence and "在封存记录的第" in verdict.sentence
    assert examined(proved, public=signing_key().public).status == 0
    assert receipt.examine(proved.proof().encode()) == receipt.UNANCHORED


def test_the_file_is_what_the_page_gives(proved, cast, sign_in):
    answer = sign_in(cast.zhang).get(reverse("proposals:receipt_file", args=[proved.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="receipt-20')
    assert answer.content.decode() == proved.proof()


def test_later_heads_do_not_change_a_receipt(proved, cast, programme):
    before = proved.proof()
    sent(cast, programme)
    seal()
    again = Receipt.objects.get(pk=proved.pk)
    assert again.proof() == before
    assert Head.objects.count() == 2


def test_no_byte_can_be_changed(proved):
    """Each place once: always another answer than “valid”, never a fault."""
    raw = proved.proof().encode()
    for at in range(0, len(raw), 3):
        for bit in (1, 32):
            changed = bytearray(raw)
            changed[at] ^= bit
            verdict = receipt.examine(bytes(changed), place=settings.HEADS)
            assert verdict.status not in (0, 4), (at, bit)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda r: r.update(content=r["content"].replace("铣床", "车床")), receipt.CONTENT),
        (lambda r: r.update(words=r["words"].replace("提交", "撤回")), receipt.WORDS),
        (lambda r: r.update(salt="00" * 16), receipt.WORDS),
        (lambda r: r.update(digest="00" * 32), receipt.WORDS),
        (lambda r: r.update(position=r["position"] - 1), receipt.PATH),
        (lambda r: r["path"].reverse(), receipt.PATH),
        (lambda r: r["path"].pop(), receipt.PATH),
        (lambda r: r["head"].update(root="00" * 32), receipt.SIGNATURE),
        (lambda r: r["head"].update(size=r["head"]["size"] + 1), receipt.SIGNATURE),
        (lambda r: r["head"].update(signed_at="2020-01-01"), receipt.SIGNATURE),
        (lambda r: r["head"].update(suite=2), receipt.SIGNATURE),
        (lambda r: r["head"].update(federation="别家"), receipt.SIGNATURE),
        (lambda r: r.update(federation="别家"), receipt.SIGNATURE),
        (lambda r: r.update(version=2), receipt.NOT_A_RECEIPT),
        (lambda r: r.update(more=1), receipt.NOT_A_RECEIPT),
        (lambda r: r.pop("salt"), receipt.NOT_A_RECEIPT),
        (lambda r: r.update(path=["xx"]), receipt.NOT_A_RECEIPT),
        (lambda r: r.update(position=True), receipt.NOT_A_RECEIPT),
        (lambda r: r["head"].update(public="A" * 64), receipt.NOT_A_RECEIPT),
    ],
)
def test_what_does_not_fit_is_said(proved, change, verdict):
    held = json.loads(proved.proof())
    change(held)
    assert receipt.examine((canonical(held) + "\n").encode(), place=settings.HEADS) == verdict


def another_federation(proved):
    """The same receipt, signed with another key: consistent in itself."""
    held, key = json.loads(proved.proof()), SigningKey(b"k" * 32)
    held["head"] |= {"key": key.id, "public": key.public.hex()}
    held["head"]["signature"] = key.sign(heads.statement(held["head"])).hex()
    return (canonical(held) + "\n").encode()


def test_another_federations_key(proved):
    raw = another_federation(proved)
    assert receipt.examine(raw) == receipt.UNANCHORED
    assert receipt.examine(raw, place=settings.HEADS) == receipt.STRANGER
    assert receipt.examine(raw, public=signing_key().public) == receipt.STRANGER


def test_heads_that_do_not_know_it(proved):
    file = heads.files(settings.HEADS)[0]
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert examined(proved) == receipt.CUT_OFF
    file.write_bytes(b"")
    assert examined(proved) == receipt.NO_HEADS
    file.write_bytes(b"{}\nxx\n")
    assert examined(proved) == receipt.NO_HEADS
    assert examined(proved, place=settings.HEADS / "nowhere") == receipt.NO_HEADS
    line = json.loads(whole)
    line["leaves"][proved.trace.position] = "00" * 32
    file.write_bytes(canonical(line).encode() + b"\n")
    assert examined(proved) == receipt.OTHER_LEAF


def test_an_unknown_head(proved, cast, programme):
    """The folder of another time: signed by the same key, but without this head."""
    raw = proved.proof().encode()
    sent(cast, programme)
    seal()
    file = heads.files(settings.HEADS)[0]
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[1])
    assert receipt.examine(raw, place=settings.HEADS) == receipt.UNKNOWN_HEAD


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (b"", receipt.NOT_JSON),
        (b"\xff\xfe", receipt.NOT_JSON),
        (b"%PDF-1.7", receipt.NOT_JSON),
        (b"[]", receipt.NOT_A_RECEIPT),
        (b"1", receipt.NOT_A_RECEIPT),
        (b'{"kind":"jiangxin-receipt"}', receipt.NOT_A_RECEIPT),
        (b"[" * 2_000_000, receipt.TOO_NESTED),
        (b'{"a":' * 300_000, receipt.TOO_NESTED),
        (b" " * (receipt.MOST_BYTES + 1), receipt.TOO_LARGE),
        (b'{"a":' + b"9" * 100_000 + b"}", receipt.NOT_JSON),
    ],
    ids=range(10),
)
def test_bad_input(raw, verdict):
    assert receipt.examine(raw) == verdict


def test_a_receipt_that_was_saved_anew_is_refused_with_a_reason(proved):
    text = json.dumps(json.loads(proved.proof()), indent=1, ensure_ascii=False)
    assert receipt.examine(text.encode(), place=settings.HEADS) == receipt.REWRITTEN


def test_every_answer_has_its_own_status():
    verdicts = [one for one in vars(receipt).values() if isinstance(one, receipt.Verdict)]
    assert len({one.status for one in verdicts}) == len(verdicts) > 15
    assert not {one.status for one in verdicts} & {0, 1, 2}


def test_it_is_checked_where_only_the_verifier_is(proved, tmp_path):
    """A process whose path holds the standard library, `cryptography` and this one package."""
    place = tmp_path / "alone"
    shutil.copytree(Path(jiangxin_verify.__file__).parent, place / "jiangxin_verify")
    file = tmp_path / "receipt.json"
    file.write_text(proved.proof())
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1));"
        "from jiangxin_verify.__main__ import main; status = main(sys.argv[1:]);"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('django', 'jiangxin', 'psycopg')];"
        "assert not bad, bad; sys.exit(status)"
    )
    pem = next(settings.HEADS.glob("key-*.pem"))
    by_heads, by_key = ["--heads", settings.HEADS], ["--key", pem]
    for more in (by_heads, by_key, [*by_heads, *by_key]):
        words = [sys.executable, "-I", "-c", program, place, file, *more]
        answer = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
        assert (answer.returncode, answer.stderr) == (0, ""), answer
        assert answer.stdout.startswith("回执有效。")


def test_the_command_needs_no_database(proved, tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(proved.proof())
    words = [sys.executable, "-m", "jiangxin", "verify-receipt", file, "--heads", settings.HEADS]
    environment = {"PATH": "/usr/bin", "JIANGXIN_VAR": str(tmp_path / "var")}
    root = Path(jiangxin_verify.__file__).parents[1]
    answer = subprocess.run(words, capture_output=True, text=True, cwd=root, env=environment)
    assert (answer.returncode, answer.stdout[:5]) == (0, "回执有效。"), answer.stderr
    assert not (tmp_path / "var").exists()
    how = {"capture_output": True, "text": True, "cwd": root}
    missing = subprocess.run([*words[:4], tmp_path / "no"], **how)
    assert (missing.returncode, missing.stdout.strip()) == (9, receipt.MISSING.sentence)
    key = tmp_path / "key"
    key.write_text("no key")
    bad = subprocess.run([*words[:5], "--key", key], **how)
    assert (bad.returncode, bad.stdout.strip()) == (34, receipt.NO_KEY.sentence)


def test_after_erasing_old_receipts_hold_and_no_new_one_is_given(proved, cast, sign_in):
    raw = proved.proof().encode()
    Trace.erase([proved.trace], by=cast.zhou, why="本人要求")
    assert receipt.examine(raw, place=settings.HEADS).status == 0
    client = sign_in(cast.zhang)
    answer = client.get(reverse("proposals:receipt_file", args=[proved.pk]))
    assert answer.status_code == 409
    assert "已经抹去" in client.get(proved.get_absolute_url()).content.decode()


def test_on_paper(proved):
    assert receipt_pdf(proved).startswith(b"%PDF-")
    line = proved.line()
    assert line.startswith("JX1|市总工会|") and len(line) <= 300
    assert qr(line).startswith("<svg")


def test_a_letter_that_the_font_lacks_leaves_the_file(propose, cast, sign_in):
    draft = propose(cast.zhang, title="𠮷师傅的夹具")
    draft.submit(by=cast.zhang.user)
    seal()
    one = draft.receipts.get()
    client = sign_in(cast.zhang)
    answer = client.get(reverse("proposals:receipt_paper", args=[one.pk]))
    assert answer.status_code == 409
    assert "请下载回执文件" in answer.content.decode()
    assert client.get(reverse("proposals:receipt_file", args=[one.pk])).status_code == 200
