"""Answers kept per process while the lake stays the same."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice
from typing import Any, TypeVar

from regulars.base.lake.sessions import session
from regulars.base.settings import current

T = TypeVar("T")
MEGABYTE = 1024 * 1024
PART = 4  # answers may hold as much as a quarter of what the engine may
LIMIT_ENTRIES = 1_000
SAMPLE = 64


class _Slot:
    """One answer: being computed until `done` is set; `filled` says that it counts and may be dropped."""

    __slots__ = ("bytes", "done", "error", "filled", "owner", "value")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.owner = threading.get_ident()
        self.value: Any = None
        self.error: BaseException | None = None
        self.bytes = 0
        self.filled = False


@dataclass(frozen=True, slots=True)
class CacheState:
    entries: int
    bytes: int
    hits: int
    misses: int


class Cache:
    """Least recently used answers go first; of many who ask the same at once, one computes and the others wait."""

    def __init__(self, limit_bytes: int | None = None, limit_entries: int = LIMIT_ENTRIES) -> None:
        self._own_limit, self._limit_entries = limit_bytes, limit_entries
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()
        self._bytes = self._hits = self._misses = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """Return the answer under `key`, computed by `build` at most once. An error is raised to all, and not kept."""
        with self._lock:
            slot = self._slots.get(key)
            mine = slot is None
            if slot is None:
                slot = self._slots[key] = _Slot()
                self._misses += 1
            else:
                self._slots.move_to_end(key)
                self._hits += 1
        if mine:
            self._fill(key, slot, build)
        elif slot.owner == threading.get_ident() and not slot.done.is_set():
            raise RuntimeError(f"the answer under {key!r} asks for itself")
        slot.done.wait()
        if slot.error is not None:
            raise slot.error
        value: T = slot.value
        return value

    def state(self) -> CacheState:
        with self._lock:
            return CacheState(len(self._slots), self._bytes, self._hits, self._misses)

    def clear(self) -> None:
        with self._lock:
            self._slots = OrderedDict((key, slot) for key, slot in self._slots.items() if not slot.filled)
            self._bytes = 0

    def _fill(self, key: Hashable, slot: _Slot, build: Callable[[], Any]) -> None:
        try:
            slot.value = build()
            slot.bytes = weight(slot.value)
        except BaseException as error:
            slot.error = error
            with self._lock:
                self._slots.pop(key, None)
        else:
            with self._lock:
                slot.filled = True
                self._bytes += slot.bytes
                self._evict()
        finally:
            slot.done.set()

    @property
    def _limit_bytes(self) -> int:
        return current().lake_memory_mb * MEGABYTE // PART if self._own_limit is None else self._own_limit

    def _evict(self) -> None:
        for key in list(self._slots):
            if self._bytes <= self._limit_bytes and len(self._slots) <= self._limit_entries:
                return
            # One still being computed has no weight yet; dropping it would compute it twice.
            if self._slots[key].filled:
                self._bytes -= self._slots.pop(key).bytes


_cache = Cache()


def cached(key: Hashable, build: Callable[[], T]) -> T:
    """Return `build()`, remembered under `key` for as long as the lake stays as it is.

    `build` runs in a session: what it asks belongs to one snapshot. `key` holds everything else the answer depends on
    (filters, basis, language). Answers are shared between threads: treat them as read-only.
    """
    with session() as lake:
        return _cache.get((lake.manifest, lake.home, key), build)


def cache_state() -> CacheState:
    return _cache.state()


def clear_cache() -> None:
    _cache.clear()


def weight(value: object) -> int:
    """Return roughly how many bytes an answer holds; long lists are judged by their first rows."""
    size = getattr(value, "nbytes", None)
    if isinstance(size, int):
        return size
    own = sys.getsizeof(value, 64)
    if isinstance(value, Mapping):
        return own + _total(value.keys(), len(value)) + _total(value.values(), len(value))
    if isinstance(value, list | tuple | set | frozenset):
        return own + _total(value, len(value))
    if is_dataclass(value) and not isinstance(value, type):
        return own + sum(weight(getattr(value, item.name)) for item in fields(value))
    return own


def _total(items: Any, count: int) -> int:
    sample = [weight(item) for item in islice(items, SAMPLE)]
    return sum(sample) * count // len(sample) if sample else 0
