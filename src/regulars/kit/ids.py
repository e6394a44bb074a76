"""Public ids: integer keys shown as `cus_...`, and time-ordered keys for hot unique indexes.

A public id is its kind's prefix and the integer key, scrambled by a keyed bijection and written in base32 with a check
character: `cus_` and 14 characters. Counting up tells nobody how many customers there are, nothing is stored, and the
same number has unrelated ids under two prefixes. This hides order; it is no permission.

Method: a balanced Feistel network over 64 bits (Luby and Rackoff 1988) with keyed BLAKE2b as its round function and
the prefix as its tweak; alphabet of Crockford's base32 (no i, l, o, u). The check character is a weighted sum over
GF(32), which finds every single wrong character and every two neighbors swapped.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b, sha256

from regulars.kit.clock import as_utc
from regulars.kit.errors import NotFound
from regulars.kit.text import gettext_noop as _

LARGEST_NUMBER = 2**63 - 1
SHORTEST_KEY_BYTES = 16
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)} | {"i": 1, "l": 1, "o": 0}
_DIGITS = 13  # 65 bits: the first digit holds four
_ROUNDS = 8
_HALF = 0xFFFF_FFFF
_PREFIX = re.compile(r"[a-z][a-z0-9]{1,15}")  # BLAKE2b takes 16 bytes of personalization
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def public_id(prefix: str, number: int, key: bytes) -> str:
    """The public id of a row: `public_id("cus", 17, key)`. The number is from 0 to 2**63 - 1.

    Raises ValueError for a prefix, number or key no id can be made of.
    """
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"{number} is no row id")
    digits = _digits_of(_scramble(number, _rounds(prefix, key)))
    return f"{prefix}_{''.join(_ALPHABET[digit] for digit in digits)}{_ALPHABET[_check(digits)]}"


def number_of(prefix: str, text: str, key: bytes) -> int:
    """The integer key in a public id of this kind. Capitals, and i, l, o for 1, 1, 0, are read kindly.

    Raises NotFound `id.wrong_kind` (another prefix) or `id.unreadable` (mistyped, cut, or made with another key).
    """
    rounds = _rounds(prefix, key)
    kind, underscore, written = text.strip().lower().rpartition("_")
    if underscore and kind != prefix:
        raise NotFound(
            "id.wrong_kind",
            _("%(value)s is the id of something else."),
            field="id",
            value=text,
            fix=_("Give an id that starts with %(prefix)s."),
            params={"value": text, "prefix": f"{prefix}_"},
        )
    digits = [_VALUES.get(character, -1) for character in written]
    sound = bool(underscore) and len(digits) == _DIGITS + 1 and -1 not in digits and digits[0] < 16
    if sound and _check(digits[:-1]) == digits[-1]:
        number = _unscramble(_integer_of(digits[:-1]), rounds)
        if number <= LARGEST_NUMBER:
            return number
    raise NotFound(
        "id.unreadable",
        _("%(value)s is no id of ours."),
        field="id",
        value=text,
        fix=_("Copy the whole id again; it starts with %(prefix)s."),
        params={"value": text or '""', "prefix": f"{prefix}_"},
    )


def time_key(at: datetime, text: str) -> bytes:
    """16 bytes that sort by time and are unique by text: 6 of milliseconds since 1970, 10 of SHA-256.

    The same fact always has the same key, and new facts land at the end of an index. Times before 1970 count as 1970.
    Only for sources that repeat a fact with the time it had at first. Raises ValueError for a naive time.
    """
    milliseconds = max(0, (as_utc(at) - _EPOCH) // timedelta(milliseconds=1))
    return milliseconds.to_bytes(6, "big") + sha256(text.encode()).digest()[:10]


@lru_cache(maxsize=256)
def _rounds(prefix: str, key: bytes) -> tuple[blake2b, ...]:
    """One keyed hash for each round, ready to be copied."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} is no prefix: 2 to 16 lower-case letters and digits")
    if not SHORTEST_KEY_BYTES <= len(key) <= blake2b.MAX_KEY_SIZE:
        raise ValueError(f"a key has {SHORTEST_KEY_BYTES} to {blake2b.MAX_KEY_SIZE} bytes")
    return tuple(
        blake2b(digest_size=4, key=key, salt=bytes([number]), person=prefix.encode()) for number in range(_ROUNDS)
    )


def _scramble(number: int, rounds: tuple[blake2b, ...]) -> int:
    left, right = number >> 32, number & _HALF
    for keyed in rounds:
        left, right = right, left ^ _round(right, keyed)
    return left << 32 | right


def _unscramble(number: int, rounds: tuple[blake2b, ...]) -> int:
    left, right = number >> 32, number & _HALF
    for keyed in reversed(rounds):
        left, right = right ^ _round(left, keyed), left
    return left << 32 | right


def _round(half: int, keyed: blake2b) -> int:
    hashed = keyed.copy()
    hashed.update(half.to_bytes(4, "big"))
    return int.from_bytes(hashed.digest(), "big")


def _digits_of(number: int) -> list[int]:
    return [number >> (5 * place) & 31 for place in reversed(range(_DIGITS))]


def _integer_of(digits: list[int]) -> int:
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return number


def _check(digits: list[int]) -> int:
    """The sum of digit times x**place in GF(32), as Horner's scheme. Powers of x repeat after 31 places only."""
    total = 0
    for digit in digits:
        total = _times_x(total ^ digit)
    return total


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled  # x**5 + x**2 + 1 is primitive
