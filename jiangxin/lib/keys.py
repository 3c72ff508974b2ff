"""The key ring: made once, outside the database, and read by every process.

Lost keys cannot be replaced: without the file every sealed value is gone. Back it up apart from
the database (whoever holds both can read everything).
"""

import contextlib
import functools
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Numbered sealing keys, of which one is current, and the key of the fingerprints.

    The fingerprint key has no number: it may not change without reckoning all fingerprints anew.
    """

    current: int
    sealing: dict
    marking: bytes

    def derive(self, use, length, number=None):
        """The key for one use, so that no two algorithms ever share one. RFC 5869."""
        secret = self.marking if number is None else self.sealing[number]
        return HKDF(hashes.SHA256(), length, salt=None, info=f"jiangxin {use}".encode()).derive(
            secret
        )


def _fresh():
    def key():
        return b64encode(secrets.token_bytes(32)).decode()

    return json.dumps({"version": 1, "current": 1, "sealing": {"1": key()}, "marking": key()})


def _sync(path):
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make(file, fresh=_fresh):
    """Make the key file unless it is there; of several processes one wins, whole or not at all."""
    file = Path(file)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "w") as new:
            new.write(fresh())
            new.flush()
            os.fsync(new.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # unlike a rename, this never replaces a ring that is there
    finally:
        draft.unlink()
    _sync(file.parent)  # before anything is sealed: a ring lost in a power cut loses the data


def read(file):
    """The ring in this file."""
    held = json.loads(Path(file).read_text())
    return KeyRing(
        current=held["current"],
        sealing={int(number): b64decode(key) for number, key in held["sealing"].items()},
        marking=b64decode(held["marking"]),
    )


@functools.cache
def ring():
    """The ring of this installation (settings.KEY_FILE), made on first use."""
    if not settings.KEY_FILE.exists():
        make(settings.KEY_FILE)
    return read(settings.KEY_FILE)
