"""Copying a SQLite database that is being written.

The online backup starts anew whenever another connection writes, which under traffic is always. So the reading
connection first opens a read transaction: then every step reads the same snapshot, and in WAL mode the writer is never
held up by it. Only the checkpoint waits; the WAL grows by what is written meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from regulars.edges.operations.backups.disk import SYNC_EVERY, sync_file

Report = Callable[[int, int | None, str], None]
PAGES = 256  # one step: a megabyte of the usual pages
FAULTS_SHOWN = 5


def copy_database(source: Path, target: Path, report: Report) -> tuple[dict[str, int], list[str]]:
    """Copy the state of one instant and return its rows by table and its applied migrations."""
    with closing(_open(source, "rw")) as reading, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # synced below, as a whole
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the snapshot begins with the first read
        page_size = int(reading.execute("PRAGMA page_size").fetchone()[0])
        handle = os.open(target, os.O_RDONLY)
        try:
            reading.backup(copy, pages=PAGES, progress=_steadily(handle, page_size, report), sleep=0)
        finally:
            os.close(handle)
        counts, migrations = row_counts(reading), applied_migrations(reading)
        reading.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, without a log beside it
    target.chmod(0o600)
    sync_file(target)
    return counts, migrations


def _steadily(handle: int, page_size: int, report: Report) -> Callable[[int, int, int], None]:
    """Sync while copying: one large sync at the end would hold up the commits of the server."""
    synced = 0

    def step(_status: int, remaining: int, total: int) -> None:
        nonlocal synced
        done = (total - remaining) * page_size
        if done - synced >= SYNC_EVERY:
            os.fdatasync(handle)
            synced = done
        report(done, total * page_size, "database")

    return step


def database_faults(path: Path, expected: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with a copy: its structure, its references, its numbers of rows."""
    with closing(_open(path, "ro&immutable=1")) as copy:
        try:
            found = [str(row[0]) for row in copy.execute(f"PRAGMA integrity_check({FAULTS_SHOWN})")]
            if found != ["ok"]:
                yield from found
                return
            for table, _row, parent, _key in copy.execute("PRAGMA foreign_key_check").fetchmany(FAULTS_SHOWN):
                yield f"a row of {table} refers to a missing row of {parent}"
            counts = row_counts(copy)
        except sqlite3.DatabaseError as error:
            yield str(error)
            return
        for table in sorted({*counts, *expected}):
            if counts.get(table) != expected.get(table):
                yield f"{table} has {counts.get(table, 'no')} rows, not {expected.get(table, 'none')}"


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the rows of every table."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = sorted(str(row[0]) for row in rows.fetchall())
    return {name: int(connection.execute(_counting(name)).fetchone()[0]) for name in names}


def applied_migrations(connection: sqlite3.Connection) -> list[str]:
    """Return every applied migration as `app.name`."""
    try:
        rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    except sqlite3.OperationalError:  # an empty database has no such table
        return []
    return sorted(f"{app}.{name}" for app, name in rows)


def _counting(table: str) -> str:
    quoted = table.replace('"', '""')
    return f'SELECT count(*) FROM "{quoted}"'


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, timeout=30)
