"""The benches run, and say what they did not: their figures are for a quiet machine."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.parts import Parts
from jiangxin.config.cluster import free_port

ROOT = Path(__file__).resolve().parents[1]


def run(*words):
    """Status and what was printed, of a bench in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "JIANGXIN_"))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return answer.returncode, answer.stdout


@pytest.mark.parametrize("file", sorted((ROOT / "bench").glob("*.py")), ids=lambda file: file.stem)
def test_every_part_of_a_bench_finds_what_it_calls(file):
    """Whole benches run in the slow tier; this tells at once of a name that is gone."""
    if file.stem.startswith("_"):
        return
    try:
        importlib.import_module(f"bench.{file.stem}")
    except ModuleNotFoundError as missing:
        if missing.name.partition(".")[0] in ("bench", "jiangxin", "jiangxin_verify"):
            raise
        pytest.skip(f"{missing.name} comes with requirements/bench.txt only")


def test_what_the_cap_left_out_is_said():
    status, said = run("bench", "--cap", 0)
    assert status == 2
    assert said.count("not run: the cap was reached") == 10


@pytest.mark.parametrize(
    ("statuses", "last"), [([0, 0], 0), ([0, 1], 1), ([0, 2], 2), ([1, 2], 1), ([-9, 0], 1)]
)
def test_the_status_tells(statuses, last):
    parts = Parts(cap=1)
    for number, status in enumerate(statuses):
        assert parts.run(f"part {number}", lambda status=status: status)
    with pytest.raises(SystemExit) as end:
        parts.end()
    assert end.value.code == last


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_city_is_filled_asked_and_moved(tmp_path):
    size = ["--people", 3_000, "--enterprises", 100, "--rate", 2, "--seconds", 1]
    status, said = run("bench.register", *size, "--city", tmp_path / "city", "--port", free_port())
    assert status in (0, 1), said  # 1: a bar missed, by whatever else this machine does
    assert "Traceback" not in said
    for figure in ("populate 3,000", "lists at 2/s p95", "searches at 2/s: slowest statement",
                   "details at 2/s p50", "merged into another: done"):  # fmt: skip
        assert figure in said, said
    wrong = re.findall(r"(?:not 200|were not 200) +([0-9.]+)", said)
    assert len(wrong) == 6
    assert set(wrong) == {"0.000"}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_city_proposes(tmp_path):
    size = ["--people", 3_000, "--enterprises", 100, "--proposals", 900, "--rate", 2]
    size += ["--seconds", 1, "--city", tmp_path / "city", "--port", free_port()]
    status, said = run("bench.proposals", *size)
    assert status in (0, 1), said
    assert "Traceback" not in said
    for figure in ("desk p95 at 2/s", "submitted and acknowledged", "pgbench inserts"):
        assert figure in said, said
    assert re.findall(r"refused or failed +([0-9.]+)", said) == ["0.000"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_city_is_counted(tmp_path):
    size = ["--people", 3_000, "--enterprises", 100, "--proposals", 300, "--acts", 20_000]
    size += ["--rate", 2, "--seconds", 2, "--city", tmp_path / "city", "--port", free_port()]
    status, said = run("bench.indicators", *size)
    assert status in (0, 1), said
    assert "Traceback" not in said
    for figure in ("all tallies counted anew", "per act of", "enterprises, drawn: people p99",
                   "cache of bitmaps, at most", "page at 2/s p95", "counted after, at most",
                   "people "):  # fmt: skip
        assert figure in said, said
    wrong = re.findall(r"(?:differences from SQL|were not 200) +([0-9.]+)", said)
    assert wrong == ["0.000", "0.000"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_small_log_is_sealed_and_verified():
    status, said = run("bench.sealed", "--entries", 3_000, "--seconds", 2)
    assert status in (0, 1), said
    assert "Traceback" not in said
    assert re.findall(r"(?:status of verify|not found) +([0-9.]+)", said) == ["0.000", "0.000"]
