"""The key that signs heads of the sealed log. Made once, kept apart from the database.

Whoever holds it can sign another log in the federation's name; whoever loses it makes a new one,
and what was signed before stays proven by the old public key.
"""

import functools
import json
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from jiangxin.lib import keys
from jiangxin_verify.signatures import ED25519, key_id


class SigningKey:
    """An Ed25519 key. `suite` leaves room for SM2, where 国密 is asked for."""

    suite = ED25519

    def __init__(self, secret):
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.public)

    def sign(self, message):
        return self._key.sign(message)

    def pem(self):
        """The public key as a file that others check with."""
        form = PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(Encoding.PEM, form)


def _fresh():
    secret = Ed25519PrivateKey.generate().private_bytes_raw()
    return json.dumps({"version": 1, "suite": ED25519, "private": b64encode(secret).decode()})


def read(file):
    held = json.loads(Path(file).read_text())
    return SigningKey(b64decode(held["private"]))


@functools.cache
def _of(file):
    if not file.exists():
        keys.make(file, _fresh)
    return read(file)


def signing_key():
    """This installation's (settings.SIGNING_KEY_FILE), made on first use."""
    return _of(settings.SIGNING_KEY_FILE)
