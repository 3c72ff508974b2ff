"""封存记录 for everybody: what is needed to check a receipt without us."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from jiangxin.audit.models import Head, Trace
from jiangxin.audit.tests.aids import seal
from jiangxin.lib import clock

PAGE = "/seal/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal(cast, things):
    return things.proposal


def test_before_anything_was_sealed_it_says_so(client):
    assert "还没有封存过" in client.get(PAGE).content.decode()


def test_a_stranger_checks_a_receipt_with_what_is_published(client, proposal, sign_in, tmp_path):
    seal()
    receipt = proposal.receipts.get()
    given = sign_in(proposal.author.user).get(reverse("proposals:receipt_file", args=[receipt.pk]))
    (tmp_path / "receipt.json").write_bytes(given.content)
    record = tmp_path / "heads"
    record.mkdir()
    words = client.get(PAGE).content.decode()
    names = [part.split('"')[0] for part in words.split('href="/seal/')[1:]]
    for name in names:
        (record / name).write_bytes(b"".join(client.get(f"{PAGE}{name}").streaming_content))
    program = [sys.executable, "-m", "jiangxin_verify", tmp_path / "receipt.json"]
    house = Path(__file__).resolve().parents[3]
    answer = subprocess.run(
        [*program, "--heads", record], cwd=house, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert Head.objects.latest_head().root_words in words


def test_nothing_but_the_record_is_given(client, proposal, settings):
    seal()
    (Path(settings.HEADS) / "secret.txt").write_text("x")
    for name in ("secret.txt", "..%2Fsecret", "key-.pem", "2020-01.jsonl"):
        assert client.get(f"{PAGE}{name}").status_code == 404


def test_what_is_published_says_no_words(proposal, settings):
    seal()
    for month in Path(settings.HEADS).glob("*.jsonl"):
        assert "张师傅" not in month.read_text()


def test_when_the_sealer_is_away_it_says_so(client, proposal, cast):
    proposal.withdraw(by=cast.zhang.user)
    earlier = clock.now() - timedelta(minutes=3)
    Head.objects.update(signed_at=earlier)
    Trace.objects.filter(position=None).update(happened_at=earlier)
    assert "封存慢了" in client.get(PAGE).content.decode()
