"""What of a trace is hashed: its words, in one canonical text, under a salt of its own.

The log holds SHA-256(salt ‖ words) and no word. Without the salt nobody can try out what the words
may have been, so that erasing salt and words leaves nothing of them.
"""

import os
from datetime import UTC
from hashlib import sha256

from jiangxin_verify.canonical import canonical

SALT = 16  # bytes
NAMES = ("about", "actor", "by", "details", "happened_at", "title", "verb")


def wording(**words):
    """The text; `words` are NAMES: about is “proposals.proposal:7”, happened_at a datetime."""
    at = words["happened_at"].astimezone(UTC).isoformat(timespec="microseconds")
    return canonical({**words, "happened_at": at})


def digest_of(salt, text):
    return sha256(salt + text.encode()).digest()


def salted(text):
    """(salt, digest) of a new trace."""
    salt = os.urandom(SALT)
    return salt, digest_of(salt, text)
