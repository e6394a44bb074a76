"""What an API key looks like: a typed prefix, 190 random bits, a checksum. Pure.

    rk_live_ + 32 characters of base62 + 6 characters of base62 (CRC-32 of the 32)

The prefix lets secret scanners find a key that leaked; the checksum lets them, and us, tell a key from a typing error
without asking the database. Only the SHA-256 of a key is kept: with so many random bits a slow hash adds nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib

PREFIX = "rk_live_"
RANDOM_LENGTH, CHECKSUM_LENGTH = 32, 6
HINT_LENGTH = 4
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase


def new_key() -> str:
    """Return a new key; nothing but its owner ever knows it again."""
    secret = _base62(int.from_bytes(secrets.token_bytes(32)), RANDOM_LENGTH)
    return PREFIX + secret + _checksum(secret)


def is_key(text: str) -> bool:
    """Say whether `text` has the form of a key and its checksum is right."""
    if not (text.startswith(PREFIX) and text.isascii()):
        return False
    secret, checksum = text[len(PREFIX) : -CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    return len(secret) == RANDOM_LENGTH and _checksum(secret) == checksum


def digest(key: str) -> bytes:
    """Return what the database knows of a key, 32 bytes."""
    return hashlib.sha256(key.encode()).digest()


def hint(key: str) -> str:
    """Return the last characters of a key: enough for people to tell theirs apart, of no use to anybody else."""
    return key[-HINT_LENGTH:]


def _checksum(secret: str) -> str:
    return _base62(zlib.crc32(secret.encode()), CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    """Write the last `length` digits of a number."""
    found = ""
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        found = _ALPHABET[digit] + found
    return found
