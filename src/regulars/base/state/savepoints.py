"""Savepoints of verbs: what `transaction.atomic` does inside a transaction, for a fifth of its price.

Django gives each savepoint a name of its own, which the database parses anew, and runs it through a cursor. Ours are
named by their depth. Outside a transaction, and where Django watches each statement, `transaction.atomic` does it.
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
    """Keep what the block writes, or nothing of it when it raises."""
    wrapper = connections["default"]
    if not wrapper.in_atomic_block or is_watched(wrapper):
        with transaction.atomic():
            yield
        return
    name, mark = f"verb_{len(wrapper.savepoint_ids)}", f"mark_{next(_marks)}"  # one of that name was there before
    _run(wrapper, f"SAVEPOINT {name}")
    wrapper.savepoint_ids.append(mark)
    try:
        yield
        if wrapper.needs_rollback:
            raise _Lost
        _run(wrapper, f"RELEASE SAVEPOINT {name}")
    except BaseException as error:
        wrapper.savepoint_ids.pop()
        _take_back(wrapper, name, mark)
        if not isinstance(error, _Lost):
            raise
    else:
        wrapper.savepoint_ids.pop()


class _Lost(Exception):
    """A block inside failed, and its error was swallowed: what this one wrote is taken back, as `atomic` does."""


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
