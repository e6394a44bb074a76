"""`write`: the one door through which state changes.

On SQLite the verbs of all threads queue for one writer, which runs several in one transaction, each in a savepoint,
and answers them after the one commit (group commit). On PostgreSQL each verb is an ordinary transaction, tried again
when the database says that it lost a race. Inside a running verb, or when the thread already owns a transaction, the
verb joins it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import OperationalError, connection

from regulars.base.state import answers, changes, running
from regulars.base.state.act import Act
from regulars.base.state.savepoints import savepoint
from regulars.base.state.writer import writer
from regulars.kit.errors import TryAgain

T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])

ATTEMPTS_MAX = 6
LOST_A_RACE = {"40001", "40P01"}  # serialization failure, deadlock (PostgreSQL, appendix A)


class OutsideWrite(RuntimeError):
    """A verb was called without the door: a bug of the caller, never of its input."""


class _Undo(Exception):
    """Carries a dry run's answer past the savepoint that forgets its rows."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


def verb(function: V) -> V:
    """Mark a service function as a verb: it runs inside `write` only, so that no caller works around the door."""

    @wraps(function)
    def guarded(act: Act, *args: Any, **kwargs: Any) -> Any:
        if not running.in_write():
            name = f"{function.__module__}.{function.__qualname__}"
            raise OutsideWrite(f"{name} changes state: call write({function.__name__}, act, ...)")
        return function(act, *args, **kwargs)

    return cast(V, guarded)


def write(function: Callable[..., T], act: Act, *args: Any, key: str | None = None, **kwargs: Any) -> T:
    """Run a verb in a transaction and return its answer after the commit.

    With `key="..."` the answer is stored in the same transaction and given again to whoever comes with that key;
    the same key with other arguments raises `Conflict`. A dry-run act runs in full and leaves nothing.

    Raises:
        TryAgain: the queue is full, or PostgreSQL kept refusing; nothing was written.
    """

    def call() -> T:
        return cast(T, answers.answered(key, function, act, args, kwargs))

    if running.in_write() or connection.in_atomic_block:
        return _inside(call, act)
    if connection.vendor == "postgresql":
        return _with_retry(call, act)
    return writer().submit(lambda: _inside(call, act))


def _inside(call: Callable[[], T], act: Act) -> T:
    outermost = not running.in_write()
    tried = act.dry_run and not running.is_tried()  # inside another dry run its rows are still needed
    with running.entered(tried=tried):
        if outermost and not running.is_grouped():
            changes.begin()
        try:
            with savepoint():
                answer = call()
                if tried:
                    raise _Undo(answer)
                return answer
        except _Undo as undone:
            changes.forget_if_lost()
            return undone.answer  # type: ignore[no-any-return]
        except BaseException:
            changes.forget_if_lost()
            raise


def _with_retry(call: Callable[[], T], act: Act) -> T:
    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            return _inside(call, act)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in LOST_A_RACE:
                raise
            if attempt == ATTEMPTS_MAX:
                raise TryAgain(
                    "state.busy",
                    "The database could not take the write",
                    fix="Try again in a moment.",
                    retry_after_seconds=1,
                ) from error
            threading.Event().wait(0.01 * 2**attempt)
    raise AssertionError("unreachable")
