"""A hash chain over facts whose personal part can be forgotten.

Each link hashes the link before it, the row's public part, and a commitment to its personal part: the hash of a random
salt and that part. Whoever still has salt and part can show that nothing was changed. Once the salt is gone, the
commitment says nothing about the person, not even to someone who tries every possible value, and the chain still
holds (hash chains: Haber and Stornetta 1991; salted commitments: Halevi and Micali 1996).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

GENESIS = bytes(32)
SALT_BYTES = 16
Plain = str | int | bool | None | dict[str, object]


def commitment(salt: bytes, personal: Sequence[Plain]) -> bytes:
    """Return 32 bytes that bind `personal` without telling it; the same for equal values in any key order."""
    return hashlib.sha256(salt + canonical(personal)).digest()


def link(before: bytes, seq: int, public: Sequence[Plain], commitment: bytes) -> bytes:
    """Return the 32 bytes of link `seq`: it changes with anything before it or in it."""
    return hashlib.sha256(before + seq.to_bytes(8, "big") + commitment + canonical(public)).digest()


def canonical(values: Sequence[Plain]) -> bytes:
    """Return one spelling of plain values: JSON with sorted keys and without spaces."""
    return msgspec.json.encode(values, order="sorted")
