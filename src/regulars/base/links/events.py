"""What links record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class LinkCreated:
    """Somebody may now see what a link opens, until it expires."""

    kind: ClassVar[str] = "link.created"
    version: ClassVar[int] = 1
    link: int
    purpose: str


@event
@dataclass(frozen=True)
class LinkRevoked:
    """A link opens nothing any more."""

    kind: ClassVar[str] = "link.revoked"
    version: ClassVar[int] = 1
    link: int
