"""What operations publish to the activity log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.base.activity import event


@event
@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup is whole and on the disk; `with_secrets` when the secret key went along."""

    kind: ClassVar[str] = "backup.made"
    version: ClassVar[int] = 1

    name: str
    size_bytes: int
    rows: int
    with_secrets: bool


@event
@dataclass(frozen=True, slots=True)
class BackupRehearsed:
    """A backup was restored into a throwaway home and found fit to serve."""

    kind: ClassVar[str] = "backup.rehearsed"
    version: ClassVar[int] = 1

    name: str


@event
@dataclass(frozen=True, slots=True)
class BackupRestored:
    """This database was put back from a backup; what was acknowledged after it is not here."""

    kind: ClassVar[str] = "backup.restored"
    version: ClassVar[int] = 1

    name: str
    rows: int
