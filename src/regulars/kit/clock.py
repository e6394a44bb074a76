"""The only place that asks what time it is.

Everything else calls `now()`, so that a test, a replay or the test mode of a server can drive time from outside.
The clock belongs to the process, not to a thread: the writer and the workers must see the same frozen time as
the test that froze it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Clock = Callable[[], datetime]  # answers an aware instant
C = TypeVar("C", bound=Clock)


class FrozenClock:
    """Stands still until told to move."""

    def __init__(self, instant: datetime) -> None:
        self._instant = as_utc(instant)

    def __call__(self) -> datetime:
        return self._instant

    def set(self, instant: datetime) -> None:
        self._instant = as_utc(instant)

    def advance(self, **span: float) -> datetime:
        """Move by what `timedelta` takes (`hours=2`); answers the new instant."""
        self._instant += timedelta(**span)
        return self._instant


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place


_clock: Clock = system_clock


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return as_utc(_clock())


def monotonic() -> float:
    """Seconds on a clock that never goes back, for durations and deadlines. Always the machine's, never frozen."""
    return time.monotonic()  # noqa: TID251 -- the one place


def install(clock: Clock | None) -> None:
    """Replace the clock of the whole process; None brings the machine's back."""
    global _clock
    _clock = system_clock if clock is None else clock


@contextmanager
def use(clock: C) -> Iterator[C]:
    """Run a block under another clock, then restore the one before."""
    before = _clock
    install(clock)
    try:
        yield clock
    finally:
        install(before)


@contextmanager
def freeze(instant: datetime) -> Iterator[FrozenClock]:
    """Run a block at a standing instant; the clock handed out can be moved."""
    with use(FrozenClock(instant)) as clock:
        yield clock


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC. A naive time is refused: nobody can know which instant it means.

    Raises ValueError for a naive datetime.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"a naive time is no instant: {instant.isoformat()}")
    return instant.astimezone(UTC)
