"""Sealed text: unreadable in the database and in its dumps, found again only by fingerprint.

A sealed value is: suite (1 byte), number of the key (1), nonce (12), ciphertext, tag (16). The
suite of new values is settings.SEAL_SUITE; values of the other suite still open. `purpose` is the
name of the field: it is authenticated, so a sealed phone copied into another column will not open.
"""

import functools
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core import checks
from django.db import models

from jiangxin.lib.keys import ring

NONCE, TAG = 12, 16


class BrokenSeal(Exception):
    """A sealed value was changed, moved to another field, or sealed with a key we do not have."""


class Secret(str):
    """Unsealed text. Programmers' views of it (repr, tracebacks, debug logs) show nothing."""

    __slots__ = ()

    def __repr__(self):
        return "<sealed>"


class Aes:
    """AES-256-GCM and HMAC-SHA256."""

    code = 1

    def __init__(self, number):
        self.cipher = AESGCM(ring().derive("aes-256-gcm", 32, number))

    def encrypt(self, nonce, text, bound):
        return self.cipher.encrypt(nonce, text, bound)

    def decrypt(self, nonce, sealed, bound):
        return self.cipher.decrypt(nonce, sealed, bound)


class Sm:
    """SM4-GCM and HMAC-SM3, for installations held to 国密. GB/T 32907, GB/T 32905, RFC 8998."""

    code = 2

    def __init__(self, number):
        self.key = algorithms.SM4(ring().derive("sm4-gcm", 16, number))

    def encrypt(self, nonce, text, bound):
        context = Cipher(self.key, modes.GCM(nonce)).encryptor()
        context.authenticate_additional_data(bound)
        return context.update(text) + context.finalize() + context.tag

    def decrypt(self, nonce, sealed, bound):
        text, tag = sealed[:-TAG], sealed[-TAG:]
        context = Cipher(self.key, modes.GCM(nonce, tag)).decryptor()
        context.authenticate_additional_data(bound)
        return context.update(text) + context.finalize()


SUITES = {"aes": Aes, "sm": Sm}
BY_CODE = {suite.code: suite for suite in SUITES.values()}


@functools.cache
def _suite(code, number):
    return BY_CODE[code](number)


@functools.cache
def _sealer(purpose):
    suite = _suite(SUITES[settings.SEAL_SUITE].code, ring().current)
    head = bytes([suite.code, ring().current])
    return suite.encrypt, head, head + purpose.encode()


def seal(text, *, purpose):
    """The text as bytes that only this installation can read, for this purpose only."""
    encrypt, head, bound = _sealer(purpose)
    nonce = os.urandom(NONCE)
    # surrogatepass: any str survives; text from a page has none left (lib.text.clean).
    return head + nonce + encrypt(nonce, text.encode("utf-8", "surrogatepass"), bound)


def unseal(sealed, *, purpose):
    """The text again. Raises BrokenSeal."""
    sealed = bytes(sealed)
    try:
        suite = _suite(sealed[0], sealed[1])
        nonce, rest = sealed[2 : 2 + NONCE], sealed[2 + NONCE :]
        text = suite.decrypt(nonce, rest, sealed[:2] + purpose.encode())
        return Secret(text.decode("utf-8", "surrogatepass"))
    except (InvalidTag, KeyError, IndexError, ValueError):
        raise BrokenSeal(f"a sealed value of {purpose} does not open") from None


@functools.cache
def _marker(suite, purpose):
    """A function from bytes to 32 bytes. Not bound to the suite's cipher, only to its hash."""
    key = ring().derive(f"hmac {suite}", 32)
    prefix = purpose.encode() + b"\0"
    if suite == "aes":
        return lambda text: hmac.digest(key, prefix + text, "sha256")
    keyed = HMAC(key, hashes.SM3())
    keyed.update(prefix)

    def mark(text):
        one = keyed.copy()
        one.update(text)
        return one.finalize()

    return mark


def fingerprint(text, *, purpose):
    """32 bytes, equal for equal text and purpose: to find and to keep unique without reading.

    Keyed, because a plain hash of an ID number is guessed in seconds. It depends on the suite:
    an installation that changes SEAL_SUITE must reckon its fingerprints anew.
    """
    return _marker(settings.SEAL_SUITE, purpose)(text.encode("utf-8", "surrogatepass"))


def forget():
    """Forget keys held in memory (after the ring or the suite has changed)."""
    for held in (ring, _suite, _sealer, _marker):
        held.cache_clear()


class SealedField(models.BinaryField):
    """Text in Python, sealed at rest. Search by a fingerprint column beside it, never by this.

    `purpose` defaults to "app.Model.field" and is written into the migration, so a renamed
    field keeps opening its old values only if the old purpose is then given by name.
    """

    description = "Sealed text"

    def __init__(self, *args, purpose=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.purpose = purpose

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if self.purpose is None:
            self.purpose = f"{cls._meta.label}.{name}"

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_purpose()]

    def _check_purpose(self):
        same = [
            field
            for model in self.model._meta.apps.get_models()
            for field in model._meta.local_fields
            if isinstance(field, SealedField) and field.purpose == self.purpose
        ]
        if any(field is not self for field in same):
            yield checks.Error(
                f"The purpose {self.purpose!r} is used by another sealed field.",
                hint="Values sealed for one purpose open in every field of that purpose.",
                obj=self,
                id="sealed.E001",
            )

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value, expression, connection):
        return None if value is None else unseal(value, purpose=self.purpose)

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None:
            return None
        return connection.Database.Binary(seal(value, purpose=self.purpose))

    def to_python(self, value):
        return value

    def value_to_string(self, obj):
        raise TypeError("sealed values are not serialised; back up with pg_dump")
