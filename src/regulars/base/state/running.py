"""What this thread is doing at the door: inside a verb or not, in a shared transaction or not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from regulars.base.state import changes

_here = threading.local()


def in_write() -> bool:
    """Say whether this thread runs inside the door."""
    return getattr(_here, "depth", 0) > 0


def is_grouped() -> bool:
    """Say whether this thread's verbs share one transaction."""
    return bool(getattr(_here, "grouped", False))


def is_tried() -> bool:
    """Say whether what this thread does now is only tried, and taken back as a whole."""
    return bool(getattr(_here, "tried", False))


@contextmanager
def entered(*, tried: bool = False) -> Iterator[None]:
    """Count one more verb on the way in; `tried` says that it is taken back, with all that it calls."""
    before = is_tried()
    _here.depth, _here.tried = getattr(_here, "depth", 0) + 1, before or tried
    try:
        yield
    finally:
        _here.depth, _here.tried = _here.depth - 1, before


@contextmanager
def grouped() -> Iterator[None]:
    """Let verbs share one transaction and therefore one number, taken before the first savepoint."""
    _here.grouped = True
    changes.begin(keep=True)
    try:
        yield
    finally:
        _here.grouped = False
