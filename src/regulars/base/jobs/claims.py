"""What workers do with the queue: take what is due under a lease, keep the lease, and end what they took.

Each statement that ends or renews a job names the claim under which it was taken. A worker that was believed dead and
whose job is somebody else's by now changes nothing (the fence). Both databases do each step for many jobs in one
statement; PostgreSQL skips rows that another worker is just taking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from regulars.base.jobs import batches, queue
from regulars.base.jobs.notes import packed
from regulars.base.jobs.registry import LEASE, kind_of
from regulars.base.state import Act, as_instant, dialect, execute, fetchall, instant_value, verb
from regulars.kit.text import Note, told

NOTE_LENGTH_MAX = 240
ERROR_LENGTH_MAX = 4_000
DIED = told("The worker that ran this job ended in the middle of it.")
PRIORITIES = (  # the priorities that wait, highest first, by one look into the index for each
    "WITH RECURSIVE level(priority) AS (SELECT max(priority) FROM jobs_job WHERE state = 'waiting' UNION ALL "
    "SELECT (SELECT max(priority) FROM jobs_job WHERE state = 'waiting' AND priority < level.priority) FROM level "
    "WHERE level.priority IS NOT NULL) SELECT priority FROM level WHERE priority IS NOT NULL"
)
DUE = "FROM jobs_job WHERE state = 'waiting' AND priority = %s AND run_after <= %s ORDER BY run_after, id LIMIT %s"
SKIP = {"sqlite": "", "postgresql": " FOR UPDATE SKIP LOCKED"}
TAKE = (
    "UPDATE jobs_job SET state = 'running', attempts = attempts + 1, claims = claims + 1, worker = %s, "
    "lease_until = %s, started_at = coalesce(started_at, %s), error = '' "
)
TAKEN = " RETURNING id, name, args, actor, attempts, claims, batch, run_after"
CHOSEN = {
    "sqlite": "WHERE id IN (SELECT id FROM (SELECT id, name " + DUE + ")",
    "postgresql": "WHERE id = ANY(ARRAY(SELECT id FROM (SELECT id, name " + DUE + " FOR UPDATE SKIP LOCKED) due",
}
CLOSED = {"sqlite": ")", "postgresql": "))"}
ENDED = {
    "sqlite": "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS claim, "
    "json_extract(value, '$[2]') AS note, json_extract(value, '$[3]') AS said FROM json_each(%s)) ended",
    "postgresql": "(SELECT (value ->> 0)::bigint AS id, (value ->> 1)::int AS claim, value ->> 2 AS note, "
    "value ->> 3 AS said FROM jsonb_array_elements(%s::jsonb)) ended",
}
STILL_OURS = "jobs_job.id = ended.id AND jobs_job.claims = ended.claim AND jobs_job.state = 'running'"
FINISH = (
    "UPDATE jobs_job SET state = 'done', finished_at = %s, unique_key = NULL, lease_until = NULL, worker = NULL, "
    "note = CASE WHEN ended.note = '' THEN jobs_job.note ELSE ended.note END, "
    "said = CASE WHEN ended.note = '' THEN jobs_job.said ELSE ended.said END FROM "
)
RENEW = "UPDATE jobs_job SET lease_until = %s FROM "
REPORT = (
    "UPDATE jobs_job SET progress_done = %s, progress_total = %s, note = %s, said = %s, lease_until = %s "
    "WHERE id = %s AND state = 'running'"
)
REPORT_CLAIM = f"{REPORT} AND claims = %s"
HAND_BACK = (
    "UPDATE jobs_job SET state = 'waiting', run_after = %s, attempts = attempts - 1, claims = claims + 1, "
    "lease_until = NULL, worker = NULL FROM "
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in a worker's hands. `claim` is what it must show to end it; `attempt` counts tries from 1."""

    id: int
    name: str
    args: dict[str, Any]
    actor: str
    attempt: int
    claim: int
    batch: int | None


Ending = tuple[int, int, Note]  # job, claim, closing note


