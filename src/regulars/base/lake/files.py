"""Immutable Parquet files: written aside, made durable, then named by manifest number, table and content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.base.lake import views
from regulars.base.lake.arrow import pyarrow, schema_of
from regulars.base.lake.declare import Dataset
from regulars.base.lake.manifest import FileEntry, Manifest, Retired, sync_folder
from regulars.base.lake.sessions import Session

if TYPE_CHECKING:
    import pyarrow as pa

DATA = "data"
PARTIAL = "partial"
GRACE = timedelta(hours=1)  # longer than any reader keeps one snapshot
GROUP_ROWS = 122_880
READ_BYTES = 1 << 20


class Partial:
    """A dataset's new rows on their way to one file, in bounded memory.

    Rows that arrive in order of id (a first export) are written once. Others are sorted: in memory when they fit one
    row group, else by a second pass of the engine, which spills.
    """

    def __init__(self, folder: Path, dataset: Dataset) -> None:
        self.path = partial_path(folder, f"{dataset.name}.rows")
        self.rows = 0
        self._dataset = dataset
        self._schema = schema_of(dataset.columns)
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._writer: Any = None
        self._in_order = dataset.sort == ("id",)
        self._last: int | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        self.rows += batch.num_rows
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        if self._waiting_rows >= GROUP_ROWS:
            group = self._taken()
            self._in_order = self._in_order and self._follows(group.column("id"))
            self._write(group)

    def close(self, lake: Session) -> Path:
        """Finish the file and return where it lies, rows sorted."""
        order, last = self._dataset.sort, self._taken()
        if self._writer is None:
            self._write(last.sort_by([(name, "ascending") for name in order]))
            self._in_order = True
        elif last.num_rows:
            self._in_order = self._in_order and self._follows(last.column("id"))
            self._write(last)
        self._finish()
        if self._in_order:
            return self.path
        ordered = self.path.with_suffix(".sorted")
        copy(lake, f"SELECT * FROM read_parquet({views.literal(str(self.path))})", ordered, order)
        self.path.unlink()
        return ordered

    def discard(self) -> None:
        self._finish()
        self.path.unlink(missing_ok=True)

    def _finish(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _taken(self) -> pa.Table:
        group = pyarrow().Table.from_batches(self._waiting, self._schema)
        self._waiting, self._waiting_rows = [], 0
        return group

    def _write(self, group: pa.Table) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        self._writer.write_table(group, GROUP_ROWS)

    def _follows(self, ids: pa.ChunkedArray) -> bool:
        """Tell whether `ids` rise, and from the last one written."""
        import pyarrow.compute as pc

        ids = ids.combine_chunks()
        before, self._last = self._last, ids[-1].as_py()
        rising = pc.all(pc.less(ids[:-1], ids[1:])).as_py() is not False
        return rising and (before is None or before < ids[0].as_py())


def partial_path(folder: Path, name: str) -> Path:
    """Return where a file grows until it is complete."""
    place = folder / PARTIAL
    place.mkdir(parents=True, exist_ok=True)
    return place / f"{name}.parquet"


def copy(lake: Session, sql: str, path: Path, order: Sequence[str]) -> None:
    """Write the answer of `sql` to `path` as Parquet, sorted."""
    by = ", ".join(views.quoted(name) for name in order)
    ordered = f"SELECT * FROM ({sql}) AS rows ORDER BY {by}" if by else sql
    lake.execute(
        f"COPY ({ordered}) TO {views.literal(str(path))} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2)"
    )


def seal(
    lake: Session,
    folder: Path,
    table: str,
    number: int,
    written: Path,
    *,
    tombstones: bool = False,
    name: str = "",
) -> FileEntry:
    """Make a written file durable, give it its final name and return its entry. `hides` is not known here.

    `name` stands in the name of the file where that says more than its table.
    """
    found = _measure(lake, written, tombstones)
    content = sha256(written)
    place = folder / DATA / table
    place.mkdir(parents=True, exist_ok=True)
    final = place / f"{number:08d}-{name or table}-{content[:8]}.parquet"
    with open(written, "rb") as file:
        os.fsync(file.fileno())
    os.replace(written, final)
    sync_folder(place)
    return FileEntry(
        path=final.relative_to(folder).as_posix(),
        bytes=final.stat().st_size,
        sha256=content,
        **found,
    )


def sha256(path: Path) -> str:
    summary = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(READ_BYTES):
            summary.update(part)
    return summary.hexdigest()


def retire(before: Manifest, after: set[str], now: datetime) -> tuple[Retired, ...]:
    """Return what is kept for readers of older manifests once `after` are the lake's files."""
    waiting = [old for old in before.retired if old.path not in after and _within_grace(old, now)]
    known = {old.path for old in waiting}
    fresh = [Retired(path, now.isoformat()) for path in sorted(before.paths() - after - known)]
    return (*waiting, *fresh)


def vacuum(folder: Path, manifest: Manifest, now: datetime, grace: timedelta = GRACE) -> int:
    """Delete files the manifest neither holds nor keeps for readers, leftovers of crashes too; call it `exclusive`."""
    kept = manifest.paths() | {old.path for old in manifest.retired if _within_grace(old, now, grace)}
    removed = 0
    for path in sorted((folder / DATA).glob("*/*")):
        if path.relative_to(folder).as_posix() not in kept:
            path.unlink(missing_ok=True)
            removed += 1
    for path in (folder / PARTIAL).glob("*"):
        path.unlink(missing_ok=True)
    return removed


def _within_grace(old: Retired, now: datetime, grace: timedelta = GRACE) -> bool:
    return now - datetime.fromisoformat(old.at) < grace


def _measure(lake: Session, path: Path, tombstones: bool) -> dict[str, int]:
    source = f"read_parquet({views.literal(str(path))})"
    names = {row[0] for row in lake.execute(f"DESCRIBE SELECT * FROM {source}")}
    if not {"id", "changed_seq"} <= names:
        return {"rows": int(lake.execute(f"SELECT count(*) FROM {source}")[0][0])}
    dead = "count(*) FILTER (WHERE deleted)" if tombstones else "0"
    figures = "count(*), min(id), max(id), min(changed_seq), max(changed_seq)"
    row = lake.execute(f"SELECT {figures}, {dead}, count(DISTINCT id) FROM {source}")[0]
    keys = ("rows", "min_id", "max_id", "min_seq", "max_seq", "tombstones", "ids")
    found = {key: int(value or 0) for key, value in zip(keys, row, strict=True)}
    if found.pop("ids") != found["rows"]:
        raise ValueError(f"{path.stem}: the same id came twice; the query must answer one row per id")
    return found
