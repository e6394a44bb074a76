"""What imports publish to the activity log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.base.activity import event


@event
@dataclass(frozen=True, slots=True)
class ImportFinished:
    """A file is in: its kind, its layout and how many rows went in and were rejected."""

    kind: ClassVar[str] = "import.finished"
    version: ClassVar[int] = 1

    number: int
    file_kind: str
    layout: str
    accepted: int
    rejected: int


@event
@dataclass(frozen=True, slots=True)
class SuppressionsDeclaredNone:
    """Somebody said that nobody has to be spared: no list of suppressions exists."""

    kind: ClassVar[str] = "suppressions.declared_none"
    version: ClassVar[int] = 1


@event
@dataclass(frozen=True, slots=True)
class ImportUndone:
    """What a file brought was taken back."""

    kind: ClassVar[str] = "import.undone"
    version: ClassVar[int] = 1

    number: int
    generation: int
