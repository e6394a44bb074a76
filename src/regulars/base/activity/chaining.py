"""How a row of the log is spelled for the chain, alike on both databases and in the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from regulars.base.state import as_instant
from regulars.base.state.fields import EPOCH, MICROSECOND
from regulars.kit.chain import Plain

COLUMNS = (
    "id", "kind", "v", "occurred_at", "recorded_at", "actor", "cause_id", "source", "trust", "backfill", "dedup_key",
    "customer", "visitor", "subject", "data",
)  # fmt: skip
PUBLIC = 11  # so many of `COLUMNS` are the public part, the others the personal one


def parts(row: Sequence[Any]) -> tuple[list[Plain], list[Plain]]:
    """Return the public and the personal part of a row of `COLUMNS`."""
    public = list(row[:PUBLIC])
    public[3], public[4] = micros(row[3]), micros(row[4])
    public[9] = bool(row[9])
    public[10] = None if row[10] is None else bytes(row[10]).hex()
    customer, visitor, subject, data = row[PUBLIC:]
    return public, [customer, visitor, subject, json.loads(data) if isinstance(data, str) else data]


def micros(value: Any) -> int:
    """Return an instant as microseconds since 1970, however the database gave it."""
    if isinstance(value, int):
        return value
    at = as_instant(value)
    assert at is not None
    return (at - EPOCH) // MICROSECOND
