"""Reading the next rows while the last ones are being written: a commit waits for the disk, and reading need not."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")
AHEAD = 2  # what may wait; more would only hold memory


class _End:
    """The last thing in the queue: the items are over, or reading them failed."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """Yield `items`, which are made in a thread of their own, up to `AHEAD` of them in advance.

    An error in the making is raised here. Whoever stops early stops the thread: the generator that makes the items is
    closed in it. Nothing in that thread may touch the state database.
    """
    line: queue.Queue[T | _End] = queue.Queue(AHEAD)
    stopped = threading.Event()
    maker = threading.Thread(target=_make, args=(items, line, stopped), name="regulars-reading", daemon=True)
    maker.start()
    try:
        while True:
            item = line.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stopped.set()
        while maker.is_alive():
            _empty(line)
            maker.join(0.02)


def _make(items: Iterator[T], line: queue.Queue[T | _End], stopped: threading.Event) -> None:
    end = _End()
    try:
        for item in items:
            line.put(item)
            if stopped.is_set():
                break
    except BaseException as error:
        end = _End(error)
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()
        line.put(end)


def _empty(line: queue.Queue[T | _End]) -> None:
    while True:
        try:
            line.get_nowait()
        except queue.Empty:
            return
