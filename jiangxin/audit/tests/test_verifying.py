"""Whatever was tampered with is found, and named; what is sound stays silent."""

import random
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from jiangxin.audit.models import Head, LogNode, Trace, leave_trace
from jiangxin.audit.tests import tampering
from jiangxin.audit.tests.aids import seal, sealer
from jiangxin.audit.verifying import Verification
from jiangxin.lib import clock
from jiangxin_verify import heads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
ROUNDS = [40, 3, 1, 250, 17, 5]


@pytest.fixture
def who(transactional_db, settings, tmp_path):
    settings.HEADS = tmp_path / "heads"
    return get_user_model().objects.create_user("周处长")


def acts(who, times, **details):
    return [leave_trace("改", who, by=who, remark=f"第 {n} 次", **details) for n in range(times)]


@pytest.fixture
def log(who):
    """Some rounds; what stood after half of them is kept as `old`."""
    for number, times in enumerate(ROUNDS):
        acts(who, times)
        seal()
        if number == 3:
            tampering.keep("old")
    yield who
    tampering.forget("old")


def found():
    return Verification().run()


def test_a_sound_log_is_silent(log):
    findings = found()
    assert (findings.problems, findings.remarks) == ([], [])
    acts(log, 3)  # not sealed yet
    assert len(found()) == 0


def test_an_empty_one_too(who):
    assert len(found()) == 0


@pytest.mark.parametrize("way", tampering.WAYS, ids=lambda way: way.__name__)
def test_tampering_is_found(log, way):
    tamper(way, seed=7)


def tamper(way, seed):
    dice = random.Random(f"{way.__name__} {seed}")
    with tampering.undone():
        expected = way(dice)
        findings = found()
        told = tampering.said(findings)
        assert len(findings) > 0, f"{way.__name__} {seed} was not found"
        assert [one for one in expected if one not in told] == [], f"{way.__name__} {seed}: {told}"


def test_many_random_tamperings_are_all_found_and_named(log, is_full):
    """1,000 in the full tier."""
    for number in range(1_000 if is_full else 45):
        tamper(tampering.WAYS[number % len(tampering.WAYS)], seed=number)
    assert len(found()) == 0


def test_an_erased_trace_leaves_every_proof_whole(log):
    trace = Trace.objects.order_by("id")[20]
    Trace.erase([trace], by=log, why="本人要求")
    assert len(found()) == 0
    head = seal()
    assert len(found()) == 0
    assert head.size == sum(ROUNDS) + 1


def test_a_folder_that_is_gone_is_said(log):
    for file in heads.files(settings.HEADS):
        file.unlink()
    assert "没有封存记录" in found().problems[0]


def test_without_a_folder_a_rewritten_row_is_still_found(log):
    """By the root alone: which head, but not which row."""
    for file in heads.files(settings.HEADS):
        file.unlink()
    tampering.edit_and_rehash(random.Random(1))
    assert "根和留痕对不上" in tampering.said(found())


def test_a_folder_that_was_cut_off_is_said(log):
    file = heads.files(settings.HEADS)[-1]
    file.write_bytes(file.read_bytes()[:-9])
    told = tampering.said(found())
    assert "第 6 行被截断" in told
    assert "封存记录只到第 311 条，库里到第 316 条" in told
    assert "封存记录里没有" in told


def test_half_a_line_between_two_is_a_remark(log):
    file = heads.files(settings.HEADS)[-1]
    with file.open("ab") as out:
        out.write(b'{"half":')
    acts(log, 1)
    seal()
    findings = found()
    assert findings.problems == []
    assert "断了电" in findings.remarks[0]


def test_the_folder_may_be_a_moment_ahead(log, monkeypatch):
    acts(log, 2)
    one = sealer()
    append = one.folder.append

    def die(*given, **more):
        append(*given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(one.folder, "append", die)
    with pytest.raises(KeyboardInterrupt):
        one.round()
    findings = found()
    assert findings.problems == []
    assert "封存服务一启动就会接上" in findings.remarks[0]
    sealer().round()
    assert found().remarks == []


def test_a_backlog_is_not_backdated(who, monkeypatch):
    """After days without a sealer several rounds come at once: the later ones are honest too."""
    monkeypatch.setattr("jiangxin.audit.sealing.MOST", 4)
    acts(who, 2)
    with clock.shifted(timedelta(days=-3)):
        seal()
    with clock.shifted(timedelta(days=-2)):
        acts(who, 11)
    seal()
    assert [head.complete for head in Head.objects.order_by("size")][:2] == [True, False]
    backdated = [one for one in found().problems if "倒签" in one]
    assert backdated == []


def test_the_command_says_it_and_its_status(log, capsys):
    call_command("verify")
    assert "没有发现问题" in capsys.readouterr().out
    trace = Trace.objects.order_by("id")[100]
    Trace.objects.filter(pk=trace.pk).update(title="假")
    with pytest.raises(SystemExit) as end:
        call_command("verify")
    assert end.value.code == 1
    assert f"✗ 留痕 {trace.pk}：内容被改过" in capsys.readouterr().out


def test_nodes_are_there_to_be_tampered_with(log):
    assert LogNode.objects.count() == 1