def is_due(now: datetime) -> bool:
    """Say whether a worker would find something; a cheap look that takes no lock."""
    if fetchall("SELECT 1 FROM jobs_job WHERE state = 'running' AND lease_until <= %s LIMIT 1", [instant_value(now)]):
        return True
    return _waits(now)


def is_work_late(before: datetime) -> bool:
    """Say whether a job has been due since an instant and none is being worked on: nobody takes them."""
    return _waits(before) and not fetchall("SELECT 1 FROM jobs_job WHERE state = 'running' LIMIT 1")


def next_due() -> datetime | None:
    """Return the instant at which the next waiting job is due, or the next lease ends; None where nothing waits."""
    found = [
        fetchall("SELECT min(run_after) FROM jobs_job WHERE state = 'waiting' AND priority = %s", [priority])[0][0]
        for (priority,) in fetchall(PRIORITIES)
    ]
    found.append(fetchall("SELECT min(lease_until) FROM jobs_job WHERE state = 'running'")[0][0])
    return min((instant for value in found if (instant := as_instant(value)) is not None), default=None)


@verb
def claim(act: Act, worker: int | None = None) -> list[Claimed]:
    """Take what is to be done next: one job, or as many of its kind as are taken together, under that kind's lease.

    What follows in the queue is taken with the first one only as far as it is of the same kind and just as due: nothing
    waits in a worker's hands behind something long.
    """
    rescue(act)
    now = instant_value(act.now)
    for (priority,) in fetchall(PRIORITIES):
        head = fetchall("SELECT id, name " + DUE + SKIP[dialect()], [priority, now, 1])
        if head:
            kind = kind_of(head[0][1])
            return _take(act, priority, kind.together, worker, kind.lease, kind.name)
    return []


@verb
def claim_many(act: Act, limit: int, worker: int | None = None) -> list[Claimed]:
    """Take up to `limit` due jobs of any kind, those of the highest priority first, under the usual lease."""
    rescue(act)
    found: list[Claimed] = []
    for (priority,) in fetchall(PRIORITIES):
        if len(found) < limit:
            found += _take(act, priority, limit - len(found), worker, LEASE)
    return found


@verb
def renew(act: Act, held: Sequence[tuple[int, int]], lease: timedelta) -> set[int]:
    """Hold on to jobs, named by key and claim; return which are still ours."""
    rows = [(job, claim, "", None) for job, claim in held]
    return {int(row[0]) for row in _fenced(RENEW, [instant_value(act.now + lease)], rows)}


@verb
def report(
    act: Act, job: int, done: int, total: int | None, note: Note, claim: int | None = None, lease: timedelta = LEASE
) -> bool:
    """Keep a job's progress and its lease; return whether it may go on. Without `claim` nobody else may have it."""
    shown = [] if claim is None else [claim]
    words, said = packed(note)
    values = [done, total, words[:NOTE_LENGTH_MAX], said, instant_value(act.now + lease), job]
    return execute(REPORT_CLAIM if shown else REPORT, [*values, *shown]) == 1


@verb
def finish_many(act: Act, ended: Sequence[Ending], *, kept: bool = True) -> set[int]:
    """Mark jobs done, free their unique keys, and return those that were still the caller's to end."""
    if kept:
        rows = [(job, claim, *_cut(note)) for job, claim, note in ended]
        found = _fenced(FINISH, [instant_value(act.now)], rows)
    else:
        found = _drop([(job, claim) for job, claim, _note in ended])
    batches.shrink(act, (row[1] for row in found))
    return {int(row[0]) for row in found}


@verb
def finish(act: Act, job: int, claim: int, note: Note = "") -> bool:
    """Mark a job done; see `finish_many`."""
    return job in finish_many(act, [(job, claim, note)])


