"""The parts of the population that can be asked without a city."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from jiangxin.operations.population import people
from jiangxin.operations.population.city import ROSTER, portions
from jiangxin.operations.population.copying import Batch, Table
from jiangxin.operations.population.dice import Dice, Shares, evenly
from jiangxin.operations.population.plan import Plan
from jiangxin.operations.population.spans import Span, moved, on
from jiangxin.organisations.models import Enterprise

TODAY = date(2026, 3, 2)


def plan(seed):
    return Plan(people=700, enterprises=60, parks=4, proposals=0, seed=seed, today=TODAY)


def roll(of):
    return people.Roll(
        seed=of.seed,
        today=TODAY.toordinal(),
        joined_at="2026-03-02",
        first_person=1,
        first_user=1,
        first_enterprise=1,
        founded=[firm.since.toordinal() for firm in of.firms],
        tables=people.tables(ROSTER),
    )


def facts(of, portion):
    """Lines without the sealed values, of which no two are alike."""
    found = []
    for crews in portions([of.officers, *of.crews], portion, lambda c: c.working):
        lines = roll(of).enrol(crews).lines
        for line in lines["person"].decode().splitlines():
            key, name, letters, _, mark, tail, _, *rest = line.split("\t")
            found.append((key, name, letters, mark, tail, *rest))
        found += lines["employment"].decode().splitlines()
    return sorted(map(str, found))


def test_the_same_seed_gives_the_same_facts_however_the_work_is_cut():
    first = facts(plan(5), 40)
    assert facts(plan(5), 10_000) == first
    assert facts(plan(6), 10_000) != first


def test_identity_numbers_do_not_run_out_before_the_limit():
    numbers = {people.id_number(1, n) for n in range(0, people.MOST, 9_973)}
    numbers |= {people.id_number(1, people.MOST - 1 - n) for n in range(100)}
    assert {len(number) for number in numbers} == {18}
    assert people.id_number(1, 0) != people.id_number(1, people.BIRTHS)


def test_shares_are_exact():
    weights = [5, 0, 1, 1, 93]
    shares = Shares(1_000, weights)
    assert [shares.deal(weight) for weight in weights] == [50, 0, 10, 10, 930]
    none = Shares(7, [0, 0])
    assert [none.deal(0), none.deal(0)] == [0, 0]


def test_dice_depend_on_their_purpose_only():
    throws = [Dice(1, "x", n).below(6) for n in range(6_000)]
    assert throws == [Dice(1, "x", n).below(6) for n in range(6_000)]
    assert all(900 < throws.count(side) < 1_100 for side in range(6))
    one = Dice(1)
    assert len({one.below(10**6) for _ in range(100)}) > 95  # long after its first bits are spent


def test_evenly_is_exact():
    words = [evenly({"a": 70, "b": 30}, n) for n in range(200)]
    assert words.count("a") == 140
    assert 5 < words[:20].count("b") < 9


def test_spans_answer_for_a_day():
    first, last = date(2020, 1, 1), date(2021, 1, 1)
    spans = moved(1, 2, first, last)
    days = [date(2019, 12, 31), first, date(2020, 12, 31), last]
    assert [on(spans, day) for day in days] == [None, 1, 1, 2]
    assert on([Span(1, first, last)], last) is None


@pytest.mark.django_db
def test_copy_keeps_what_is_special():
    table = Table.of(Enterprise, "name", "credit_code", "ownership", "address")
    odd = "a\\N\tb\nc\r'\"{}"
    table.copy(table.line(odd, "91", "public", r"\N"))
    kept = Enterprise.objects.get()
    assert (kept.name, kept.address) == (odd, r"\N")


def test_a_batch_counts_its_lines():
    batch = Batch.of(user=[], person=["a\n", "b\n"])
    assert (batch.rows, batch.lines) == (
        {"user": 0, "person": 2},
        {"user": b"", "person": b"a\nb\n"},
    )


SLOW = """
import os, sys, time
from jiangxin.operations.population.workers import Workers
def nap(n):
    print(os.getpid(), flush=True)
    time.sleep(60)
if __name__ == "__main__":
    with Workers() as workers:
        list(workers.spread(nap, range(4)))
"""


def test_workers_die_with_a_killed_parent(tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    root = str(Path(__file__).resolve().parents[3])
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    )
    worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while lives(worker):
        assert time.monotonic() < deadline, "the worker lives on"
        os.sched_yield()


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
