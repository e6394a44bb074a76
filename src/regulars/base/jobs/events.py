"""What people do to the queue by hand. What workers do is not recorded: the list of jobs shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class JobsCanceled:
    """Work was canceled before its end. `name` is what it is called, empty for work of several names."""

    kind: ClassVar[str] = "job.canceled"
    version: ClassVar[int] = 1
    name: str
    count: int


@event
@dataclass(frozen=True)
class JobsRetried:
    """Work that had failed or was canceled was queued again."""

    kind: ClassVar[str] = "job.retried"
    version: ClassVar[int] = 1
    name: str
    count: int


@event
@dataclass(frozen=True)
class JobsForgotten:
    """Work that had ended was dropped from the list, and what failed of it is not done any more."""

    kind: ClassVar[str] = "job.forgotten"
    version: ClassVar[int] = 1
    name: str
    count: int
