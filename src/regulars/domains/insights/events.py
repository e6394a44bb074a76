"""What `insights` publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class AdviceAssigned:
    """Somebody took up a list from the brief; `staff` is who has it, `advice` the record, `key` the rule."""

    kind: ClassVar[str] = "advice.assigned"
    version: ClassVar[int] = 1
    advice: int
    key: str
    people: int
    staff: int


@event
@dataclass(frozen=True)
class AdviceDone:
    """The people of a list were written to, or whatever was to be done was done."""

    kind: ClassVar[str] = "advice.done"
    version: ClassVar[int] = 1
    advice: int
    key: str
    people: int


@event
@dataclass(frozen=True)
class AdviceDismissed:
    """A card is not wanted for some time."""

    kind: ClassVar[str] = "advice.dismissed"
    version: ClassVar[int] = 1
    advice: int
    key: str
    people: int


@event
@dataclass(frozen=True)
class AdviceReopened:
    """A decision about a card was taken back; the card may be shown again."""

    kind: ClassVar[str] = "advice.reopened"
    version: ClassVar[int] = 1
    advice: int
    key: str
