"""What privacy publishes to the activity log. None of it names anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class RequestNoted:
    """Somebody asked for a copy or for erasure, which has to be met by a day."""

    kind: ClassVar[str] = "privacy_request.noted"
    version: ClassVar[int] = 1
    request: int
    asked_for: str
    due_on: str


@event
@dataclass(frozen=True)
class RequestExtended:
    """More time was taken for a request, with a reason that stands in it."""

    kind: ClassVar[str] = "privacy_request.extended"
    version: ClassVar[int] = 1
    request: int
    due_on: str


@event
@dataclass(frozen=True)
class DataExported:
    """Everything that is kept about one customer was handed out."""

    kind: ClassVar[str] = "privacy_request.exported"
    version: ClassVar[int] = 1
    request: int
    rows: int


@event
@dataclass(frozen=True)
class ErasureStarted:
    """Somebody had a customer erased; from here on it is carried through, whatever happens."""

    kind: ClassVar[str] = "privacy_request.started"
    version: ClassVar[int] = 1
    request: int


@event
@dataclass(frozen=True)
class ErasureFinished:
    """Nothing is left of a person but what the report of the request names with its reason."""

    kind: ClassVar[str] = "privacy_request.finished"
    version: ClassVar[int] = 1
    request: int
    found: int
    emptied: int
