"""Handlers by name, and what runs on a schedule; filled by the apps at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

Handler = Callable[[Any], str | None]  # given a RunningJob, which knows the queue and therefore stands above
_handlers: dict[str, Handler] = {}
_schedule: dict[str, timedelta] = {}
_wanted: dict[str, Callable[[], bool]] = {}


def register(name: str, handler: Handler) -> None:
    """Let `handler` do the jobs called `name`; what it returns becomes the job's closing note.

    Raises:
        ValueError: another handler has the name.
    """
    known = _handlers.get(name)
    if known is not None and known is not handler:
        raise ValueError(f"job {name} has a handler already")
    _handlers[name] = handler


def every(name: str, interval: timedelta, when: Callable[[], bool] | None = None) -> None:
    """Run the job called `name` once each `interval` while a worker runs, but only if `when()` says there is work.

    `when` is a cheap look, so that the list of jobs shows what was done and not that there was nothing to do.
    """
    _schedule[name] = interval
    if when is not None:
        _wanted[name] = when


def handler_of(name: str) -> Handler:
    """Return who does the jobs called `name`."""
    return _handlers[name]


def job_names() -> frozenset[str]:
    """Return the names of all jobs."""
    return frozenset(_handlers)


def schedule() -> Iterator[tuple[str, timedelta]]:
    """Yield what runs regularly, and how often."""
    yield from _schedule.items()


def is_wanted(name: str) -> bool:
    """Say whether a job that is due by its schedule has something to do."""
    when = _wanted.get(name)
    return when is None or when()
