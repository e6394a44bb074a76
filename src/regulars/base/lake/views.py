"""SQL of DuckDB by which files become tables: newest version of each id, no tombstones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from regulars.base.lake import rules
from regulars.base.lake.manifest import FileEntry

DUCKDB_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "string": "VARCHAR",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "float64": "DOUBLE",
    "timestamp('UTC', 6)": "TIMESTAMPTZ",
}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def null(name: str, kind: str) -> str:
    return f"CAST(NULL AS {DUCKDB_TYPES[kind]}) AS {quoted(name)}"


def scan(files: Sequence[FileEntry], folder: Path) -> str:
    """Return the table function that reads `files`."""
    paths = ", ".join(literal(str(folder / file.path)) for file in files)
    return f"read_parquet([{paths}], union_by_name => false)"


def plain(columns: Sequence[tuple[str, str]], files: Sequence[FileEntry], folder: Path, kept: Sequence[str]) -> str:
    """Return a query for `columns` of every row; those not in `kept` (added since the export) are null."""
    items = [quoted(name) if name in kept else null(name, kind) for name, kind in columns]
    return f"SELECT {', '.join(items)} FROM {scan(files, folder)}"


def nothing(columns: Sequence[tuple[str, str]]) -> str:
    """Return a query for a table of `columns` without rows."""
    items = [null(name, kind) for name, kind in columns]
    return f"SELECT {', '.join(items)} WHERE false"


def newest(
    columns: Sequence[tuple[str, str]],
    files: Sequence[FileEntry],
    folder: Path,
    *,
    kept: Sequence[str],
    tombstones: bool = False,
) -> str:
    """Return a query for the newest version of each id.

    A plain scan when no file hides rows of another. Else an anti-join against the ids of the few files that do: every
    version but the newest of an id has a newer one in such a file (see `FileEntry.hides`). `tombstones` keeps them.
    """
    if not files:
        return nothing(columns)
    sql = plain(columns, files, folder, kept)
    hiding = rules.patches(files)
    if not hiding:
        return sql
    newer = f"SELECT id AS newer_id, max(changed_seq) AS newer_seq FROM {scan(hiding, folder)} GROUP BY id"
    sql += f" AS r ANTI JOIN ({newer}) AS newer ON r.id = newer.newer_id AND r.changed_seq < newer.newer_seq"
    if "deleted" in kept and not tombstones:
        sql += " WHERE NOT deleted"
    return sql
