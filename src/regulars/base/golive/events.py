"""What going live publishes to the activity log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True, slots=True)
class CheckWaived:
    """Somebody goes live although a check is not right; the reason is kept beside it."""

    kind: ClassVar[str] = "go_live_check.waived"
    version: ClassVar[int] = 1
    check: str


@event
@dataclass(frozen=True, slots=True)
class CheckReinstated:
    """A waiver was taken back: the check counts again."""

    kind: ClassVar[str] = "go_live_check.reinstated"
    version: ClassVar[int] = 1
    check: str
