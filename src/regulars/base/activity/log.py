"""Appending to the log, inside a verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec

from regulars.base.state import Act, change_seq, execute, executemany, fetchall, in_write, instant_value
from regulars.kit.events import Event, kinds
from regulars.kit.ids import time_key

TRUST_OF_SOURCE = {"desk": "staff", "cli": "staff", "regulars": "system"}
COLUMNS = (
    "kind, v, occurred_at, recorded_at, actor, cause_id, customer, visitor, subject, source, trust, dedup_key, "
    "backfill, data, changed_seq"
)
INSERT = f"INSERT INTO activity_log ({COLUMNS}) VALUES ({', '.join(['%s'] * 15)})"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to record, for `record_many`."""

    event: Event
    customer: int | None = None
    subject: str = ""
    occurred_at: datetime | None = None


def record(
    act: Act,
    event: Event,
    *,
    customer: int | None = None,
    visitor: str = "",
    subject: str = "",
    dedup: str | None = None,
    trust: str | None = None,
) -> int:
    """Append one fact and return its key. With `dedup`, one recorded before is not recorded again: its key comes back.

    `dedup` is any text unique within the act's source; its key is time-ordered by when the fact occurred, so it is
    the same for every retry.
    """
    _require_door(event)
    key = time_key(act.at, dedup) if dedup is not None else None
    if key is not None:
        seen = fetchall("SELECT activity FROM activity_seen WHERE source = %s AND key = %s", [act.source, key])
        if seen:
            return int(seen[0][0])
    row = _row(act, Fact(event, customer, subject), visitor, key, trust, change_seq())
    number = int(fetchall(f"{INSERT} RETURNING id", row)[0][0])
    if key is not None:
        execute("INSERT INTO activity_seen (source, key, activity) VALUES (%s, %s, %s)", [act.source, key, number])
    return number


def record_many(act: Act, facts: Sequence[Fact], trust: str | None = None) -> None:
    """Append many facts at once; the caller's own unique keys keep them from being recorded twice."""
    if not facts:
        return
    for event in {type(fact.event): fact.event for fact in facts}.values():
        _require_door(event)
    seq = change_seq()
    executemany(INSERT, [_row(act, fact, "", None, trust, seq) for fact in facts])


def _row(act: Act, fact: Fact, visitor: str, key: bytes | None, trust: str | None, seq: int) -> list[Any]:
    event = fact.event
    data = {item.name: getattr(event, item.name) for item in fields(event)}
    return [
        event.kind,
        event.version,
        instant_value(fact.occurred_at or act.at),
        instant_value(act.now),
        act.actor,
        act.cause,
        fact.customer,
        visitor,
        fact.subject,
        act.source,
        trust or TRUST_OF_SOURCE.get(act.source, "server"),
        key,
        act.backfill,
        _json(data),
        seq,
    ]


def _json(data: dict[str, Any]) -> str:
    return msgspec.json.encode(data).decode() if data else "{}"


def _require_door(event: Event) -> None:
    if not in_write():
        raise RuntimeError("activity is recorded inside a verb only")
    if event.kind not in kinds():
        raise ValueError(f"{event.kind} is not registered: decorate its class with @event")
