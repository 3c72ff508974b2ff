"""Who guards the guard: take each permission check away in turn, and some test must fail.

In a copy of the tree, each `require(…)` and each `visible_to(request.user)` of a view is removed,
one at a time, and the tests of that room and the guard are run until the first failure. A mutant
on which everything passes is a check that nothing holds in place.

Slow tier. JIANGXIN_MUTATION_MINUTES (15) is the budget; the last line says how far it came.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MINUTES = float(os.environ.get("JIANGXIN_MUTATION_MINUTES", "15"))
SEED = 20170301
CHECKS = {
    re.compile(r"(?<!def )\brequire\("): "(lambda allowed: None)(",
    re.compile(r"\.visible_to\(request\.user\)"): ".all()",
}


def mutants():
    """(file, line number, the line without its check)."""
    for file in sorted((ROOT / "jiangxin").rglob("*.py")):
        if "views" not in file.stem and file.parent.name != "views":
            continue
        for number, line in enumerate(file.read_text().splitlines()):
            if "import" in line:
                continue
            for check, without in CHECKS.items():
                if check.search(line):
                    yield file.relative_to(ROOT), number, check.sub(without, line, count=1)


def survives(copy, file, number, line):
    """Do the room's tests and the guard pass without this check?"""
    target = copy / file
    original = target.read_text()
    lines = original.splitlines()
    lines[number] = line
    target.write_text("\n".join(lines) + "\n")
    room = copy / "jiangxin" / file.parts[1] / "tests"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not browser", "--reuse-db", str(room), "tests/test_guard.py"]
    environment = os.environ | {"JIANGXIN_TEST_DATABASE": "test_mutation", "PYTHONPATH": str(copy)}
    try:
        result = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=300, text=True
        )
    finally:
        target.write_text(original)
    assert result.returncode in {0, 1}, result.stdout[-2000:] + result.stderr[-2000:]
    return result.returncode == 0


@pytest.mark.slow
@pytest.mark.timeout(MINUTES * 60 + 400)
def test_no_permission_check_is_idle(tmp_path):
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("var", ".venv", ".git", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, copy, ignore=ignored)
    chosen = list(mutants())
    random.Random(SEED).shuffle(chosen)
    until, idle, tried = time.monotonic() + MINUTES * 60, [], 0
    for file, number, line in chosen:
        if time.monotonic() > until:
            break
        tried += 1
        if survives(copy, file, number, line):
            idle.append(f"{file}:{number + 1}")
    print(f"mutants tried {tried} of {len(chosen)} (seed {SEED}), killed {tried - len(idle)}")
    assert idle == []
