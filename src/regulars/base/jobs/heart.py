"""The thread that renews leases while handlers work, so that a lease can be short and a job long."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections

from regulars.base.jobs.claims import renew
from regulars.base.jobs.running import RunningJob
from regulars.base.state import Act, write
from regulars.kit import clock

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
PER_LEASE = 3  # renewals within one lease: two may fail before it is lost


class Heart:
    """Knows the jobs that this process holds, and renews each one's lease in time."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[RunningJob, float]] = {}  # by identity, with the time of its next renewal
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, jobs: Sequence[RunningJob]) -> Iterator[None]:
        """Keep the leases of `jobs` while the block runs."""
        began = clock.monotonic()
        with self._changed:
            for job in jobs:
                self._held[id(job)] = (job, began + job.lease.total_seconds() / PER_LEASE)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="regulars-heart", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                for job in jobs:
                    self._held.pop(id(job), None)

    def beat(self) -> None:
        """Renew what is due for it; a job that is not ours any more is told so, and one that hangs is let go."""
        now = clock.monotonic()
        with self._changed:
            due = [job for job, at in self._held.values() if at <= now and _is_alive(job, now)]
        by_lease: dict[timedelta, list[RunningJob]] = {}
        for job in due:
            by_lease.setdefault(job.lease, []).append(job)
        for lease, jobs in by_lease.items():
            ours = write(renew, Act.by("system"), [(job.id, job.claim or 0) for job in jobs], lease)
            later = clock.monotonic() + lease.total_seconds() / PER_LEASE
            with self._changed:
                for job in jobs:
                    if id(job) in self._held:
                        self._held[id(job)] = (job, later)
                        job.is_lost = job.id not in ours and not job.is_settled

    def held(self) -> list[RunningJob]:
        """Return the jobs in hand."""
        with self._changed:
            return [job for job, _at in self._held.values()]

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._held:
                    self._changed.wait()
            threading.Event().wait(LOOK_SECONDS)
            now = clock.monotonic()
            with self._changed:
                is_time = any(at <= now for _job, at in self._held.values())
            if is_time:
                try:
                    self.beat()
                except Exception:
                    log.exception("leases could not be renewed; trying again")
                finally:
                    connections.close_all()


def _is_alive(job: RunningJob, now: float) -> bool:
    return not job.is_settled and not job.is_lost and not job.watch.is_overdue(now)


heart = Heart()
