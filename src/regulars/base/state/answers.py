"""Stored answers: a keyed write that is tried again gets the answer of the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec

from regulars.base.state.act import Act
from regulars.kit.errors import Conflict


def answered(key: str | None, verb: Callable[..., Any], act: Act, args: Any, kwargs: Any) -> Any:
    """Run `verb`, or return what it answered under `key` before.

    Raises:
        Conflict: the key was used for another verb or other arguments.
    """
    if key is None:
        return verb(act, *args, **kwargs)
    from regulars.base.state.models import Answer  # a package's own tables load after the package

    name = f"{verb.__module__}.{verb.__qualname__}"
    digest = hashlib.blake2b(msgspec.json.encode([args, kwargs], enc_hook=repr), digest_size=16).digest()
    stored = Answer.objects.filter(key=key).first()
    if stored is not None:
        if stored.verb != name or bytes(stored.digest) != digest:
            raise Conflict(
                "idempotency.key_reused",
                "This key was used for another request",
                field="key",
                value=key,
                fix="Send a new key with a new request.",
            )
        return msgspec.json.decode(bytes(stored.answer), type=get_type_hints(verb).get("return", Any))
    answer = verb(act, *args, **kwargs)
    Answer.objects.create(
        key=key, verb=name, digest=digest, answer=msgspec.json.encode(answer, enc_hook=repr), recorded_at=act.now
    )
    return answer
