"""Where the program lies and where it keeps what it makes."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def var() -> Path:
    """The one folder that the program writes to."""
    return Path(os.environ.get("JIANGXIN_VAR") or ROOT / "var").absolute()


def module(name: str, *words: object) -> list[str]:
    """The command line of one of our own modules."""
    return [sys.executable, "-m", name, *map(str, words)]


def findable(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which our own modules are found from any working folder."""
    path = [str(ROOT), environment.get("PYTHONPATH", "")]
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, path))}
