"""The statements that add rows to the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from regulars.base.jobs.registry import job_names
from regulars.base.state import Act, dialect, execute, fetchall, in_write, instant_value
from regulars.kit.errors import Refused

UNIQUE_TRIES = 3
COLUMNS = "name, args, state, priority, run_after, attempts, progress_done, note, error, actor, created_at, batch"
INSERT = (
    f"INSERT INTO jobs_job ({COLUMNS}, unique_key) VALUES (%s, %s, 'waiting', %s, %s, 0, 0, '', '', %s, %s, %s, %s) "
    "ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING RETURNING id"
)
INSERT_MANY = f"INSERT INTO jobs_job ({COLUMNS}) SELECT %s, value, 'waiting', %s, %s, 0, 0, '', '', %s, %s, %s FROM "
LINES = {"sqlite": "json_each(%s)", "postgresql": "jsonb_array_elements(%s::jsonb)"}


def add(
    act: Act,
    name: str,
    args: Mapping[str, Any],
    run_after: datetime | None = None,
    unique_key: str | None = None,
    priority: int = 0,
    batch: int | None = None,
) -> tuple[int, bool]:
    """Add one job; return its key and whether it is new."""
    check(name)
    now = instant_value(act.now)
    after = now if run_after is None else instant_value(run_after)
    written = msgspec.json.encode(dict(args)).decode()
    for _try in range(UNIQUE_TRIES):  # the one that was in the way may end between the two statements
        if unique_key is not None:
            found = fetchall("SELECT id FROM jobs_job WHERE unique_key = %s", [unique_key])
            if found:
                return int(found[0][0]), False
        made = fetchall(INSERT, [name, written, priority, after, act.actor, now, batch, unique_key])
        if made:
            return int(made[0][0]), True
    raise RuntimeError(f"the unique key {unique_key} comes and goes")


def add_many(
    act: Act,
    name: str,
    args: Sequence[Mapping[str, Any]],
    run_after: datetime | None = None,
    priority: int = 0,
    batch: int | None = None,
) -> int:
    """Add a job for each of `args` in one statement."""
    check(name)
    if not args:
        return 0
    now = instant_value(act.now)
    after = now if run_after is None else instant_value(run_after)
    lines = msgspec.json.encode([dict(one) for one in args]).decode()
    return execute(INSERT_MANY + LINES[dialect()], [name, priority, after, act.actor, now, batch, lines])


def check(name: str) -> None:
    """Refuse what could never be done.

    Raises:
        Refused: no handler is registered under `name`.
        RuntimeError: called outside a verb.
    """
    if not in_write():
        raise RuntimeError("a job is enqueued inside a verb only")
    if name not in job_names():
        raise Refused("job.unknown_name", "No job has this name", field="name", value=name)
