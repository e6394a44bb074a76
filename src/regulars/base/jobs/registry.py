"""Handlers by name, and what runs on a schedule; filled by the apps at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from regulars.base.jobs.queue import report
from regulars.base.state import Act, write


class JobStopped(Exception):
    """The job was canceled, or its lease was lost: stop at once, keep what is committed."""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job in the hands of its handler."""

    id: int
    name: str
    args: dict[str, Any]
    actor: str

    def act(self, source: str = "regulars", *, backfill: bool = False) -> Act:
        """Return the act under which this job writes."""
        return Act.by(self.actor or "system", source, backfill=backfill)

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the job is, and keep it.

        Raises:
            JobStopped: somebody canceled it.
        """
        if not write(report, self.act(), self.id, done, total, note):
            raise JobStopped(self.name)


Handler = Callable[[RunningJob], str | None]
_handlers: dict[str, Handler] = {}
_schedule: dict[str, timedelta] = {}


def register(name: str, handler: Handler) -> None:
    """Let `handler` do the jobs called `name`; what it returns becomes the job's closing note.

    Raises:
        ValueError: another handler has the name.
    """
    known = _handlers.get(name)
    if known is not None and known is not handler:
        raise ValueError(f"job {name} has a handler already")
    _handlers[name] = handler


def every(name: str, interval: timedelta) -> None:
    """Run the job called `name` once each `interval` while a worker runs."""
    _schedule[name] = interval


def handler_of(name: str) -> Handler:
    """Return who does the jobs called `name`."""
    return _handlers[name]


def job_names() -> frozenset[str]:
    """Return the names of all jobs."""
    return frozenset(_handlers)


def schedule() -> Iterator[tuple[str, timedelta]]:
    """Yield what runs regularly, and how often."""
    yield from _schedule.items()
