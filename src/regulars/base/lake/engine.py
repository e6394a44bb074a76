"""The seam to whatever answers queries. Embedded: one DuckDB in memory per process, over the Parquet files.

Another engine (ClickHouse, Spark) loads the files of a manifest in `publish` and answers SQL of its own dialect.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from regulars.base.lake import views
from regulars.base.settings import current

if TYPE_CHECKING:
    import pyarrow as pa


class Connection(Protocol):
    """Answers SQL over one snapshot; belongs to one thread."""

    def arrow(self, sql: str) -> pa.Table: ...

    def close(self) -> None: ...


class Engine(Protocol):
    """Snapshots by id, each a set of named tables."""

    dialect: str

    def publish(self, snapshot: str, tables: Mapping[str, str]) -> None:
        """Make `tables` (name to query) readable under `snapshot`; tables already there stay."""

    def connect(self, snapshot: str) -> Connection: ...

    def retire(self, keep: Collection[str]) -> None:
        """Forget all snapshots but these."""


class DuckConnection:
    """A cursor of the process's DuckDB whose search path is one snapshot."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def arrow(self, sql: str) -> pa.Table:
        return self.cursor.sql(sql).to_arrow_table()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.cursor.execute(sql, list(params)).fetchall()
        return rows

    def close(self) -> None:
        self.cursor.close()


class DuckEngine:
    """DuckDB in memory. Reads and writes files below `folder` only, and never loads an extension."""

    dialect = "duckdb"

    def __init__(self, folder: Path, threads: int, memory_mb: int) -> None:
        import duckdb

        spill = folder / "tmp"
        spill.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()
        self._tables: dict[str, set[str]] = {}
        self._pins: dict[str, int] = {}
        self._root = duckdb.connect(
            ":memory:",
            config={
                "threads": str(threads),
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(spill),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
        for setting in (
            "SET GLOBAL TimeZone = 'UTC'",
            "SET parquet_metadata_cache = true",
            f"SET allowed_directories = [{views.literal(str(folder))}]",
            "SET enable_external_access = false",
        ):
            self._root.execute(setting)

    def publish(self, snapshot: str, tables: Mapping[str, str]) -> None:
        with self._lock:
            known = self._tables.get(snapshot)
            missing = [name for name in tables if known is None or name not in known]
            if known is not None and not missing:
                return
            schema = views.quoted(snapshot)
            self._root.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self._root.execute(f"SET search_path = {views.literal(schema)}")
            for name in missing:
                self._root.execute(f"CREATE OR REPLACE VIEW {schema}.{views.quoted(name)} AS {tables[name]}")
                self._tables.setdefault(snapshot, set()).add(name)

    def connect(self, snapshot: str) -> DuckConnection:
        with self._lock:
            self._tables.setdefault(snapshot, set())
            schema = views.quoted(snapshot)
            self._root.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            cursor = self._root.cursor()
        cursor.execute(f"SET search_path = {views.literal(schema)}")
        cursor.execute("SET parquet_metadata_cache = true")
        return DuckConnection(cursor)

    def has(self, snapshot: str, table: str) -> bool:
        return table in self._tables.get(snapshot, ())

    @contextmanager
    def pin(self, snapshot: str, *, newest: bool = True) -> Iterator[None]:
        """Keep a snapshot for as long as the block runs; a new newest one retires those nobody reads any more."""
        with self._lock:
            self._pins[snapshot] = self._pins.get(snapshot, 0) + 1
        if newest and snapshot not in self._tables:
            self.retire({snapshot})
        try:
            yield
        finally:
            with self._lock:
                self._pins[snapshot] -= 1
                if not self._pins[snapshot]:
                    del self._pins[snapshot]

    def retire(self, keep: Collection[str]) -> None:
        with self._lock:
            for snapshot in [name for name in self._tables if name not in keep and name not in self._pins]:
                self._drop(snapshot)

    def drop(self, snapshot: str) -> None:
        """Forget one snapshot."""
        with self._lock:
            self._drop(snapshot)

    def _drop(self, snapshot: str) -> None:
        self._root.execute("SET search_path = 'main'")
        self._root.execute(f"DROP SCHEMA IF EXISTS {views.quoted(snapshot)} CASCADE")
        self._tables.pop(snapshot, None)

    def close(self) -> None:
        with self._lock:
            self._root.close()


_engines: dict[tuple[object, ...], DuckEngine] = {}
_guard = threading.Lock()


def lake_folder() -> Path:
    """Return where the lake lies: `lake` in the home."""
    return current().home.resolve() / "lake"


def engine() -> DuckEngine:
    """Return this process's engine; a forked child gets its own, because threads do not survive a fork."""
    settings = current()
    folder = lake_folder()
    key = (os.getpid(), folder, settings.lake_threads, settings.lake_memory_mb)
    with _guard:
        if key not in _engines:
            _engines[key] = DuckEngine(folder, settings.lake_threads, settings.lake_memory_mb)
        return _engines[key]


def forget() -> None:
    """Close the engines of this process; tests that change the home call it."""
    with _guard:
        for key in [key for key in _engines if key[0] == os.getpid()]:
            _engines.pop(key).close()


def warm() -> None:
    """Load the engine and what compiles for it; the first answer of a process otherwise waits a second for that."""
    from ibis.backends.sql.compilers import duckdb as compilers

    engine()
    compilers.DuckDBCompiler()
