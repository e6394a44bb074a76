"""Stored answers: a keyed write that is tried again gets the answer of the first time (field guide, I1 to I4)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

import msgspec

from regulars.base.state.act import Act
from regulars.base.state.fields import instant_value
from regulars.base.state.sql import execute, fetchall
from regulars.kit.errors import Refused

KEY_LENGTH_MAX = 255


def answered(key: str | None, verb: Callable[..., Any], act: Act, args: Any, kwargs: Any) -> Any:
    """Run `verb`, or return what it answered under `key` before.

    The key is claimed first. Whoever comes with it while the first one still runs waits for its commit on both
    databases, and then gets its answer; if the first one fails, its claim goes with it and the next one runs.

    Raises:
        Refused: the key is no key, or was used for another verb, by another actor or with other arguments.
    """
    if key is None:
        return verb(act, *args, **kwargs)
    _require_key(key)
    name = f"{verb.__module__}.{verb.__qualname__}"
    digest = hashlib.blake2b(msgspec.json.encode([act.actor, args, kwargs], enc_hook=repr), digest_size=16).digest()
    claimed = execute(
        "INSERT INTO state_answer (key, verb, digest, answer, recorded_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (key) DO NOTHING",
        [key, name, digest, b"", instant_value(act.now)],
    )
    if not claimed:
        return _given_before(key, name, digest, verb)
    answer = verb(act, *args, **kwargs)
    execute("UPDATE state_answer SET answer = %s WHERE key = %s", [msgspec.json.encode(answer, enc_hook=repr), key])
    return answer


def forget_before(before: datetime, limit: int) -> int:
    """Drop up to `limit` answers recorded before an instant, and return how many it were; call it inside a verb."""
    return execute(
        "DELETE FROM state_answer WHERE id IN "
        "(SELECT id FROM state_answer WHERE recorded_at < %s ORDER BY id LIMIT %s)",
        [instant_value(before), limit],
    )


def _given_before(key: str, name: str, digest: bytes, verb: Callable[..., Any]) -> Any:
    stored = fetchall("SELECT verb, digest, answer FROM state_answer WHERE key = %s", [key])
    if not stored or stored[0][0] != name or bytes(stored[0][1]) != digest:
        raise Refused(
            "idempotency.key_reused",
            "This key was used for another request",
            field="key",
            value=key,
            fix="Send a new key with a new request.",
        )
    return msgspec.json.decode(bytes(stored[0][2]), type=_answer_type(verb))


@cache
def _answer_type(verb: Callable[..., Any]) -> Any:
    return get_type_hints(verb).get("return", Any)


def _require_key(key: str) -> None:
    """Accept 1 to 255 visible ASCII characters, as the structured-field strings of the IETF draft."""
    if not (0 < len(key) <= KEY_LENGTH_MAX and key.isascii() and key.isprintable()):
        raise Refused(
            "idempotency.bad_key",
            "This is no idempotency key",
            field="key",
            value=key[:KEY_LENGTH_MAX],
            fix=f"Send 1 to {KEY_LENGTH_MAX} visible ASCII characters.",
        )
