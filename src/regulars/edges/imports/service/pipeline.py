"""Reading the next chunk while the last one is being written: a commit waits for the disk, and reading need not."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

AHEAD = 2  # chunks that may wait; more would only hold memory

Take = Callable[[list[Any], int], None]
Item = tuple[list[Any], int] | None


@contextmanager
def beside(take: Take) -> Iterator[Take]:
    """Yield a `take` that returns at once and runs in order in a thread of its own.

    An error of the real one is raised at the next call or at the end; nothing is taken after it. Where this thread is
    in a transaction already (tests), the calls join it as they come.
    """
    if connection.in_atomic_block:
        yield take
        return
    line = _Line(take)
    try:
        yield line.put
    except BaseException:
        line.stop()
        raise
    line.finish()


class _Line:
    """One thread that takes what is put in the queue."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._queue: queue.Queue[Item] = queue.Queue(AHEAD)
        self._error: BaseException | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="regulars-import", daemon=True)
        self._thread.start()

    def put(self, facts: list[Any], after: int) -> None:
        self._raise()
        self._queue.put((facts, after))

    def finish(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._raise()

    def stop(self) -> None:
        self._stopped = True
        self._queue.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            self._stopped = True
            raise error

    def _run(self) -> None:
        try:
            while (item := self._queue.get()) is not None:
                if self._error is None and not self._stopped:
                    self._try(item)
        finally:
            connection.close()

    def _try(self, item: tuple[list[Any], int]) -> None:
        try:
            self._take(*item)
        except BaseException as error:
            self._error = error
