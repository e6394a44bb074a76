"""Reads about jobs, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.kit.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Job


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as lists show it. `state` is `waiting`, `running`, `done`, `failed` or `canceled`."""

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
    rows = _jobs().all() if state is None else _jobs().filter(state=state)
    rows = rows.filter(name=name) if name else rows
    return [row_of(row) for row in rows.order_by("-id")[:limit]]


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
    )


def _jobs() -> QuerySet[Job]:
    from regulars.base.jobs.models import Job  # a package's own tables load after the package

    return Job.objects.all()
