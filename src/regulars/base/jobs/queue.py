"""Putting jobs in the queue, and changing them by hand, with an entry in the log; all of it inside the door.

What workers do with them is in `claims`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.base.activity import record
from regulars.base.jobs import batches
from regulars.base.jobs.adding import add, add_many
from regulars.base.jobs.events import JobsCanceled, JobsForgotten, JobsRetried
from regulars.base.state import Act, fetchall, instant_value, verb

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Job

ATTEMPTS_MAX = 5
FAILED = "SELECT id FROM jobs_job WHERE state = 'failed' ORDER BY id LIMIT %s"
FAILED_NAMED = "SELECT id FROM jobs_job WHERE state = 'failed' AND name = %s ORDER BY id LIMIT %s"


def enqueue(
    name: str,
    args: Mapping[str, Any],
    *,
    act: Act,
    run_after: datetime | None = None,
    unique_key: str | None = None,
    priority: int = 0,
    batch: int | None = None,
) -> int:
    """Queue a job in the caller's transaction and return its key.

    Higher priorities go first, then what has been due longest. An unfinished job with the same `unique_key` is
    returned instead of a second one, also when two callers ask at the same moment.

    Raises:
        Refused: no handler is registered under `name`.
        RuntimeError: called outside a verb.
    """
    key, is_new = add(act, name, args, run_after, unique_key, priority, batch)
    if is_new:
        batches.grow(batch, 1)
    return key


def enqueue_many(
    name: str,
    args: Sequence[Mapping[str, Any]],
    *,
    act: Act,
    run_after: datetime | None = None,
    priority: int = 0,
    batch: int | None = None,
) -> int:
    """Queue one job for each of `args` in one statement and return how many; at most 500 in one call of `write`.

    Raises:
        Refused: no handler is registered under `name`.
        RuntimeError: called outside a verb.
    """
    added = add_many(act, name, args, run_after, priority, batch)
    batches.grow(batch, added)
    return added


@verb
def enqueue_job(act: Act, name: str, args: dict[str, Any], unique_key: str | None = None) -> int:
    """Queue a job from an edge; see `enqueue`."""
    return enqueue(name, args, act=act, unique_key=unique_key)


@verb
def cancel(act: Act, job: int) -> bool:
    """Cancel a job that is not finished; a running one stops at its next report. Returns whether it was open."""
    return _end_open("id = %s", [job], act) > 0


@verb
def cancel_batch(act: Act, batch: int) -> int:
    """Cancel what is still open of a batch, and return how many jobs that were."""
    return _end_open("batch = %s", [batch], act)


@verb
def retry(act: Act, job: int) -> bool:
    """Queue a failed or canceled job again from the start. Returns whether there was one."""
    return _reopen("id = %s AND state IN ('failed', 'canceled')", [job], act) > 0


@verb
def retry_failed(act: Act, name: str = "", limit: int = 500) -> int:
    """Queue up to `limit` failed jobs again, those of one name or all, and return how many."""
    return _reopen(f"id IN ({FAILED_NAMED if name else FAILED})", [*_named(name), limit], act)


@verb
def forget(act: Act, job: int) -> bool:
    """Drop a job that ended: what it failed at is not to be done any more. Returns whether there was one."""
    return _drop("id = %s AND state IN ('done', 'failed', 'canceled')", [job], act) > 0


@verb
def forget_failed(act: Act, name: str = "", limit: int = 500) -> int:
    """Drop up to `limit` failed jobs, those of one name or all, and return how many."""
    return _drop(f"id IN ({FAILED_NAMED if name else FAILED})", [*_named(name), limit], act)


@verb
def forget_finished(act: Act, before: datetime, limit: int = 500) -> int:
    """Drop up to `limit` jobs that ended well or were canceled before an instant, and return how many it were."""
    old = _jobs().filter(state__in=("done", "canceled"), finished_at__lt=before).order_by("id")
    keys = list(old.values_list("id", flat=True)[:limit])
    return _jobs().filter(pk__in=keys).delete()[0]


def _named(name: str) -> list[str]:
    return [name] if name else []


def _end_open(which: str, params: list[Any], act: Act) -> int:
    ended = fetchall(
        "UPDATE jobs_job SET state = 'canceled', finished_at = %s, unique_key = NULL, lease_until = NULL, "
        "worker = NULL, claims = claims + 1 WHERE "
        + which
        + " AND state IN ('waiting', 'running') RETURNING batch, id, name",
        [instant_value(act.now), *params],
    )
    batches.shrink(act, (row[0] for row in ended))
    _tell(act, JobsCanceled, [row[1:] for row in ended])
    return len(ended)


def _reopen(which: str, params: list[Any], act: Act) -> int:
    opened = fetchall(
        "UPDATE jobs_job SET state = 'waiting', run_after = %s, attempts = 0, claims = claims + 1, "
        "finished_at = NULL WHERE " + which + " RETURNING batch, id, name",
        [instant_value(act.now), *params],
    )
    for batch in {row[0] for row in opened} - {None}:
        batches.reopen(batch, sum(row[0] == batch for row in opened))
    _tell(act, JobsRetried, [row[1:] for row in opened])
    return len(opened)


def _drop(which: str, params: list[Any], act: Act) -> int:
    gone = fetchall("DELETE FROM jobs_job WHERE " + which + " RETURNING id, name", params)
    _tell(act, JobsForgotten, gone)
    return len(gone)


def _tell(act: Act, event: type[JobsCanceled | JobsRetried | JobsForgotten], jobs: Sequence[tuple[Any, ...]]) -> None:
    """Record what a person did to jobs, named by key and name: one entry, however many they are."""
    if not jobs:
        return
    names = {name for _key, name in jobs}
    subject = f"job:{jobs[0][0]}" if len(jobs) == 1 else ""
    record(act, event(names.pop() if len(names) == 1 else "", len(jobs)), subject=subject)


def _jobs() -> QuerySet[Job]:
    from regulars.base.jobs.models import Job  # a package's own tables load after the package

    return Job.objects.all()
