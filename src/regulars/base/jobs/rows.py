"""Reads about jobs, as frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.base.jobs.notes import unpacked
from regulars.base.state import fetchall
from regulars.kit.errors import NotFound
from regulars.kit.text import Told

IN_STATE = {
    "waiting": "SELECT id FROM jobs_job WHERE state = 'waiting'",
    "running": "SELECT id FROM jobs_job WHERE state = 'running'",
    "done": "SELECT id FROM jobs_job WHERE state = 'done'",
    "failed": "SELECT id FROM jobs_job WHERE state = 'failed'",
    "canceled": "SELECT id FROM jobs_job WHERE state = 'canceled'",
}
NEWEST = " ORDER BY id DESC LIMIT %s"
NEWEST_OF_FEW = " ORDER BY id + 0 DESC LIMIT %s"  # by the index of that state, not through every job there ever was

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as lists show it. `state` is `waiting`, `running`, `done`, `failed` or `canceled`.

    `note` and `error` are English; `said` is the latest of them with its values apart, where it has any: pages show
    `saying.note_of` and `saying.error_of`.
    """

    id: int
    name: str
    args: dict[str, Any]
    state: str
    attempts: int
    progress_done: int
    progress_total: int | None
    note: str
    error: str
    run_after: datetime | None
    created_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    actor: str
    priority: int = 0
    batch: int | None = None
    said: Sequence[Told] = ()


def job(number: int) -> JobRow:
    """Return one job.

    Raises:
        NotFound: there is none with this key.
    """
    row = _jobs().filter(pk=number).first()
    if row is None:
        raise NotFound("job.unknown", "There is no such job", field="job", value=number)
    return row_of(row)


def list_jobs(*, state: str | None = None, name: str = "", limit: int = 100) -> list[JobRow]:
    """Return jobs, newest first; those in one state or of one name."""
    rows = _jobs() if state is None else _jobs().filter(id__in=_newest(state, name, limit))
    rows = rows.filter(name=name) if name else rows
    return [row_of(row) for row in rows.order_by("-id")[:limit]]


def count_jobs(state: str, most: int = 10_000) -> int:
    """Return how many jobs are in one state, counted no further than `most`."""
    return len(_newest(state, "", most))


def _newest(state: str, name: str, limit: int) -> list[int]:
    """Return the newest keys in one state. The state stands in the statement, where the partial indexes see it."""
    params: list[Any] = [name] if name else []
    of_name = " AND name = %s" if name else ""
    newest = NEWEST_OF_FEW if state == "running" else NEWEST
    return [int(row[0]) for row in fetchall(IN_STATE[state] + of_name + newest, [*params, limit])]


def row_of(row: Job) -> JobRow:
    """Return a job's frozen row."""
    return JobRow(
        row.pk,
        row.name,
        row.args,
        row.state,
        row.attempts,
        row.progress_done,
        row.progress_total,
        row.note,
        row.error,
        row.run_after,
        row.created_at,
        row.started_at,
        row.finished_at,
        row.actor,
        row.priority,
        row.batch,
        unpacked(row.said),
    )


def _jobs() -> QuerySet[Job]:
    from regulars.base.jobs.models import Job  # a package's own tables load after the package

    return Job.objects.all()
