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


@event
@dataclass(frozen=True)
class SpendRecorded:
    """Ad spend was added, replaced or (a negative count) taken back; costs per new buyer change."""

    kind: ClassVar[str] = "spend.recorded"
    version: ClassVar[int] = 1
    count: int
    import_id: int | None = None


@event
@dataclass(frozen=True)
class GoalSet:
    """A goal was set or changed; `target` is minor units, a count, or else millionths, by the metric's unit."""

    kind: ClassVar[str] = "goal.set"
    version: ClassVar[int] = 1
    goal: int
    metric: str
    ends_on: str
    target: int


@event
@dataclass(frozen=True)
class GoalRemoved:
    """A goal was given up."""

    kind: ClassVar[str] = "goal.removed"
    version: ClassVar[int] = 1
    goal: int
    metric: str
