"""Leaving nothing in the database's file that its rows no longer say.

SQLite leaves deleted text in free pages and between the cells of others. Erasing a person ends with a file written
anew. PostgreSQL reuses the room of dead rows by itself, in its own time.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from regulars.base.state.sql import dialect

TRIES, PAUSE_SECONDS = 40, 0.25


def scrub() -> bool:
    """Write SQLite's file anew and empty its write-ahead log; return whether both are done.

    Writers wait meanwhile, at their door and not at SQLite's: about a second for each 100 MB. False where a reader
    kept the log from being emptied, which then happens at the next checkpoint; and on PostgreSQL.
    """
    if dialect() != "sqlite":
        return False
    path = Path(str(connection.settings_dict["NAME"]))
    with _alone(path), closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
        database.execute("PRAGMA temp_store=FILE")
        database.execute("VACUUM")
        for _try in range(TRIES):
            busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                return True
            threading.Event().wait(PAUSE_SECONDS)
    return False


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Queue at the turnstile like any writer, then hold the door (writer.py)."""
    turnstile, door = (
        os.open(f"{database}.{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for name in ("turnstile", "lock")
    )
    try:
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(turnstile, fcntl.LOCK_UN)
        yield
    finally:
        os.close(door)
        os.close(turnstile)
