"""What auditing records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class AuditCompleted:
    """All invariants were counted; `head_seq` and `head_hash` are the end of the chain at that moment."""

    kind: ClassVar[str] = "audit.completed"
    version: ClassVar[int] = 1
    checked: int
    broken: int
    head_seq: int
    head_hash: str


@event
@dataclass(frozen=True)
class ActivityArchived:
    """Rows older than the hot window moved from the log to the archive."""

    kind: ClassVar[str] = "activity.archived"
    version: ClassVar[int] = 1
    rows: int
