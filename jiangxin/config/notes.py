"""Small JSON notes under var/, readable by their owner only and never half-written."""

import json
import os
from pathlib import Path


def read(path: Path) -> dict:
    """What was noted; empty when nothing was, or when a broken disk left no sense in it."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def write(path: Path, content: dict) -> None:
    making = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
