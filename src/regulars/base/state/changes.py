"""The number by which a reader finds what changed since it last looked, safe against late commits.

Each transaction that writes takes one number, `changed_seq`, and stamps its rows with it. On SQLite writers queue, so
numbers commit in order. On PostgreSQL they may not: a writer therefore locks the sequence's last value *before* it
takes its own number, and a reader trusts only numbers below every such lock (it reads the last value first, so a writer
whose lock it cannot see yet will get a number above what it read). Unlike transaction ids, these numbers survive dump
and restore.
"""

from __future__ import annotations

import threading

from regulars.base.state.sql import dialect, execute, fetchall

SEQUENCE = "state_change_number"
LOCK_SPACE = 7_321 << 44  # keeps our lock keys apart from others' and leaves 2^44 numbers
_current = threading.local()


def change_seq() -> int:
    """Return this transaction's number; call it inside a verb only."""
    number: int | None = getattr(_current, "number", None)
    if number is None:
        number = _current.number = _next()
    return number


def begin(*, keep: bool = False) -> None:
    """Forget the number of the transaction before; with `keep`, take the next one now, before any savepoint."""
    _current.number = None
    _current.kept = keep
    if keep:
        change_seq()


def forget_if_lost() -> None:
    """Forget a number that a rolled-back savepoint took with it; one taken by the group before it stays."""
    if not getattr(_current, "kept", False):
        _current.number = None


def horizon() -> int:
    """Return the highest number at or below which every row is committed and visible to a new query."""
    if dialect() != "postgresql":
        rows = fetchall("SELECT seq FROM state_change WHERE id = 1")
        return int(rows[0][0]) if rows else 0
    last = int(fetchall(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {SEQUENCE}")[0][0])
    held = fetchall(
        "SELECT min(((classid::bigint << 32) | objid::bigint) - %s) FROM pg_locks "
        "WHERE locktype = 'advisory' AND objsubid = 1 AND pid <> pg_backend_pid() AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND ((classid::bigint << 32) | objid::bigint) BETWEEN %s AND %s",
        [LOCK_SPACE, LOCK_SPACE, LOCK_SPACE + (1 << 44)],
    )[0][0]
    return last if held is None else min(last, int(held))


def _next() -> int:
    if dialect() != "postgresql":
        if execute("UPDATE state_change SET seq = seq + 1 WHERE id = 1") == 0:
            execute("INSERT INTO state_change (id, seq) VALUES (1, 1)")
        return int(fetchall("SELECT seq FROM state_change WHERE id = 1")[0][0])
    fetchall(
        "SELECT pg_advisory_xact_lock_shared(%s + (SELECT CASE WHEN is_called THEN last_value ELSE 0 END "
        f"FROM {SEQUENCE}))",
        [LOCK_SPACE],
    )
    return int(fetchall(f"SELECT nextval('{SEQUENCE}')")[0][0])
