"""Savepoints of verbs: what `transaction.atomic` does inside a transaction, for a fifth of its price.

Django gives each savepoint a name of its own, which the database parses anew, and runs it through a cursor. Ours are
named by their depth. Outside a transaction, and where Django watches each statement, `transaction.atomic` does it.

In one thing they are stricter: whoever swallows an error that spoiled the transaction is told so. `atomic` takes the
block back and says nothing, and its caller would acknowledge what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import Error, connections, transaction

from regulars.base.state.sql import is_watched

_marks = count()


@contextmanager
def savepoint() -> Iterator[None]:
    """Keep what the block writes, or nothing of it when it raises.

    Raises:
        Swallowed: a statement or a block inside failed, and its error went no further.
    """
    wrapper = connections["default"]
    if not wrapper.in_atomic_block or is_watched(wrapper):
        with transaction.atomic():
            yield
            if wrapper.needs_rollback:
                raise Swallowed
        return
    name, mark = f"verb_{len(wrapper.savepoint_ids)}", f"mark_{next(_marks)}"  # one of that name was there before
    _run(wrapper, f"SAVEPOINT {name}")
    wrapper.savepoint_ids.append(mark)
    try:
        yield
        if wrapper.needs_rollback:
            raise Swallowed
        _run(wrapper, f"RELEASE SAVEPOINT {name}")
    except BaseException:
        wrapper.savepoint_ids.pop()
        _take_back(wrapper, name, mark)
        raise
    else:
        wrapper.savepoint_ids.pop()


class Swallowed(RuntimeError):
    """A bug of the caller: what the block wrote is taken back. An error that is to be caught needs its own block."""

    def __init__(self) -> None:
        super().__init__("an error of the database was swallowed, and nothing of this block stays")


def _take_back(wrapper: Any, name: str, mark: str) -> None:
    wrapper.needs_rollback = False
    wrapper.run_on_commit = [one for one in wrapper.run_on_commit if mark not in one[0]]
    try:
        _run(wrapper, f"ROLLBACK TO SAVEPOINT {name}")
        _run(wrapper, f"RELEASE SAVEPOINT {name}")
    except Error:
        wrapper.needs_rollback = True  # the whole transaction is lost; whoever opened it must take it back


def _run(wrapper: Any, sql: str) -> None:
    with wrapper.wrap_database_errors:
        wrapper.connection.execute(sql)
