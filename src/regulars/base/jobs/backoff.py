"""How long a job that failed waits before it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Each wait is `factor` times the one before, never above `most`, and moved by up to `jitter` of itself.

    The jitter keeps jobs that failed together, because one thing they all need was away, from coming back together.
    """

    first: timedelta = timedelta(seconds=5)
    factor: float = 6.0
    most: timedelta = timedelta(hours=1)
    jitter: float = 0.2

    def wait(self, attempt: int, rng: Random) -> timedelta:
        """Return how long to wait after the `attempt`-th failure, counted from 1."""
        seconds, limit = self.first.total_seconds(), self.most.total_seconds()
        for _again in range(attempt - 1):
            seconds = seconds * self.factor
            if seconds >= limit:
                break
        moved = min(seconds, limit) * (1 + rng.uniform(-self.jitter, self.jitter))
        return timedelta(seconds=max(0.0, min(moved, limit)))
