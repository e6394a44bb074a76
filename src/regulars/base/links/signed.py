"""Links that need no row: what they open is in them, signed with the shop's own key.

    token = sign("preferences", ("cus_...", "email"), issued=now)
    opened = read("preferences", token)        # Signed(values=("cus_...", "email"), issued=...)

For links that go out by the thousand, one in every mail, and must answer for years. They cannot be revoked one by one:
whoever opens them decides by `issued` what they are still good for. They hold ids, never addresses or names.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from regulars.base.shop.queries import shop
from regulars.kit.errors import NotFound

MAC_BYTES = 16
LONGEST = 400
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says, and when it was made (to the second)."""

    values: tuple[str, ...]
    issued: datetime


def sign(purpose: str, values: Sequence[str], issued: datetime) -> str:
    """Return a token for an address of ours. Values are short texts; the same ones at the same second give the same.

    Raises:
        ValueError: a value holds the character that keeps values apart.
    """
    if any(_APART in value for value in values):
        raise ValueError("a value of a link holds no control character")
    body = _APART.join((f"{int(issued.timestamp()):x}", *values)).encode()
    return urlsafe_b64encode(_mac(purpose, body) + body).decode().rstrip("=")


def read(purpose: str, token: str) -> Signed:
    """Return what a token says.

    Raises:
        NotFound: it was not made here, for this purpose, or not whole.
    """
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) <= LONGEST else b""
        mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
        is_ours = bool(body) and hmac.compare_digest(mac, _mac(purpose, body))
        at, *values = body.decode().split(_APART) if is_ours else ("",)
        if is_ours and token == urlsafe_b64encode(raw).decode().rstrip("="):
            return Signed(tuple(values), datetime.fromtimestamp(int(at, 16), UTC))
    except (Error, ValueError):
        pass
    raise NotFound("link.closed", "This link opens nothing, or nothing any more")


def _mac(purpose: str, body: bytes) -> bytes:
    key = hashlib.blake2b(f"link:{purpose}".encode(), key=shop().id_key[:64], digest_size=32).digest()
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]