@verb
def fail(act: Act, job: int, claim: int, error: Note, again_at: datetime | None) -> str:
    """Keep an error; try again at an instant, or bury the job when there is none.

    Words that keep their values apart are stored for readers of any language; a traceback comes as it is. Returns the
    new state, or an empty text where the job is not the caller's any more.
    """
    state = "waiting" if again_at else "failed"
    words, said = packed(error, " ")
    ended = fetchall(
        "UPDATE jobs_job SET state = %s, error = %s, said = %s, run_after = coalesce(%s, run_after), finished_at = %s, "
        "unique_key = CASE WHEN %s = 'failed' THEN NULL ELSE unique_key END, lease_until = NULL, worker = NULL "
        "WHERE id = %s AND claims = %s AND state = 'running' RETURNING batch",
        [state, words[-ERROR_LENGTH_MAX:], said, instant_value(again_at), None if again_at else instant_value(act.now),
         state, job, claim],
    )  # fmt: skip
    if not ended:
        return ""
    if not again_at:
        batches.shrink(act, [ended[0][0]])
    return state


@verb
def hand_back(act: Act, held: Sequence[tuple[int, int]], run_after: datetime | None = None) -> int:
    """Put jobs back as if they had not been tried: the worker has to stop. Return how many were still its own."""
    rows = [(job, claim, "", None) for job, claim in held]
    return len(_fenced(HAND_BACK, [instant_value(run_after or act.now)], rows))


@verb
def rescue(act: Act, worker: int | None = None) -> int:
    """Take jobs back from workers whose lease ended, or from one worker known to be dead; return how many.

    A job that took its worker down on each of its tries is buried like any other that fails.
    """
    now = instant_value(act.now)
    which, param = ("lease_until <= %s", now) if worker is None else ("worker = %s", worker)
    lost = fetchall("SELECT id, claims, name, attempts FROM jobs_job WHERE state = 'running' AND " + which, [param])
    for job, claim, name, attempts in lost:
        fail(act, job, claim, DIED, act.now if attempts < attempts_max(name) else None)
    return len(lost)


def attempts_max(name: str) -> int:
    """Return how often jobs of one name are tried."""
    return kind_of(name).attempts_max or queue.ATTEMPTS_MAX


def _waits(until: datetime) -> bool:
    instant = instant_value(until)
    return any(fetchall("SELECT 1 " + DUE, [priority, instant, 1]) for (priority,) in fetchall(PRIORITIES))


def _take(act: Act, priority: int, limit: int, worker: int | None, lease: timedelta, name: str = "") -> list[Claimed]:
    now = instant_value(act.now)
    of_kind, names = (" WHERE name = %s", [name]) if name else ("", [])
    chosen = CHOSEN[dialect()] + of_kind + CLOSED[dialect()]
    params = [worker, instant_value(act.now + lease), now, priority, now, limit, *names]
    rows = fetchall(TAKE + chosen + TAKEN, params)
    rows.sort(key=lambda row: (row[7], row[0]))  # no database promises an order here
    decode = msgspec.json.decode
    return [
        Claimed(job, called, decode(args), actor, attempts, claims, batch)
        for job, called, args, actor, attempts, claims, batch, _due in rows
    ]


def _cut(note: Note) -> tuple[str, str | None]:
    words, said = packed(note)
    return words[:NOTE_LENGTH_MAX], said


def _fenced(update: str, params: list[Any], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Run an update for those of `rows` that are still the caller's; return their keys and batches."""
    if not rows:
        return []
    packed = msgspec.json.encode(rows).decode()
    sql = update + ENDED[dialect()] + " WHERE " + STILL_OURS + " RETURNING jobs_job.id, jobs_job.batch"
    return fetchall(sql, [*params, packed])


def _drop(rows: Sequence[tuple[int, int]]) -> list[tuple[Any, ...]]:
    if not rows:
        return []
    packed = msgspec.json.encode(rows).decode()
    return fetchall(
        "DELETE FROM jobs_job WHERE state = 'running' AND (id, claims) IN (SELECT id, claim FROM "
        + ENDED[dialect()]
        + ") RETURNING id, batch",
        [packed],
    )
