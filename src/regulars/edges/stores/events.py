"""What is recorded about stores themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class StoreConnected:
    """A store was connected, or connected again."""

    kind: ClassVar[str] = "store.connected"
    version: ClassVar[int] = 1
    account: int
    provider: str
    name: str


@event
@dataclass(frozen=True)
class StoreDisconnected:
    """A store was disconnected; its keys are gone, what it brought stays."""

    kind: ClassVar[str] = "store.disconnected"
    version: ClassVar[int] = 1
    account: int
    name: str
    reason: str


@event
@dataclass(frozen=True)
class StoreFilled:
    """Everything that a store had before it was connected is here."""

    kind: ClassVar[str] = "store.filled"
    version: ClassVar[int] = 1
    account: int
    name: str
    objects: int


@event
@dataclass(frozen=True)
class StoreModeChanged:
    """A store announces its changes from now on (`webhooks`), or is asked for them (`pull`)."""

    kind: ClassVar[str] = "store.mode_changed"
    version: ClassVar[int] = 1
    account: int
    name: str
    mode: str


@event
@dataclass(frozen=True)
class StoreFailing:
    """A store cannot be read since this moment; `problem` is the code of why."""

    kind: ClassVar[str] = "store.failing"
    version: ClassVar[int] = 1
    account: int
    name: str
    problem: str


@event
@dataclass(frozen=True)
class StoreDataRequested:
    """A customer asked the store what the shop knows of them; the shop has to send it."""

    kind: ClassVar[str] = "store.data_requested"
    version: ClassVar[int] = 1
    account: int
    name: str
