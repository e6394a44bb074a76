"""Secrets that must be read again, encrypted at rest with the home's key: a store's tokens, a provider's password.

sealed = seal("shpss_...", "stores:7")
open_sealed(sealed, "stores:7")

The key is derived from the installation's secret key, so that a copy of the database opens nothing. The purpose is
part of what is authenticated: a value cannot be moved to another row. What need only be compared is hashed instead.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any

from django.conf import settings

from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _

VERSION = b"\x01"  # AES-256-GCM, key by HKDF-SHA256
NONCE_BYTES, KEY_BYTES = 12, 32


def seal(text: str, purpose: str) -> bytes:
    """Return what may be stored: version, nonce, ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    content: bytes = _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), purpose.encode())
    return VERSION + nonce + content


def open_sealed(sealed: bytes, purpose: str) -> str:
    """Return the text that was sealed for this purpose.

    Raises:
        Refused: it was sealed under another key or for another purpose, or was changed.
    """
    from cryptography.exceptions import InvalidTag

    value = bytes(sealed)
    try:
        if value[:1] != VERSION:
            raise InvalidTag
        nonce, content = value[1 : 1 + NONCE_BYTES], value[1 + NONCE_BYTES :]
        return str(_cipher(settings.SECRET_KEY).decrypt(nonce, content, purpose.encode()).decode())
    except InvalidTag:
        raise Refused(
            "vault.other_key",
            _("A stored secret cannot be read with this installation's key."),
            fix=_("The secret key is another one than when it was stored: enter the secret again."),
        ) from None


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"regulars.vault.1").derive(secret_key.encode())
    return AESGCM(key)
