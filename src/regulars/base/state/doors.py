"""`write`: the one door through which state changes.

On SQLite the verbs of all threads queue for one writer, which runs several in one transaction, each in a savepoint,
and answers them after the one commit (group commit). On PostgreSQL each verb is an ordinary transaction, tried again
when the database says that it lost a race. Inside a running verb, or when the thread already owns a transaction, the
verb joins it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from regulars.base.state import answers, changes
from regulars.base.state.act import Act

if TYPE_CHECKING:
    from collections.abc import Iterator

P = ParamSpec("P")
T = TypeVar("T")
Verb = Callable[Concatenate[Act, P], T]

ATTEMPTS_MAX = 6
LOST_A_RACE = {"40001", "40P01"}  # serialization failure, deadlock (PostgreSQL, appendix A)
_running = threading.local()


class OutsideWrite(RuntimeError):
    """A verb was called without the door: a bug of the caller, never of its input."""


class _Undo(Exception):
    """Carries a dry run's answer past the savepoint that forgets its rows."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


def in_write() -> bool:
    """Say whether this thread runs inside the door."""
    return getattr(_running, "depth", 0) > 0


def verb(function: Callable[Concatenate[Act, P], T]) -> Callable[Concatenate[Act, P], T]:
    """Mark a service function as a verb: it runs inside `write` only, so that no caller works around the door."""

    @wraps(function)
    def guarded(act: Act, *args: P.args, **kwargs: P.kwargs) -> T:
        if not in_write():
            name = f"{function.__module__}.{function.__qualname__}"
            raise OutsideWrite(f"{name} changes state: call write({function.__name__}, act, ...)")
        return function(act, *args, **kwargs)

    return guarded


def write(function: Callable[Concatenate[Act, P], T], act: Act, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a verb in a transaction and return its answer after the commit.

    With `key="..."` the answer is stored in the same transaction and given again to whoever comes with that key;
    the same key with other arguments raises `Conflict`. A dry-run act runs in full and leaves nothing.

    Raises:
        TryAgain: the queue is full, or PostgreSQL kept refusing; nothing was written.
    """
    key = kwargs.pop("key", None)

    def call() -> T:
        return answers.answered(key, function, act, args, kwargs)

    if in_write() or connection.in_atomic_block:
        return _inside(call, act)
    if connection.vendor == "postgresql":
        return _with_retry(call, act)
    from regulars.base.state.writer import writer

    return writer().submit(lambda: _inside(call, act))


def _inside(call: Callable[[], T], act: Act) -> T:
    outermost = not in_write()
    with _entered():
        if outermost and not getattr(_running, "grouped", False):
            changes.begin()
        try:
            with transaction.atomic():
                answer = call()
                if act.dry_run and outermost:
                    raise _Undo(answer)
                return answer
        except _Undo as undone:
            changes.forget_if_lost()
            return undone.answer  # type: ignore[no-any-return]
        except BaseException:
            changes.forget_if_lost()
            raise


def _with_retry(call: Callable[[], T], act: Act) -> T:
    from regulars.kit.errors import TryAgain

    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            return _inside(call, act)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in LOST_A_RACE:
                raise
            if attempt == ATTEMPTS_MAX:
                raise TryAgain(
                    "state.busy", "The database could not take the write", fix="Try again in a moment."
                ) from error
            threading.Event().wait(0.01 * 2**attempt)
    raise AssertionError("unreachable")


@contextmanager
def _entered() -> Iterator[None]:
    _running.depth = getattr(_running, "depth", 0) + 1
    try:
        yield
    finally:
        _running.depth -= 1


@contextmanager
def grouped() -> Iterator[None]:
    """Let the writer's verbs share one transaction and therefore one number."""
    _running.grouped = True
    changes.begin(keep=True)
    try:
        yield
    finally:
        _running.grouped = False
