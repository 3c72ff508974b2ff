"""Who signed. A suite is one number, so that an installation held to 国密 can use SM2 one day."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

ED25519, SM2 = 1, 2


def key_id(public):
    """The short name of a key: the first 16 digits of its fingerprint."""
    return sha256(public).hexdigest()[:16]


def is_signed(suite, public, signature, message):
    """Did the owner of this public key sign it? Of a suite that is not known here: no."""
    if suite != ED25519:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public(text):
    """The 32 bytes of a public key from a PEM file or from 64 hexadecimal digits, or None."""
    try:
        if "BEGIN PUBLIC KEY" in text:
            key = load_pem_public_key(text.encode())
            return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        public = bytes.fromhex(text.strip())
    except (ValueError, UnsupportedAlgorithm, AttributeError):
        return None
    return public if len(public) == 32 else None
