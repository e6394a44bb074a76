"""Putting jobs in the queue and taking them out, inside the door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from regulars.base.jobs.registry import job_names
from regulars.base.jobs.rows import JobRow, row_of
from regulars.base.state import Act, dialect, in_write, verb
from regulars.kit.errors import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Job

ATTEMPTS_MAX = 5
LEASE = timedelta(minutes=5)
BACKOFF_SECONDS = (5, 30, 300, 1_800)
ERROR_LENGTH_MAX = 4_000


def enqueue(
    name: str,
    args: Mapping[str, Any],
    *,
    act: Act,
    run_after: datetime | None = None,
    unique_key: str | None = None,
    priority: int = 0,
) -> int:
    """Queue a job in the caller's transaction and return its key.

    An unfinished job with the same `unique_key` is returned instead of a second one.

    Raises:
        Refused: no handler is registered under `name`.
        RuntimeError: called outside a verb.
    """
    if not in_write():
        raise RuntimeError("a job is enqueued inside a verb only")
    if name not in job_names():
        raise Refused("job.unknown_name", "No job has this name", field="name", value=name)
    if unique_key is not None:
        waiting = _jobs().filter(unique_key=unique_key).values_list("id", flat=True).first()
        if waiting is not None:
            return waiting
    return (
        _jobs()
        .create(
            name=name,
            args=dict(args),
            priority=priority,
            run_after=run_after or act.now,
            unique_key=unique_key,
            actor=act.actor,
            created_at=act.now,
        )
        .pk
    )


@verb
def enqueue_job(act: Act, name: str, args: dict[str, Any], unique_key: str | None = None) -> int:
    """Queue a job from an edge; see `enqueue`."""
    return enqueue(name, args, act=act, unique_key=unique_key)


@verb
def claim(act: Act) -> JobRow | None:
    """Take the next due job under a lease and return it; one whose lease ran out is due again."""
    due = _jobs().filter(state="waiting", run_after__lte=act.now) | _jobs().filter(
        state="running", lease_until__lte=act.now
    )
    due = due.order_by("-priority", "run_after", "id")
    if dialect() == "postgresql":
        due = due.select_for_update(skip_locked=True)
    row = due.first()
    if row is None:
        return None
    row.state, row.attempts, row.lease_until = "running", row.attempts + 1, act.now + LEASE
    row.started_at, row.error = row.started_at or act.now, ""
    row.save(update_fields=["state", "attempts", "lease_until", "started_at", "error"])
    return row_of(row)


@verb
def report(act: Act, job: int, done: int, total: int | None, note: str) -> bool:
    """Keep a job's progress and its lease; return whether it may go on."""
    touched = (
        _jobs()
        .filter(pk=job, state="running")
        .update(progress_done=done, progress_total=total, note=note[:240], lease_until=act.now + LEASE)
    )
    return touched == 1


@verb
def finish(act: Act, job: int, note: str = "") -> None:
    """Mark a job done and free its unique key."""
    row = _jobs().get(pk=job)
    row.state, row.finished_at, row.unique_key, row.lease_until = "done", act.now, None, None
    row.note = note[:240] or row.note
    row.save(update_fields=["state", "finished_at", "unique_key", "lease_until", "note"])


@verb
def fail(act: Act, job: int, error: str, *, again: bool) -> str:
    """Keep an error; try again later while attempts are left, else bury the job. Returns the new state."""
    row = _jobs().get(pk=job)
    row.error, row.lease_until = error[-ERROR_LENGTH_MAX:], None
    if again and row.attempts < ATTEMPTS_MAX:
        wait = BACKOFF_SECONDS[min(row.attempts, len(BACKOFF_SECONDS)) - 1]
        row.state, row.run_after = "waiting", act.now + timedelta(seconds=wait)
    else:
        row.state, row.finished_at, row.unique_key = "failed", act.now, None
    row.save(update_fields=["error", "lease_until", "state", "run_after", "finished_at", "unique_key"])
    return row.state


@verb
def cancel(act: Act, job: int) -> bool:
    """Cancel a job that is not finished; a running one stops at its next report. Returns whether it was open."""
    touched = (
        _jobs()
        .filter(pk=job, state__in=("waiting", "running"))
        .update(state="canceled", finished_at=act.now, unique_key=None, lease_until=None)
    )
    return touched == 1


@verb
def forget_finished(act: Act, before: datetime, limit: int = 500) -> int:
    """Drop up to `limit` jobs that ended well or were canceled before an instant, and return how many it were."""
    old = _jobs().filter(state__in=("done", "canceled"), finished_at__lt=before).order_by("id")
    keys = list(old.values_list("id", flat=True)[:limit])
    return _jobs().filter(pk__in=keys).delete()[0]


@verb
def retry(act: Act, job: int) -> bool:
    """Queue a failed or canceled job again from the start. Returns whether there was one."""
    touched = (
        _jobs()
        .filter(pk=job, state__in=("failed", "canceled"))
        .update(state="waiting", run_after=act.now, attempts=0, finished_at=None)
    )
    return touched == 1


def _jobs() -> QuerySet[Job]:
    from regulars.base.jobs.models import Job  # a package's own tables load after the package

    return Job.objects.all()
