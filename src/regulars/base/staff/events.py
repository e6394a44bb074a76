"""What staff management records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class StaffAdded:
    """Somebody may now log in."""

    kind: ClassVar[str] = "staff.added"
    version: ClassVar[int] = 1
    staff: int
    role: str


@event
@dataclass(frozen=True)
class StaffChanged:
    """A role, a state or a language is another one now; `change` names which."""

    kind: ClassVar[str] = "staff.changed"
    version: ClassVar[int] = 1
    staff: int
    change: str


@event
@dataclass(frozen=True)
class PasswordReset:
    """A password was replaced, by `staff reset` or by the link it gave."""

    kind: ClassVar[str] = "staff.password_reset"
    version: ClassVar[int] = 1
    staff: int
