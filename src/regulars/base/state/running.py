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


@contextmanager
def entered() -> Iterator[None]:
    """Count one more verb on the way in."""
    _here.depth = getattr(_here, "depth", 0) + 1
    try:
        yield
    finally:
        _here.depth -= 1


@contextmanager
def grouped() -> Iterator[None]:
    """Let verbs share one transaction and therefore one number, taken before the first savepoint."""
    _here.grouped = True
    changes.begin(keep=True)
    try:
        yield
    finally:
        _here.grouped = False
