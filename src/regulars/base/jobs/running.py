"""A job in the hands of its handler: its arguments, its act, its progress, its end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from regulars.base.jobs.claims import finish_many, report
from regulars.base.jobs.registry import LEASE, LIMIT, kind_of
from regulars.base.state import Act, in_write, write
from regulars.kit import clock
from regulars.kit.text import Note


class JobStopped(Exception):
    """The job was canceled, or its lease was lost: stop at once, keep what is committed."""


class WorkerStops(JobStopped):
    """The worker has to end: the job goes back into the queue and is taken up by the next one."""


class Watch:
    """Since when a handler is silent: it is heard when it begins, and with each `progress` of any of its jobs."""

    def __init__(self, limit: timedelta) -> None:
        self._limit, self._heard = limit.total_seconds(), clock.monotonic()

    def hear(self) -> None:
        """Note a sign of life."""
        self._heard = clock.monotonic()

    def is_overdue(self, moment: float) -> bool:
        """Say whether, at a moment of the monotonic clock, it has been silent for longer than it may."""
        return moment - self._heard > self._limit


@dataclass(slots=True)
class RunningJob:
    """A job in the hands of its handler. `attempt` counts tries from 1; `batch` is the group it belongs to."""

    id: int
    name: str
    args: dict[str, Any]
    actor: str
    attempt: int = 1
    batch: int | None = None
    claim: int | None = None
    lease: timedelta = LEASE
    hurry: threading.Event | None = None
    watch: Watch = field(default_factory=lambda: Watch(LIMIT))
    is_lost: bool = field(default=False, init=False)
    is_settled: bool = field(default=False, init=False)

    def act(self, source: str = "regulars", *, backfill: bool = False) -> Act:
        """Return the act under which this job writes.

        Raises:
            JobStopped: it is known to be another worker's by now, or was given up: nothing more is to be written.
        """
        if self.is_lost:
            raise JobStopped(self.name)
        return Act.by(self.actor or "system", source, backfill=backfill)

    def progress(self, done: int, total: int | None = None, note: Note = "") -> None:
        """Tell how far the job is, and keep it.

        Raises:
            JobStopped: somebody canceled it, or it is another worker's by now.
            WorkerStops: the worker has to end.
        """
        if self.hurry is not None and self.hurry.is_set():
            raise WorkerStops(self.name)
        self.watch.hear()
        if not write(report, self.act(), self.id, done, total, note, self.claim, self.lease):
            self.is_lost = True
            raise JobStopped(self.name)

    def settle(self, act: Act, note: Note = "") -> None:
        """End the job in the transaction of its effect: call it inside the verb, and both happen once or neither.

        Raises:
            JobStopped: it is not this worker's any more; the exception takes the effect back too.
        """
        settle_all(act, [self], note)


def settle_all(act: Act, jobs: Sequence[RunningJob], note: Note = "") -> None:
    """End jobs of one kind in the transaction of their effect; see `RunningJob.settle`.

    Raises:
        JobStopped: one of them is not this worker's any more.
        RuntimeError: called outside a verb.
    """
    if not in_write():
        raise RuntimeError("a job is settled inside a verb only")
    endings = [(job.id, job.claim or 0, note) for job in jobs]
    ours = finish_many(act, endings, kept=kind_of(jobs[0].name).kept)
    if len(ours) < len(jobs):
        for job in jobs:
            job.is_lost = job.id not in ours
        raise JobStopped(jobs[0].name)
    for job in jobs:
        job.is_settled = True
