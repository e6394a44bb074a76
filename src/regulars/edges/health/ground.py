"""What a database must promise before anything is acknowledged on it: read back from the database itself (D1, D3)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from regulars.base.state import fetchall

POSTGRESQL_MUST = ("fsync", "full_page_writes", "synchronous_commit")
SYNCHRONOUS_FULL = 2


def migrations_missing() -> list[str]:
    """Return the migrations that the database still needs."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def all_migrations() -> set[str]:
    """Return every migration of this version as `app.name`."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def durability_faults() -> Iterator[str]:
    """Yield what would let an acknowledged write be lost when the power goes, or a reference break."""
    if connection.vendor == "sqlite":
        mode = str(fetchall("PRAGMA journal_mode")[0][0]).lower()
        if mode != "wal":
            yield f"journal_mode is {mode}, not wal"
        if int(fetchall("PRAGMA synchronous")[0][0]) < SYNCHRONOUS_FULL:
            yield "synchronous is below FULL"
        if not int(fetchall("PRAGMA foreign_keys")[0][0]):
            yield "foreign_keys is off"
        return
    for name in POSTGRESQL_MUST:
        value = str(fetchall(f"SHOW {name}")[0][0])
        if value == "off":
            yield f"{name} is off"


def vendor() -> str:
    """Return `sqlite` or `postgresql`."""
    return str(connection.vendor)


def is_joined() -> bool:
    """Say whether this thread is inside a transaction, where another thread would not see what it sees."""
    return bool(connection.in_atomic_block)


def let_go() -> None:
    """Close this thread's connection."""
    connection.close()
