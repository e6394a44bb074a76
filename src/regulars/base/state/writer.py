"""The one writer of a process on SQLite, and fairness between processes.

SQLite's own lock is first come, nobody served: beside a busy importer a web process can starve for seconds. So before
BEGIN IMMEDIATE a writer takes two file locks in turn, a turnstile and then the lock: whoever waits at the turnstile is
next, and an importer that comes back for its next chunk queues behind them (DECISIONS 2).
"""

from __future__ import annotations

import fcntl
import os
import queue
import sys
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from django.db import connection, transaction

from regulars.base.state import disk, running
from regulars.kit import clock
from regulars.kit.errors import TryAgain

T = TypeVar("T")
QUEUE_MAX = 2_000
GROUP_MAX = 64
HOLD_SECONDS = 0.008
SWITCH_SECONDS = 0.001  # the writer waits that long for its turn after each statement while other threads compute
WAIT_SECONDS = 0.0005  # taking a free lock takes a tenth of it
MEETING_SECONDS = 1.0
HOLD_BOUNDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
_lock = threading.Lock()
_writers: dict[int, Writer] = {}


@dataclass(slots=True)
class WriterFigures:
    """What the writer has done since the process started. Seconds are sums: waiting for other processes, running the
    verbs, and making the commit durable; `holds` counts groups by how long they held the lock, by `HOLD_BOUNDS`."""

    commits: int = 0
    verbs: int = 0
    refused: int = 0
    failed: int = 0
    largest_group: int = 0
    lock_seconds: float = 0.0
    verb_seconds: float = 0.0
    commit_seconds: float = 0.0
    holds: list[int] = field(default_factory=lambda: [0] * (len(HOLD_BOUNDS) + 1))

    def add(self, verbs: int, lock: float, work: float, commit: float) -> None:
        """Count one group."""
        self.commits += 1
        self.verbs += verbs
        self.largest_group = max(self.largest_group, verbs)
        self.lock_seconds += lock
        self.verb_seconds += work
        self.commit_seconds += commit
        self.holds[bisect_left(HOLD_BOUNDS, work + commit)] += 1


class Ticket:
    """A call that waits for its commit, and what came of it. A bare lock is all that its one waiter needs."""

    __slots__ = ("_done", "answer", "call", "problem")

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call
        self.answer: Any = None
        self.problem: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def wait(self) -> Any:
        """Return the answer after the commit, or raise what the call or the commit raised."""
        self._done.acquire()
        if self.problem is not None:
            raise self.problem
        return self.answer

    def settle(self, problem: BaseException | None = None) -> None:
        """Let the waiter go on."""
        self.problem = problem or self.problem
        self._done.release()


class Writer:
    """A thread that runs queued calls in shared transactions."""

    def __init__(self, database: str) -> None:
        self._tickets: queue.SimpleQueue[Ticket] = queue.SimpleQueue()
        self.figures = WriterFigures()
        self._met_at: float | None = None
        self._turnstile, self._door = (_lock_file(database, name) for name in ("turnstile", "lock"))
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS))
        threading.Thread(target=self._run, name="regulars-writer", daemon=True).start()

    def submit(self, call: Callable[[], T]) -> T:
        """Queue `call`, wait for the commit it took part in, and return its answer or raise its error.

        Raises:
            TryAgain: the queue is full; nothing was written.
        """
        if self._tickets.qsize() >= QUEUE_MAX:
            self.figures.refused += 1
            raise TryAgain(
                "state.busy", "Too many writes are waiting", fix="Try again in a moment.", retry_after_seconds=1
            )
        ticket = Ticket(call)
        self._tickets.put(ticket)
        return cast(T, ticket.wait())

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return self._tickets.qsize()

    @property
    def is_shared(self) -> bool:
        """Whether another process wrote as well, a moment ago: then long work takes shorter turns."""
        return self._met_at is not None and clock.monotonic() - self._met_at < MEETING_SECONDS

    def _run(self) -> None:
        while True:
            first = self._tickets.get()
            ran: list[Ticket] = []
            began = clock.monotonic()
            try:
                with self._turn():
                    locked = clock.monotonic()
                    if locked - began > WAIT_SECONDS:
                        self._met_at = locked
                    with transaction.atomic(durable=True), running.grouped():
                        self._group(first, ran)
                        worked = clock.monotonic()
                    self.figures.add(len(ran), locked - began, worked - locked, clock.monotonic() - worked)
            except BaseException as error:  # the commit failed: nobody was written
                disk.end_if_broken(error)
                connection.close()
                for ticket in ran or [first]:
                    ticket.settle(disk.as_told(ticket.problem or error))
                self.figures.failed += 1
                continue
            for ticket in ran:
                ticket.settle()

    def _group(self, ticket: Ticket, ran: list[Ticket]) -> None:
        began = clock.monotonic()
        while True:
            ran.append(ticket)
            try:
                ticket.answer = ticket.call()
            except Exception as error:
                ticket.problem = error
                if disk.has_failed(error):
                    raise  # SQLite may have taken back the others too
            if connection.needs_rollback or not connection.connection.in_transaction:
                raise TryAgain(
                    "state.taken_back",
                    "Another write failed, and the database took this one back with it",
                    fix="Try again in a moment.",
                    retry_after_seconds=1,
                ) from ticket.problem
            if len(ran) >= GROUP_MAX or clock.monotonic() - began > HOLD_SECONDS:
                return
            try:
                ticket = self._tickets.get_nowait()
            except queue.Empty:
                return

    @contextmanager
    def _turn(self) -> Iterator[None]:
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._door, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)


def writer() -> Writer:
    """Return this process's writer, started on first use."""
    with _lock:
        process = os.getpid()
        if process not in _writers:
            _writers.clear()  # a forked child has no thread of its parent
            _writers[process] = Writer(str(connection.settings_dict["NAME"]))
        return _writers[process]


def is_shared() -> bool:
    """Whether another process writes to the same SQLite file right now."""
    process = os.getpid()
    return process in _writers and _writers[process].is_shared


def _lock_file(database: str, name: str) -> int:
    path = Path(f"{database}.{name}")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
