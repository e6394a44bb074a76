"""How many requests run, how many wait for it, and who is turned away: decided in microseconds, without a database.

Each kind of request may hold a share of the slots, so that no kind can take the last ones from the others, and each
has some places to wait in. While a kind is being turned away, both shrink: a queue that is always full adds nothing but
waiting, and many that run at once only take the processor from each other. A kind gets them back once nobody of it was
turned away for `CALM_SECONDS`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from regulars.kit import clock

S = TypeVar("S")
CALM_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: how many may run and how many may wait, in calm times and in a rush, and how many seconds."""

    name: str
    running: int
    places: int
    running_in_a_rush: int
    places_in_a_rush: int
    patience: float


class _Waiter(Generic[S]):
    """Somebody who waits; whoever leaves puts a slot here and rings."""

    __slots__ = ("bell", "slot")

    def __init__(self) -> None:
        self.bell = threading.Lock()
        self.bell.acquire()
        self.slot: S | None = None


@dataclass(slots=True)
class _Room(Generic[S]):
    kind: Kind
    running: int = 0
    turned_at: float | None = None
    waiting: deque[_Waiter[S]] = field(default_factory=deque)

    def turn_away(self) -> None:
        self.turned_at = clock.monotonic()

    def is_in_a_rush(self) -> bool:
        return self.turned_at is not None and clock.monotonic() - self.turned_at < CALM_SECONDS

    def may_run(self) -> bool:
        return self.running < (self.kind.running_in_a_rush if self.is_in_a_rush() else self.kind.running)

    def is_full(self) -> bool:
        places = self.kind.places_in_a_rush if self.is_in_a_rush() else self.kind.places
        return len(self.waiting) >= places


class Admission(Generic[S]):
    """Hands out slots; the one that was used last is the warmest and goes first."""

    def __init__(self, kinds: Iterable[Kind], slots: Iterable[S]) -> None:
        self._lock = threading.Lock()
        self._free = list(slots)
        self._rooms: dict[str, _Room[S]] = {kind.name: _Room(kind) for kind in kinds}

    def enter(self, kind: str) -> S | None:
        """Return a slot, after waiting for it where there is room to; None turns the request away."""
        room = self._rooms[kind]
        with self._lock:
            if self._free and room.may_run():
                room.running += 1
                return self._free.pop()
            if room.is_full():
                room.turn_away()
                return None
            waiter: _Waiter[S] = _Waiter()
            room.waiting.append(waiter)
        if not waiter.bell.acquire(timeout=room.kind.patience):
            with self._lock:
                if waiter.slot is None:
                    room.waiting.remove(waiter)
                    room.turn_away()
        return waiter.slot

    def is_full(self, kind: str) -> bool:
        """Say whether the next request of a kind is turned away."""
        room = self._rooms[kind]
        with self._lock:
            is_full = not (self._free and room.may_run()) and room.is_full()
            if is_full:
                room.turn_away()
            return is_full

    def leave(self, kind: str, slot: S) -> None:
        """Give a slot back, to whoever has the right to it next."""
        with self._lock:
            self._rooms[kind].running -= 1
            able = [one for one in self._rooms.values() if one.waiting and one.may_run()]
            if not able:
                self._free.append(slot)
                return
            following = min(able, key=lambda one: one.running)
            following.running += 1
            waiter = following.waiting.popleft()
            waiter.slot = slot
        waiter.bell.release()
