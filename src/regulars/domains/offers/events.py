"""What `offers` publishes. No event holds the code itself: whoever reads it could use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class CodeIssued:
    """A code was made for a customer; the store does not have it yet."""

    kind: ClassVar[str] = "code.issued"
    version: ClassVar[int] = 1
    code: int


@event
@dataclass(frozen=True)
class CodeLive:
    """The store has the code: it may be shown."""

    kind: ClassVar[str] = "code.live"
    version: ClassVar[int] = 1
    code: int


@event
@dataclass(frozen=True)
class CodeDisabled:
    """The store takes the code no more."""

    kind: ClassVar[str] = "code.disabled"
    version: ClassVar[int] = 1
    code: int


@event
@dataclass(frozen=True)
class CodeUsed:
    """An order used the code. `was_other` when somebody else than its holder ordered."""

    kind: ClassVar[str] = "code.used"
    version: ClassVar[int] = 1
    code: int
    order: int
    was_other: bool


@event
@dataclass(frozen=True)
class CodeFailed:
    """The store will not have the code; `problem` is its reason's code."""

    kind: ClassVar[str] = "code.failed"
    version: ClassVar[int] = 1
    code: int
    problem: str
